using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>
/// The maximum a posteriori criterion of LeNet-5 (LeCun et al. 1998, equation 9), on penalties y [batch, classes] that are small for the likely class, and
/// Int32 labels c [batch]: y_c + log(e^-j + Σ_i e^-y_i), averaged over the samples. Besides pulling down the penalty of the right class it pushes up those of
/// the others, as far as they are below j, the penalty of a class of rubbish. Predictions are softmax(-y), without that class.
/// </summary>
/// <param name="rubbish">j, a positive number. The paper gives no value. Default: 0.1.</param>
/// <exception cref="ArgumentOutOfRangeException">j is not a positive number.</exception>
public sealed class LeCunMap(double rubbish = 0.1) : Loss
{
    private readonly double _rubbish = rubbish > 0 && double.IsFinite(rubbish)
        ? rubbish
        : throw new ArgumentOutOfRangeException(nameof(rubbish), rubbish, "The penalty of the class of rubbish must be a positive number.");

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shapes do not fit, or a label is out of range.</exception>
    public override Tensor Forward(Tensor output, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Targets.RequireLabels(output, target, nameof(LeCunMap));
        Tensor zero = Tensor.Scalar(0, output.DType);
        Tensor right = target.OneHot(output.Shape[1], output.DType).Greater(zero).Where(output, zero).Sum([1]); // [batch]
        Tensor all = (-output).Pad([0, 0], [0, 1], -_rubbish).LogSumExp(); // [batch]
        return (right + all).Mean();
    }

    /// <inheritdoc/>
    public override bool TakesLabels(Tensor targets) => targets?.DType == DType.Int32;

    /// <inheritdoc/>
    public override Tensor Predictions(Tensor output) => (-output).Softmax();
}
