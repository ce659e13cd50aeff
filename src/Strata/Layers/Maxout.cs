using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// The largest of several linear functions for each unit (Goodfellow et al. 2013): yᵢ = max over j of xᵀ wᵢⱼ + bᵢⱼ, a convex function that learns its own bends.
/// [batch, inputs] → [batch, units], or [batch, steps, inputs] → [batch, steps, units]. Equal largest ones share the gradient.
/// </summary>
/// <param name="units">Outputs; at least one.</param>
/// <param name="pieces">Linear functions of a unit; at least one. Default: 2.</param>
/// <param name="weightInitializer">Default: <see cref="GlorotUniform"/>.</param>
/// <param name="biasInitializer">Default: zeros.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
public sealed class Maxout(int units, int pieces = 2, Initializer? weightInitializer = null, Initializer? biasInitializer = null) : Layer
{
    /// <summary>The number of outputs.</summary>
    public int Units { get; } = units >= 1 ? units : throw new ArgumentOutOfRangeException(nameof(units), units, "A maxout layer needs at least one unit.");

    /// <summary>Linear functions of a unit.</summary>
    public int Pieces { get; } = pieces >= 1 ? pieces : throw new ArgumentOutOfRangeException(nameof(pieces), pieces, "A maxout unit needs at least one piece.");

    /// <summary>w [units · pieces, inputs], a unit's pieces one after the other; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>b [units · pieces]; null until built.</summary>
    public Parameter? Bias { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank is not (1 or 2) || input[^1] == 0)
        {
            throw Unsuitable("[inputs] or [steps, inputs]", input, "Put a Flatten layer before it.");
        }
        int inputs = input[^1];
        Weight = AddParameter("weight", [Units * Pieces, inputs], weightInitializer ?? new GlorotUniform(), inputs, Units);
        Bias = AddParameter("bias", [Units * Pieces], biasInitializer ?? new Zeros(), inputs, Units);
        return input.With(-1, Units);
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor pieces = x.Linear(Weight!, Bias!); // [batch, units · pieces]
        return pieces.Reshape(OutputShape.Insert(0, x.Shape[0]).Append(Pieces)).Max([-1]);
    }
}
