using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>
/// The cross-entropy of classes, -Σ_c s_c log softmax(z)_c, on logits z [batch, classes] and averaged over the samples. Targets are class labels, Int32
/// [batch], or probabilities [batch, classes]. Predictions are softmax(z).
/// </summary>
/// <remarks>
/// With label smoothing α (Szegedy et al. 2016) s_c becomes (1 - α) s_c + α / classes. With class weights w the term of class c is multiplied by w_c, and the
/// sum is still divided by the number of samples, where PyTorch divides by the sum of the labels' weights.
/// </remarks>
public sealed class SoftmaxCrossEntropy : Loss
{
    private readonly double _smoothing;
    private readonly double[]? _weights;

    /// <summary>The cross-entropy of classes.</summary>
    /// <param name="labelSmoothing">α, from 0 to below 1. Default: 0.</param>
    /// <param name="classWeights">w, one number from zero on for each class; null for none. Default: null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is not in its range, or a weight is negative or not a number.</exception>
    public SoftmaxCrossEntropy(double labelSmoothing = 0, IReadOnlyList<double>? classWeights = null)
    {
        _smoothing = labelSmoothing is >= 0 and < 1
            ? labelSmoothing
            : throw new ArgumentOutOfRangeException(nameof(labelSmoothing), labelSmoothing, "Label smoothing is from 0 to below 1.");
        _weights = classWeights?.ToArray();
        foreach (double weight in _weights ?? [])
        {
            if (!(weight >= 0 && double.IsFinite(weight)))
            {
                throw new ArgumentOutOfRangeException(nameof(classWeights), weight, "A class weight must be zero or a positive number.");
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shapes do not fit, a label is out of range, or there is not one weight for each class.</exception>
    public override Tensor Forward(Tensor output, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (_smoothing == 0 && _weights is null && target.DType == DType.Int32)
        {
            Targets.RequireLabels(output, target, nameof(SoftmaxCrossEntropy));
            return output.SoftmaxCrossEntropy(target);
        }
        target = Targets.Distribution(output, target, nameof(SoftmaxCrossEntropy));
        int classes = output.Shape[1];
        if (_smoothing > 0)
        {
            target = target.Affine(1 - _smoothing, _smoothing / classes);
        }
        if (_weights is not null)
        {
            target *= _weights.Length == classes
                ? Tensor.Wrap((double[])_weights.Clone()).To(output.DType)
                : throw new ArgumentException($"There are {_weights.Length} class weights, but the model's output is {output.Shape}.");
        }
        return output.SoftmaxCrossEntropy(target);
    }

    /// <inheritdoc/>
    public override bool TakesLabels(Tensor targets) => targets?.DType == DType.Int32;

    /// <inheritdoc/>
    public override Tensor Predictions(Tensor output) => output.Softmax();
}
