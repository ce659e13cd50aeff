namespace Strata.Training;

/// <summary>How one layer does in training, as <see cref="Diagnosis"/> finds it.</summary>
/// <param name="Path">Its place in the model: <c>body.0</c>; empty for the model itself.</param>
/// <param name="Type">Its class: <c>Dense</c>.</param>
/// <param name="IsActivation">Whether it is an activation function.</param>
/// <param name="Output">The values that it gives.</param>
public sealed record LayerDiagnosis(string Path, string Type, bool IsActivation, ValueDistribution Output)
{
    /// <summary>
    /// Of an activation function with limits (<see cref="Layers.Layer.Limits"/>), the share of its values that are at one of them: within 1.5 % of the way
    /// between two, or of the size of a single one. There the slope, and so the gradient that passes, is next to nothing; of a rectifier it is the share of zeros. Null
    /// for other layers.
    /// </summary>
    public double? Saturated { get; init; }

    /// <summary>
    /// The share of the units that are saturated for every sample, so that they cannot learn from any. A unit is a channel of [channels, height, width], else an
    /// element of a sample. Null for layers without <see cref="Saturated"/>.
    /// </summary>
    public double? Dead { get; init; }

    /// <summary>‖∂loss/∂θ‖ over the layer's own parameters; null where it has none that are trained.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>
    /// ‖Δθ‖ / ‖θ‖ over the layer's own parameters, the mean over the steps that were looked at; about 0.001 is usual (Bottou). Null where there are none, or before
    /// the first step.
    /// </summary>
    public double? UpdateRatio { get; init; }

    /// <summary>
    /// The rank of ∂output/∂input of the model at this layer, up to the number of directions that were looked at; the mean over a few samples. Null where
    /// the inputs are no floating-point numbers, or none was asked for; NaN where the Jacobian is not finite.
    /// </summary>
    public double? JacobianRank { get; init; }

    /// <summary>The same rank with each direction counted by how much of it is left (Roy and Vetterli 2007).</summary>
    public double? EffectiveRank { get; init; }
}
