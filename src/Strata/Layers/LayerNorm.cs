using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Layer normalization (Ba, Kiros and Hinton 2016): y = γ (x - μ) / √(σ² + ε) + β with the mean and the variance of each row of features, in training and
/// predictions alike. [batch, ..., features], which stays as it is.
/// </summary>
/// <param name="epsilon">ε. Default: 1e-5.</param>
/// <exception cref="ArgumentOutOfRangeException">ε is not a positive number.</exception>
public sealed class LayerNorm(double epsilon = 1e-5) : Layer
{
    /// <summary>ε.</summary>
    public double Epsilon { get; } = epsilon > 0 && double.IsFinite(epsilon)
        ? epsilon
        : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "ε must be a positive number.");

    /// <summary>γ [features], ones at first; null until built.</summary>
    public Parameter? Gamma { get; private set; }

    /// <summary>β [features], zeros at first; null until built.</summary>
    public Parameter? Beta { get; private set; }

    /// <inheritdoc/>
    protected internal override bool TakesAnySteps => InputShape.Rank > 1;

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank == 0 || input.ElementCount == 0)
        {
            throw Unsuitable("[..., features]", input);
        }
        Gamma = AddParameter("gamma", [input[^1]], new Constant(1));
        Beta = AddParameter("beta", [input[^1]], new Zeros());
        return input;
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor centred = x - x.Mean([-1], keepAxes: true);
        Tensor variance = centred.Square().Mean([-1], keepAxes: true);
        return (centred / (variance + Epsilon).Sqrt() * Gamma!.Value) + Beta!.Value;
    }
}
