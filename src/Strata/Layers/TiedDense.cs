using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// The way back through a <see cref="Dense"/> layer, with its weights: y = x W + b for its y = x Wᵀ, the decoder of an autoencoder with tied weights. [batch, units] →
/// [batch, inputs], or with steps between. W is one parameter of both, found once in a model, and gets the sum of both gradients.
/// </summary>
/// <param name="encoder">The layer whose weights are used; in a model it comes before.</param>
/// <param name="bias">Whether to add b. Default: true.</param>
/// <param name="biasInitializer">For b [inputs]. Default: zeros.</param>
public sealed class TiedDense(Dense encoder, bool bias = true, Initializer? biasInitializer = null) : Layer
{
    /// <summary>The layer whose weights are used.</summary>
    public Dense Encoder { get; } = encoder ?? throw new ArgumentNullException(nameof(encoder));

    /// <summary>Whether b is added.</summary>
    public bool HasBias { get; } = bias;

    /// <summary>W [units, inputs], the encoder's; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>b [inputs]; null until built, or without a bias.</summary>
    public Parameter? Bias { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (Encoder.Weight is not { } weight)
        {
            throw new InvalidOperationException($"{this} uses the weights of {Encoder}, which has none yet. Put that layer before it in the model, or build it.");
        }
        (int units, int inputs) = (weight.Value.Shape[0], weight.Value.Shape[1]);
        if (input.Rank is not (1 or 2) || input[^1] != units)
        {
            throw Unsuitable($"[{units}] or [steps, {units}]", input, $"That is what {Encoder} gives, whose weights it uses.");
        }
        Weight = ShareParameter(weight);
        Bias = HasBias ? AddParameter("bias", [inputs], biasInitializer ?? new Zeros(), units, inputs) : null;
        return input.With(-1, inputs);
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor y = x.MatMul(Weight!); // [batch, inputs]
        return Bias is null ? y : y + Bias.Value;
    }
}
