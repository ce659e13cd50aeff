using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// The fully connected layer, y = x Wᵀ + b: [batch, inputs] → [batch, units]. Further leading axes are treated as more rows.
/// </summary>
/// <param name="units">Outputs.</param>
/// <param name="bias">Whether to add b. Default: true.</param>
/// <param name="weightInitializer">For W [units, inputs]. Default: <see cref="GlorotUniform"/>.</param>
/// <param name="biasInitializer">For b [units]. Default: zeros.</param>
public sealed class Dense(int units, bool bias = true, Initializer? weightInitializer = null, Initializer? biasInitializer = null) : Layer
{
    /// <summary>W [units, inputs]; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>b [units]; null until built, or without a bias.</summary>
    public Parameter? Bias { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        if (input.Rank == 0 || input[^1] == 0)
        {
            throw Unsuitable("[inputs]", input, "Put a Flatten layer before it.");
        }
        int inputs = input[^1];
        Weight = AddParameter("weight", [units, inputs], weightInitializer ?? new GlorotUniform(), inputs, units);
        Bias = bias ? AddParameter("bias", [units], biasInitializer ?? new Zeros(), inputs, units) : null;
        return input.With(-1, units);
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor y = x.MatMul(Weight!, transposeB: true); // [batch, units]
        return Bias is null ? y : y + Bias.Value;
    }
}
