using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// The sigmoid belief network (Neal 1992): layers of binary units, each a cause of those in the layer below,
/// P(v, h¹, …, hᴸ) = P(hᴸ) · Π P(hˡ⁻¹ | hˡ), every factor a <see cref="BeliefLayer"/> and P(hᴸ = 1) = σ(b). Samples are drawn from the top down. What h was given v has no
/// closed form: <see cref="Posterior"/> draws it by Gibbs sampling, from which <see cref="Fit"/> learns; a <see cref="HelmholtzMachine"/> learns to guess it.
/// As a layer it maps the top units to the means of the lowest: [batch, top] → [batch, visible].
/// </summary>
public sealed class SigmoidBeliefNetwork : Layer, IDecoder
{
    /// <summary>A network; the weights are drawn when it is built or learns.</summary>
    /// <param name="visible">Units of the lowest layer.</param>
    /// <param name="hidden">Units of the layers above, the lowest first.</param>
    /// <param name="seed">What is random follows from it. Default: 0.</param>
    /// <param name="weightInitializer">Default: normal with deviation 0.01.</param>
    /// <exception cref="ArgumentException">There is no layer of hidden units.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A layer has no unit.</exception>
    public SigmoidBeliefNetwork(int visible, int[] hidden, long seed = 0, Initializer? weightInitializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(visible, 1);
        ArgumentNullException.ThrowIfNull(hidden);
        if (hidden.Length == 0)
        {
            throw new ArgumentException("A belief network needs at least one layer of hidden units.", nameof(hidden));
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden.Min(), 1, nameof(hidden));
        (Visible, Hidden, Seed) = (visible, [.. hidden], seed);
        Layers = [.. hidden.SkipLast(1).Prepend(visible).Select(units => new BeliefLayer(units, weightInitializer))];
    }

    /// <summary>Units of the lowest layer.</summary>
    public int Visible { get; }

    /// <summary>Units of the layers above, the lowest first.</summary>
    public int[] Hidden { get; }

    /// <summary>What is random follows from it.</summary>
    public long Seed { get; }

    /// <summary>Layer l draws the units of level l from those of level l + 1; level 0 is visible.</summary>
    public IReadOnlyList<BeliefLayer> Layers { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => Layers;

    /// <summary>b of the top units, [top]; null until built.</summary>
    public Parameter? TopBias { get; private set; }

    /// <summary>The means of the visible units from those of the top: [batch, top] → [batch, visible].</summary>
    public Tensor Decode(Tensor code)
    {
        this.RequireBuilt("weights");
        using Tape.PauseScope pause = Tape.Pause();
        return Forward(code);
    }

    /// <summary>Draws samples from the top down.</summary>
    /// <param name="count">How many.</param>
    /// <param name="means">Whether to give the means of the visible units instead of drawing them. Default: false.</param>
    /// <returns>[count, visible].</returns>
    public Tensor Sample(int count, bool means = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        this.RequireBuilt("weights");
        using Tape.PauseScope pause = Tape.Pause();
        Tensor[] states = Dream(count, new RandomStream((ulong)Seed).Split(3));
        return means ? Layers[0].Forward(states[1]) : states[0];
    }

    /// <summary>Draws all units from the top down, as a list from the visible ones up.</summary>
    internal Tensor[] Dream(int count, RandomStream random)
    {
        var states = new Tensor[Hidden.Length + 1];
        states[^1] = RandomOps.Bernoulli(TopBias!.Value.Sigmoid().BroadcastTo([count, Hidden[^1]]), random);
        for (int level = Hidden.Length - 1; level >= 0; level--)
        {
            states[level] = Layers[level].Sample(states[level + 1], random);
        }
        return states;
    }

    /// <summary>ln P(v, h¹, …, hᴸ): [batch].</summary>
    /// <param name="states">The units of each level, [batch, units], the visible ones first.</param>
    /// <exception cref="ArgumentException">There are not as many levels.</exception>
    public Tensor LogJoint(IReadOnlyList<Tensor> states)
    {
        ArgumentNullException.ThrowIfNull(states);
        this.RequireBuilt("weights");
        if (states.Count != Hidden.Length + 1)
        {
            throw new ArgumentException($"{this} has {Hidden.Length + 1} levels, but got the states of {states.Count}.", nameof(states));
        }
        Tensor sum = BeliefLayer.LogProbabilityOf(states[^1], TopBias!.Value.Reshape([1, Hidden[^1]]));
        for (int level = 0; level < Hidden.Length; level++)
        {
            sum += Layers[level].LogProbability(states[level + 1], states[level]);
        }
        return sum;
    }

    /// <summary>Draws hidden units given the visible ones by Gibbs sampling, each unit given all others in turn (Neal 1992).</summary>
    /// <param name="visible">[batch, visible].</param>
    /// <param name="sweeps">How often each unit is drawn. Default: 20.</param>
    /// <param name="random">Where to draw from. Default: by the seed.</param>
    /// <returns>The units of each level, the visible ones first.</returns>
    public Tensor[] Posterior(Tensor visible, int sweeps = 20, RandomStream? random = null)
    {
        ArgumentNullException.ThrowIfNull(visible);
        this.RequireBuilt("weights");
        random ??= new RandomStream((ulong)Seed).Split(4);
        using Tape.PauseScope pause = Tape.Pause();
        int n = visible.Shape[0];
        Tensor[] states = Dream(n, random);
        states[0] = visible;
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            for (int level = 1; level < states.Length; level++)
            {
                Redraw(states, level, random);
            }
        }
        return states;
    }

    /// <summary>Learns from samples by the gradient of ln P(v, h) with h drawn from its posterior (Neal 1992): exact in the limit of many sweeps, and slow.</summary>
    /// <param name="data">[samples, visible], values from 0 to 1.</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="learningRate">Default: 0.05.</param>
    /// <param name="batchSize">Default: 100.</param>
    /// <param name="sweeps">Of Gibbs sampling for each step. Default: 20.</param>
    /// <param name="cancellation">Looked at before every step. The network keeps what it has learned.</param>
    /// <exception cref="ArgumentException">There are no samples, or a value is not from 0 to 1.</exception>
    public void Fit(Tensor data, int epochs, double learningRate = 0.05, int batchSize = 100, int sweeps = 20, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        Tensor rows = Samples(data);
        using Tape.PauseScope pause = Tape.Pause();
        var random = new RandomStream((ulong)Seed);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            Minibatches.ForEach(
                rows.Shape[0], batchSize, random.Split(2), epoch, some => Learn(Posterior(rows.Gather(some), sweeps, random), learningRate), cancellation);
        }
    }

    /// <summary>The gradient of ln P of given states, by the delta rule in each layer.</summary>
    internal void Learn(IReadOnlyList<Tensor> states, double rate)
    {
        for (int level = 0; level < Hidden.Length; level++)
        {
            Layers[level].Learn(states[level + 1], states[level], rate);
        }
        UpdateOps.Sgd(TopBias!, states[^1].Mean([0]) - TopBias!.Value.Sigmoid(), -rate);
    }

    /// <summary>Samples as rows of the network's type, which it is built for if nobody has built it; checked, value by value.</summary>
    internal Tensor Samples(Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!IsBuilt)
        {
            Build([Hidden[^1]], new RandomStream((ulong)Seed), data.DType.IsFloatingPoint() ? data.DType : DType.Float32);
        }
        return Energy.Units.Samples(this, new BernoulliUnits(), Visible, Seed, data);
    }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<SigmoidBeliefNetwork>();

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank != 1 || input[0] != Hidden[^1])
        {
            throw Unsuitable($"[{Hidden[^1]}], the units at the top", input);
        }
        TopBias = AddParameter("top_bias", [Hidden[^1]], new Zeros());
        for (int level = Hidden.Length - 1; level >= 0; level--)
        {
            input = Layers[level].Build(input, random.Split((ulong)level), DType);
        }
        return input;
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        for (int level = Layers.Count - 1; level >= 0; level--)
        {
            x = Layers[level].Forward(x, context);
        }
        return x;
    }

    // P(hⱼ = 1 | all others) = σ(its own total input + ln P(the level below | hⱼ = 1) - ln P(the level below | hⱼ = 0)).
    private void Redraw(Tensor[] states, int level, RandomStream random)
    {
        (int n, int units) = (states[0].Shape[0], Hidden[level - 1]);
        BeliefLayer down = Layers[level - 1];
        Tensor prior = level < Hidden.Length
            ? states[level + 1].Linear(Layers[level].Weight!, Layers[level].Bias!)
            : TopBias!.Value.BroadcastTo([n, units]);
        Tensor state = states[level], below = states[level - 1], input = state.Linear(down.Weight!, down.Bias!); // of the level below
        var drawn = new Tensor[units];
        for (int j = 0; j < units; j++)
        {
            Tensor w = down.Weight!.Value.Slice(1, j, 1).Reshape([1, below.Shape[1]]), off = input - (state.Slice(1, j, 1) * w), on = off + w;
            Tensor a = prior.Slice(1, j, 1) + (BeliefLayer.LogProbabilityOf(below, on) - BeliefLayer.LogProbabilityOf(below, off)).Reshape([n, 1]);
            drawn[j] = RandomOps.Bernoulli(a.Sigmoid(), random);
            input = off + (drawn[j] * w);
        }
        states[level] = ConcatenateOp.Concatenate(drawn, axis: 1);
    }
}
