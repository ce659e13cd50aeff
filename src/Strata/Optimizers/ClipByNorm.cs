using Strata.Autograd;
using Strata.Ops;

namespace Strata.Optimizers;

/// <summary>g ← g · min(1, limit / ‖g‖): each parameter's gradient is shortened to the limit on its own, and keeps its direction.</summary>
/// <param name="limit">Above zero.</param>
/// <exception cref="ArgumentOutOfRangeException">The limit is not a positive number.</exception>
public sealed class ClipByNorm(double limit) : Clipping
{
    private readonly double _limit = Positive(limit);

    /// <inheritdoc/>
    public override void Clip(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (Parameter parameter in parameters)
        {
            double norm = Math.Sqrt(parameter.Gradient!.Square().Sum().ToScalar());
            if (norm > _limit)
            {
                parameter.Gradient = parameter.Gradient! * (_limit / norm);
            }
        }
    }
}
