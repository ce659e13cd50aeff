using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Group normalization (Wu and He 2018): y = γ (x - μ) / √(σ² + ε) + β with the mean and the variance of each group of channels of each sample, in training and
/// predictions alike. [batch, channels, ...], which stays as it is. With as many groups as channels it is instance normalization (Ulyanov, Vedaldi and
/// Lempitsky 2016).
/// </summary>
/// <param name="groups">Parts that the channels are cut into.</param>
/// <param name="epsilon">ε. Default: 1e-5.</param>
/// <exception cref="ArgumentOutOfRangeException">There is no group, or ε is not a positive number.</exception>
public sealed class GroupNorm(int groups, double epsilon = 1e-5) : Layer
{
    /// <summary>Parts that the channels are cut into.</summary>
    public int Groups { get; } = groups >= 1 ? groups : throw new ArgumentOutOfRangeException(nameof(groups), groups, "There must be at least one group.");

    /// <summary>ε.</summary>
    public double Epsilon { get; } = epsilon > 0 && double.IsFinite(epsilon)
        ? epsilon
        : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "ε must be a positive number.");

    /// <summary>γ [channels], ones at first; null until built.</summary>
    public Parameter? Gamma { get; private set; }

    /// <summary>β [channels], zeros at first; null until built.</summary>
    public Parameter? Beta { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank == 0 || input.ElementCount == 0 || input[0] % Groups != 0)
        {
            throw Unsuitable("[channels, ...]", input, $"The channels must be a multiple of its {Groups} groups.");
        }
        Gamma = AddParameter("gamma", [input[0]], new Constant(1));
        Beta = AddParameter("beta", [input[0]], new Zeros());
        return input;
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor groups = x.Reshape([x.Shape[0], Groups, InputShape.ElementCount / Groups]);
        Tensor centred = groups - groups.Mean([-1], keepAxes: true);
        Tensor variance = centred.Square().Mean([-1], keepAxes: true);
        Tensor normal = (centred / (variance + Epsilon).Sqrt()).Reshape(x.Shape);
        Shape perChannel = Shape.Along(0, InputShape[0], InputShape.Rank);
        return (normal * Gamma!.Value.Reshape(perChannel)) + Beta!.Value.Reshape(perChannel);
    }
}
