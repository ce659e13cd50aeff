using System.Runtime.CompilerServices;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// Units that count how many of n binary units with the same weights are on, 0 to n (Teh and Hinton 2001): energy -b x - ln C(n, x), mean n σ(a).
/// </summary>
/// <param name="trials">n, at least one.</param>
/// <exception cref="ArgumentOutOfRangeException">There is no trial.</exception>
public sealed class BinomialUnits(int trials) : UnitType
{
    /// <summary>n.</summary>
    public int Trials { get; } = trials >= 1 ? trials : throw new ArgumentOutOfRangeException(nameof(trials), trials, "Binomial units need at least one trial.");

    /// <inheritdoc/>
    internal override int ValueCount => Trials + 1;

    /// <inheritdoc/>
    public override Tensor Mean(Tensor input) => input.Sigmoid() * Trials;

    /// <inheritdoc/>
    public override Tensor Sample(Tensor input, Tensor mean, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor p = input.Sigmoid(), count = RandomOps.Bernoulli(p, random);
        for (int i = 1; i < Trials; i++)
        {
            count += RandomOps.Bernoulli(p, random);
        }
        return count;
    }

    /// <inheritdoc/>
    public override Tensor Energy(Tensor state, Tensor bias)
    {
        ArgumentNullException.ThrowIfNull(state);
        double[] x = state.To(DType.Float64).ToArray<double>(), ways = new double[state.Shape[0]];
        for (int i = 0; i < x.Length; i++)
        {
            ways[i / state.Shape[1]] += LogFactorial(Trials) - LogFactorial(x[i]) - LogFactorial(Trials - x[i]);
        }
        return Linear(state, bias) - Tensor.Wrap(ways).To(state.DType);
    }

    /// <inheritdoc/>
    public override Tensor LogPartition(Tensor input, Tensor bias) => input.Softplus().Sum([-1]) * Trials;

    /// <inheritdoc/>
    internal override string? Fault(ReadOnlySpan<double> values) => values.IndexOfAnyExceptInRange(0, Trials) is >= 0 and var i
        ? $"the value {values[i]}, but binomial units of {Trials} trials take 0 to {Trials}. Give them more trials, or use GaussianUnits for standardized values"
        : null;

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<BinomialUnits>();

    // ln x! of a whole number, or of the mean of some.
    private static double LogFactorial(double x)
    {
        double sum = 0;
        for (int i = 2; i <= Math.Round(x); i++)
        {
            sum += Math.Log(i);
        }
        return sum;
    }
}
