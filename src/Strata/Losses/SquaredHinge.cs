using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>
/// The squared margin loss of support vector machines (L2-SVM; Tang 2013): as <see cref="Hinge"/>, with the square of each margin's violation. For two
/// classes max(0, 1 - t y)², for more Σ_(j ≠ c) max(0, 1 + y_j - y_c)², averaged over the samples.
/// </summary>
public sealed class SquaredHinge : Loss
{
    /// <inheritdoc/>
    public override bool TakesLabels(Tensor targets) => targets?.DType == DType.Int32 && !targets.AsSpan<int>().Contains(-1);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shapes do not fit, a target is neither +1 nor -1, or a label is out of range.</exception>
    public override Tensor Forward(Tensor output, Tensor target)
        => Hinge.Violations(output, target, nameof(SquaredHinge)).Square().Sum() / output.Shape[0];
}
