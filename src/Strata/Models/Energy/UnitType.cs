using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// What the units of one side of a Boltzmann machine can be: their values, the energy of a value, and how values are drawn. The other side speaks to a unit through
/// its total input a = bias + W · <see cref="Signal"/>; as a layer, a unit type maps total inputs to mean values, [batch, units] → [batch, units]. Give each side
/// units of its own.
/// </summary>
public abstract class UnitType : Layer
{
    /// <summary>E[x | a], what <see cref="Layer.Forward"/> gives: [batch, units] → [batch, units].</summary>
    /// <param name="input">a, the total inputs.</param>
    public abstract Tensor Mean(Tensor input);

    /// <summary>Draws x from P(x | a). No gradient flows back.</summary>
    /// <param name="input">a [batch, units], the total inputs.</param>
    /// <param name="mean"><see cref="Mean"/> of them.</param>
    /// <param name="random">Where to draw from.</param>
    public abstract Tensor Sample(Tensor input, Tensor mean, RandomStream random);

    /// <summary>What the other side hears of values x: x itself, or x/σ² of Gaussian units.</summary>
    /// <param name="state">x [batch, units].</param>
    public virtual Tensor Signal(Tensor state) => state;

    /// <summary>The energy of values without the other side: [batch, units] → [batch].</summary>
    /// <param name="state">x [batch, units].</param>
    /// <param name="bias">b [units].</param>
    public abstract Tensor Energy(Tensor state, Tensor bias);

    /// <summary>ln Σₓ exp(-<see cref="Energy"/>(x, b) + <see cref="Signal"/>(x) · s) with s = a - b, summed over the units: [batch, units] → [batch].</summary>
    /// <param name="input">a [batch, units], the total inputs.</param>
    /// <param name="bias">b [units], the part of them that is not the other side's.</param>
    public abstract Tensor LogPartition(Tensor input, Tensor bias);

    /// <summary>Why values cannot be those of such units, and which units can have them; null if they can.</summary>
    /// <param name="values">One sample's values, all finite.</param>
    internal abstract string? Fault(ReadOnlySpan<double> values);

    /// <summary>How many values a unit can have, or a group of units of which one is on; zero where there is a continuum.</summary>
    internal virtual int ValueCount => 0;

    /// <summary>How many such units or groups a number of units are.</summary>
    internal virtual int PlacesOf(int units) => units;

    /// <summary>Writes a value by its number.</summary>
    /// <param name="value">From zero to below <see cref="ValueCount"/>.</param>
    /// <param name="units">One unit or group.</param>
    internal virtual void Write(int value, Span<double> units) => units[0] = value;

    /// <summary>Whether a total input that is scaled by an inverse temperature gives the distribution at that temperature.</summary>
    internal bool CanBeHeated => this is BernoulliUnits or SoftmaxUnits;

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random) => input.Rank == 1 ? input : throw Unsuitable("[units]", input);

    /// <inheritdoc/>
    protected sealed override Tensor Call(Tensor x, ForwardContext context) => Mean(x);

    /// <summary>-x · b, [batch].</summary>
    private protected static Tensor Linear(Tensor state, Tensor bias) => -state.MatMul(bias.Reshape([bias.Count, 1])).Reshape([state.Shape[0]]);
}
