using Strata.Autograd;
using Strata.Kernels.Random;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Dropout (Srivastava et al. 2014).</summary>
public static class DropoutOp
{
    /// <summary>Sets each element to zero with probability <paramref name="rate"/> and divides the others by 1 - rate, so that the mean stays.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="rate">At least 0, less than 1.</param>
    /// <param name="random">Where the mask is drawn from.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not in that range.</exception>
    public static Tensor Dropout(this Tensor x, double rate, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!(rate >= 0 && rate < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The rate of dropout must be at least 0 and less than 1.");
        }
        ArgumentNullException.ThrowIfNull(random);
        if (rate == 0)
        {
            return x;
        }
        x.RequireFloatingPoint();
        Philox generator = RandomOps.Draw(random, x, out ulong counter);
        return Keep(x, 1 - rate, generator, counter);
    }

    // The way back draws the same numbers again rather than reading a mask.
    private static Tensor Keep(Tensor x, double probability, Philox generator, ulong counter)
    {
        Tensor y = Tensor.Uninitialized(x.Shape, x.DType);
        if (x.DType == DType.Float32)
        {
            Sampling.Keep(generator, counter, x.AsSpan<float>(), y.AsSpan<float>(), (float)probability, (float)(1 / probability));
        }
        else
        {
            Sampling.Keep(generator, counter, x.AsSpan<double>(), y.AsSpan<double>(), probability, 1 / probability);
        }
        return Tape.Record(y, [x], (x, probability, generator, counter), static (s, dy) =>
            s.x.AddFreshGradient(Keep(dy, s.probability, s.generator, s.counter)));
    }
}
