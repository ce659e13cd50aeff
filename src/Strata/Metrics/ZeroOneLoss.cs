using Strata.Tensors;

namespace Strata.Metrics;

/// <summary>
/// The mean of the zero-one loss I(prediction ≠ target), the share of samples whose most probable class is a wrong one: 1 - <see cref="Accuracy"/>, which says what predictions
/// and targets may be.
/// </summary>
public sealed class ZeroOneLoss : Metric
{
    private readonly Accuracy _accuracy = new();

    /// <inheritdoc/>
    public override string Name => "zero_one_loss";

    /// <inheritdoc/>
    public override double Value => 1 - _accuracy.Value;

    /// <inheritdoc/>
    public override void Update(Tensor predictions, Tensor targets) => _accuracy.Update(predictions, targets);
}
