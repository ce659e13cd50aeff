using System.Runtime.CompilerServices;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// Noisy rectifiers (Nair and Hinton 2010), which stand for an infinite row of binary units with biases that fall by one each: drawn as max(0, a + N(0, σ(a))), with the
/// mean taken as max(0, a). Energies are those of half a normal distribution at its mode, x²/2 - b x for x ≥ 0, and so approximations.
/// </summary>
public sealed class RectifiedUnits : UnitType
{
    /// <inheritdoc/>
    public override Tensor Mean(Tensor input) => input.Relu();

    /// <inheritdoc/>
    public override Tensor Sample(Tensor input, Tensor mean, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(input);
        return (input + (RandomOps.Normal(input.Shape, 0, 1, random, input.DType) * input.Sigmoid().Sqrt())).Relu();
    }

    /// <inheritdoc/>
    public override Tensor Energy(Tensor state, Tensor bias) => (0.5 * state.Square()).Sum([-1]) + Linear(state, bias);

    /// <inheritdoc/>
    public override Tensor LogPartition(Tensor input, Tensor bias) => (0.5 * input.Relu().Square()).Sum([-1]);

    /// <inheritdoc/>
    internal override string? Fault(ReadOnlySpan<double> values) => values.IndexOfAnyExceptInRange(0, double.MaxValue) is >= 0 and var i
        ? $"the value {values[i]}, but rectified units take values from 0 up. Use GaussianUnits for standardized values"
        : null;

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<RectifiedUnits>();
}
