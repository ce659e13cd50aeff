using Strata.Autograd;
using Strata.Ops;

namespace Strata.Optimizers;

/// <summary>Every element of a gradient is kept between ±limit.</summary>
/// <param name="limit">Above zero.</param>
/// <exception cref="ArgumentOutOfRangeException">The limit is not a positive number.</exception>
public sealed class ClipByValue(double limit) : Clipping
{
    private readonly double _limit = Positive(limit);

    /// <inheritdoc/>
    public override void Clip(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (Parameter parameter in parameters)
        {
            parameter.Gradient = parameter.Gradient!.Clamp(-_limit, _limit);
        }
    }
}
