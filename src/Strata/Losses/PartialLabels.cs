using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>
/// A loss for classes where not every sample has a label: samples with the label -1 do not count, the others' mean does. In a batch without labels it is zero. For
/// networks that
/// learn from the rest in another way, such as by reconstruction.
/// </summary>
/// <param name="inner">The loss of samples with labels, such as <see cref="SoftmaxCrossEntropy"/>.</param>
public sealed class PartialLabels(Loss inner) : Loss
{
    private readonly Loss _inner = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The targets are not Int32 [batch], or a label is neither -1 nor one of the classes.</exception>
    public override Tensor Forward(Tensor output, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(target);
        if (target.DType != DType.Int32 || target.Rank != 1 || output.Rank == 0 || target.Count != output.Shape[0])
        {
            throw new ArgumentException(
                $"{nameof(PartialLabels)} takes one Int32 label a sample, or -1 for none, but got {target.DType} {target.Shape} for an output {output.Shape}.", nameof(target));
        }
        int[] labels = target.ToArray<int>();
        int[] known = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] != -1)];
        if (known.Length == labels.Length)
        {
            return _inner.Forward(output, target);
        }
        if (known.Length == 0)
        {
            return output.Sum() * 0;
        }
        Tensor rows = Tensor.Wrap(known);
        return _inner.Forward(output.Gather(rows), target.Gather(rows));
    }

    /// <inheritdoc/>
    public override Tensor Predictions(Tensor output) => _inner.Predictions(output);
}
