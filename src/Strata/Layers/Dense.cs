using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// The fully connected layer, y = x Wᵀ + b: [batch, inputs] → [batch, units], or [batch, steps, inputs] → [batch, steps, units].
/// </summary>
/// <param name="units">Outputs; at least one.</param>
/// <param name="bias">Whether to add b. Default: true.</param>
/// <param name="weightInitializer">For W [units, inputs]. Default: <see cref="GlorotUniform"/>.</param>
/// <param name="biasInitializer">For b [units]. Default: zeros.</param>
/// <exception cref="ArgumentOutOfRangeException">There is not one unit.</exception>
public sealed class Dense(int units, bool bias = true, Initializer? weightInitializer = null, Initializer? biasInitializer = null) : Layer
{
    private readonly int _units = units >= 1
        ? units
        : throw new ArgumentOutOfRangeException(nameof(units), units, "A dense layer needs at least one unit.");

    /// <summary>W [units, inputs]; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>b [units]; null until built, or without a bias.</summary>
    public Parameter? Bias { get; private set; }

    /// <inheritdoc/>
    protected internal override bool TakesAnySteps => InputShape.Rank > 1;

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank is not (1 or 2) || input[^1] == 0)
        {
            throw Unsuitable("[inputs] or [steps, inputs]", input, "Put a Flatten layer before it.");
        }
        int inputs = input[^1];
        Weight = AddParameter("weight", [_units, inputs], weightInitializer ?? new GlorotUniform(), inputs, _units);
        Bias = bias ? AddParameter("bias", [_units], biasInitializer ?? new Zeros(), inputs, _units) : null;
        return input.With(-1, _units);
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor y = x.MatMul(Weight!, transposeB: true); // [batch, units]
        return Bias is null ? y : y + Bias.Value;
    }
}
