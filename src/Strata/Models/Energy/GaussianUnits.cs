using System.Runtime.CompilerServices;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// Units of any real value: energy (x - b)²/2σ², signal x/σ², so that P(x | a) is normal with mean a and deviation σ (Cho, Ilin and Raiko 2011). Standardize data first.
/// As hidden units together with Gaussian visible ones, weights of a spectral norm of 1 and more have no distribution.
/// </summary>
/// <param name="deviation">σ at first. Default: 1.</param>
/// <param name="learned">Whether ln σ² of each unit is learned, which visible units can do. Default: false.</param>
/// <exception cref="ArgumentOutOfRangeException">The deviation is not a positive number.</exception>
public sealed class GaussianUnits(double deviation = 1, bool learned = false) : UnitType
{
    // σ from 0.003 to 150: no machine that learns its variances needs more, and one that loses hold of them stays finite.
    private const double MostLogVariance = 10;

    /// <summary>σ at first.</summary>
    public double Deviation { get; } = double.IsFinite(deviation) && deviation > 0
        ? deviation
        : throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "The deviation of Gaussian units must be a positive number.");

    /// <summary>Whether ln σ² is learned.</summary>
    public bool Learned { get; } = learned;

    /// <summary>ln σ² [units]; null until built.</summary>
    public Tensor? LogVariance { get; private set; }

    private bool IsUnit => Deviation == 1 && !Learned;

    /// <inheritdoc/>
    public override Tensor Mean(Tensor input) => input;

    /// <inheritdoc/>
    public override Tensor Sample(Tensor input, Tensor mean, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(mean);
        Tensor noise = RandomOps.Normal(mean.Shape, 0, 1, random, mean.DType);
        return mean + (IsUnit ? noise : noise * (0.5 * LogVariance!).Exp());
    }

    /// <inheritdoc/>
    public override Tensor Signal(Tensor state) => IsUnit ? state : state * (-LogVariance!).Exp();

    /// <inheritdoc/>
    public override Tensor Energy(Tensor state, Tensor bias)
    {
        Tensor square = 0.5 * (state - bias).Square();
        return (IsUnit ? square : square * (-LogVariance!).Exp()).Sum([-1]);
    }

    /// <inheritdoc/>
    public override Tensor LogPartition(Tensor input, Tensor bias)
    {
        ArgumentNullException.ThrowIfNull(bias);
        Tensor square = 0.5 * (input.Square() - bias.Square());
        return ((IsUnit ? square : (square * (-LogVariance!).Exp()) + (0.5 * LogVariance!)) + (0.5 * Math.Log(Math.Tau))).Sum([-1]);
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Shape output = base.OnBuild(input, random);
        LogVariance = AddState("log_variance", output, shape => Tensor.Full(shape, 2 * Math.Log(Deviation), DType));
        return output;
    }

    /// <inheritdoc/>
    internal override string? Fault(ReadOnlySpan<double> values) => null;

    /// <summary>The mean over a phase of -∂E/∂ ln σ² = ((x - b)²/2 - x ⊙ s)/σ², s being what the other side says: [units].</summary>
    internal Tensor Slope(Tensor state, Tensor bias, Tensor fromOther)
        => (((0.5 * (state - bias).Square()) - (state * fromOther)) * (-LogVariance!).Exp()).Mean([0]);

    /// <summary>Moves ln σ² by a step, but not beyond all measure.</summary>
    internal void Move(Tensor step) => (LogVariance! + step).Clamp(-MostLogVariance, MostLogVariance).CopyTo(LogVariance!);

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<GaussianUnits>();
}
