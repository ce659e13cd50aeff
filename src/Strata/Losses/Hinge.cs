using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>
/// The margin loss of support vector machines. For two classes: max(0, 1 - t y), on an output y [batch, 1] with targets t of +1 or -1, [batch, 1] or [batch].
/// For more, by Int32 labels c [batch]: Σ_(j ≠ c) max(0, 1 + y_j - y_c), on an output [batch, classes] (Weston and Watkins 1999). Both are averaged over
/// the samples.
/// </summary>
public sealed class Hinge : Loss
{
    /// <inheritdoc/>
    public override bool TakesLabels(Tensor targets) => targets?.DType == DType.Int32 && !targets.AsSpan<int>().Contains(-1);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shapes do not fit, a target is neither +1 nor -1, or a label is out of range.</exception>
    public override Tensor Forward(Tensor output, Tensor target) => Violations(output, target, nameof(Hinge)).Sum() / output.Shape[0];

    /// <summary>By how much each margin is violated: [batch, 1] for two classes, [batch, classes] with zero at the label for more.</summary>
    internal static Tensor Violations(Tensor output, Tensor target, string loss)
    {
        ArgumentNullException.ThrowIfNull(target);
        Targets.RequireClasses(output, loss);
        return output.Shape[1] == 1 ? TwoClasses(output, target, loss) : Classes(output, target, loss);
    }

    private static Tensor TwoClasses(Tensor output, Tensor target, string loss)
    {
        target = Targets.Like(output, target, loss);
        Targets.RequireValues(target, t => t is 1 or -1, "+1 or -1", loss);
        return (1 - (output * target)).Relu();
    }

    private static Tensor Classes(Tensor output, Tensor labels, string loss)
    {
        Targets.RequireLabels(output, labels, loss);
        Tensor own = labels.OneHot(output.Shape[1], output.DType); // [batch, classes]
        Tensor margins = output - (output * own).Sum([1], keepAxes: true) + 1; // [batch, classes]
        return margins.Relu() * (1 - own);
    }
}
