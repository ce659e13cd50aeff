using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models;

/// <summary>Functions of many samples, in the memory of some.</summary>
internal static class InParts
{
    private const int Samples = 500;

    /// <summary>What a function makes of all samples, a part at a time; nothing is recorded for gradients.</summary>
    /// <param name="x">[samples, ...], at least one.</param>
    /// <param name="function">[part, ...] → [part, ...].</param>
    /// <param name="what">What is being done, for messages.</param>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    internal static Tensor Map(Tensor x, Func<Tensor, Tensor> function, string what)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank == 0 || x.Shape[0] == 0)
        {
            throw new ArgumentException($"{what} needs a batch [samples, ...] of at least one sample, but got {x.Shape}.", nameof(x));
        }
        using Tape.PauseScope pause = Tape.Pause();
        Tensor? all = null;
        for (int start = 0; start < x.Shape[0]; start += Samples)
        {
            using var scope = new TensorScope();
            int count = Math.Min(Samples, x.Shape[0] - start);
            Tensor part = function(x.Slice(0, start, count));
            if (count == x.Shape[0])
            {
                return scope.Keep(part);
            }
            using (TensorScope.Suspend())
            {
                all ??= Tensor.Uninitialized(part.Shape.With(0, x.Shape[0]), part.DType);
            }
            part.CopyTo(all.Slice(0, start, count));
        }
        return all!;
    }
}
