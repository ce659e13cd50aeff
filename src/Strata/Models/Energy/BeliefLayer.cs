using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// Binary units y that are independent of each other given what they depend on, P(yᵢ = 1 | x) = σ(bᵢ + (W x)ᵢ): one layer of a sigmoid belief network, or of the network that
/// recognizes its causes. It learns by the delta rule, which is the gradient of ln P(y | x). As a layer it gives the means: [batch, inputs] → [batch, units].
/// </summary>
/// <param name="units">How many units.</param>
/// <param name="weightInitializer">For W [units, inputs]. Default: normal with deviation 0.01.</param>
/// <exception cref="ArgumentOutOfRangeException">There is no unit.</exception>
public sealed class BeliefLayer(int units, Initializer? weightInitializer = null) : Layer
{
    /// <summary>How many units.</summary>
    public int Units { get; } = units >= 1 ? units : throw new ArgumentOutOfRangeException(nameof(units), units, "There must be at least one unit.");

    /// <summary>W [units, inputs]; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>b [units]; null until built.</summary>
    public Parameter? Bias { get; private set; }

    /// <summary>Draws y given x: [batch, inputs] → [batch, units].</summary>
    /// <param name="x">[batch, inputs].</param>
    /// <param name="random">Where to draw from.</param>
    public Tensor Sample(Tensor x, RandomStream random) => RandomOps.Bernoulli(Forward(x), random);

    /// <summary>Draws layer after layer, each given the one before.</summary>
    /// <param name="layers">The first depends on <paramref name="x"/>.</param>
    /// <param name="x">[batch, inputs].</param>
    /// <param name="random">Where to draw from.</param>
    /// <returns>x, and the units of each layer.</returns>
    internal static Tensor[] Sample(IReadOnlyList<BeliefLayer> layers, Tensor x, RandomStream random)
    {
        var states = new Tensor[layers.Count + 1];
        states[0] = x;
        for (int i = 0; i < layers.Count; i++)
        {
            states[i + 1] = layers[i].Sample(states[i], random);
        }
        return states;
    }

    /// <summary>ln P(y | x) = Σᵢ (yᵢ aᵢ - ln(1 + e^aᵢ)) with a = b + W x: [batch].</summary>
    /// <param name="x">[batch, inputs].</param>
    /// <param name="y">[batch, units].</param>
    public Tensor LogProbability(Tensor x, Tensor y) => LogProbabilityOf(y, x.Linear(Weight!, Bias!));

    /// <summary>ln P(y) of binary units with the total inputs a: [batch, units] → [batch].</summary>
    internal static Tensor LogProbabilityOf(Tensor y, Tensor a) => ((y * a) - a.Softplus()).Sum([-1]);

    /// <summary>The delta rule: W by rate · ⟨(y - P(y = 1 | x)) xᵀ⟩, and b likewise, means over the batch.</summary>
    /// <returns>y - P(y = 1 | x) before the step, [batch, units].</returns>
    internal Tensor Learn(Tensor x, Tensor y, double rate)
    {
        Tensor fault = y - Forward(x);
        UpdateOps.AddProduct(Weight!, fault, x, rate / x.Shape[0], transposeA: true);
        UpdateOps.Sgd(Bias!, fault.Mean([0]), -rate);
        return fault;
    }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<BeliefLayer>();

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank != 1)
        {
            throw Unsuitable("[inputs]", input);
        }
        Weight = AddParameter("weight", [Units, input[0]], weightInitializer ?? new Gaussian(), input[0], Units);
        Bias = AddParameter("bias", [Units], new Zeros(), input[0], Units);
        return [Units];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Linear(Weight!, Bias!).Sigmoid();
}
