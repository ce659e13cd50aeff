using Strata.Autograd;
using Strata.Ops;

namespace Strata.Optimizers;

/// <summary>
/// g ← g · min(1, limit / N), N being the norm of all parameters' gradients taken as one vector (Pascanu, Mikolov and Bengio 2013, algorithm 1): the step
/// keeps its direction as a whole. Made for recurrent networks, whose gradients explode.
/// </summary>
/// <param name="limit">Above zero.</param>
/// <exception cref="ArgumentOutOfRangeException">The limit is not a positive number.</exception>
public sealed class ClipByGlobalNorm(double limit) : Clipping
{
    private readonly double _limit = Positive(limit);

    /// <inheritdoc/>
    public override void Clip(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        double norm = Math.Sqrt(parameters.Sum(p => p.Gradient!.Square().Sum().ToScalar()));
        if (norm <= _limit)
        {
            return;
        }
        foreach (Parameter parameter in parameters)
        {
            parameter.Gradient = parameter.Gradient! * (_limit / norm);
        }
    }
}
