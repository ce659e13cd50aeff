using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Energy;

/// <summary>
/// The deep Boltzmann machine (Salakhutdinov and Hinton 2009): levels of binary units, connected from level to level both ways,
/// E(v, h¹, …, hᴸ) = -Σₗ (bˡᵀ hˡ + hˡᵀ Wˡ hˡ⁻¹) with h⁰ = v. Every other level given the rest falls apart into single units, so it is the restricted machine
/// <see cref="Machine"/> of the even levels on one side and the odd ones on the other, of whose "visible" side only v is seen. What the other units were is inferred by mean-field
/// iterations; the model's samples, partition functions and steps are those of restricted machines. As a layer: [batch, ...] → [batch, top], the means at the top.
/// <code>
/// var machine = new DeepBoltzmannMachine(784, [500, 1000]);
/// machine.Pretrain(images, _ => new ContrastiveDivergence(1, 0.05, epochs: 20));
/// machine.Fit(images, new PersistentContrastiveDivergence(5, 0.005, epochs: 100));
/// double lnZ = new AnnealedImportanceSampling().Forward(machine.Machine).LogPartition;
/// Tensor bound = machine.LowerBound(images, lnZ);               // of ln P(v)
/// </code>
/// </summary>
public sealed class DeepBoltzmannMachine : Layer, IEncoder
{
    private readonly int[] _sizes, _starts; // of each level, and where it begins on its side of the machine
    private readonly Initializer? _weightInitializer;
    private Tensor? _mask; // of the weights that are there, for four and more levels

    /// <summary>A machine, which is built for the first samples that it sees.</summary>
    /// <param name="visible">Visible units; the elements of one sample, whatever its shape.</param>
    /// <param name="hidden">Units of the levels above, the lowest first; at least two.</param>
    /// <param name="seed">What is random follows from it. Default: 0.</param>
    /// <param name="weightInitializer">Of all levels. Default: normal with deviation 0.01.</param>
    /// <exception cref="ArgumentException">There are fewer than two hidden levels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A level has no unit.</exception>
    public DeepBoltzmannMachine(int visible, int[] hidden, long seed = 0, Initializer? weightInitializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(visible, 1);
        ArgumentNullException.ThrowIfNull(hidden);
        if (hidden.Length < 2)
        {
            throw new ArgumentException(
                $"A deep Boltzmann machine has at least two hidden levels, but got {hidden.Length}; with one it is a RestrictedBoltzmannMachine.", nameof(hidden));
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden.Min(), 1, nameof(hidden));
        (Visible, Hidden, Seed, _sizes) = (visible, [.. hidden], seed, [visible, .. hidden]);
        _starts = [.. _sizes.Select((_, level) => _sizes.Where((_, l) => l < level && l % 2 == level % 2).Sum())];
        Machine = new RestrictedBoltzmannMachine(
            _sizes.Where((_, l) => l % 2 == 0).Sum(), _sizes.Where((_, l) => l % 2 == 1).Sum(), seed: seed, weightInitializer: weightInitializer);
        _weightInitializer = weightInitializer;
        Children = [Machine];
    }

    /// <summary>The number of visible units.</summary>
    public int Visible { get; }

    /// <summary>Units of the levels above, the lowest first.</summary>
    public int[] Hidden { get; }

    /// <summary>What is random follows from it.</summary>
    public long Seed { get; }

    /// <summary>
    /// The same distribution as a restricted machine: its visible units are v, h², h⁴, …, its hidden ones h¹, h³, …; weights between levels that are not neighbours are zero.
    /// Estimate ln Z of this.
    /// </summary>
    public RestrictedBoltzmannMachine Machine { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; }

    /// <summary>Wˡ [units of level l, units of level l - 1], a copy.</summary>
    /// <param name="level">l, from one.</param>
    public Tensor WeightOf(int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, Hidden.Length);
        Machine.RequireBuilt();
        using Tape.PauseScope pause = Tape.Pause();
        (int odd, int even) = level % 2 == 1 ? (level, level - 1) : (level - 1, level);
        Tensor block = Machine.Weight!.Value.Slice(0, _starts[odd], _sizes[odd]).Slice(1, _starts[even], _sizes[even]);
        return level % 2 == 1 ? block.Clone() : block.Transpose().Clone();
    }

    /// <summary>
    /// Greedy learning, a restricted machine for each level from the means of the one below, in such a way that the levels can be put together: a unit that will have neighbours on
    /// both sides is fed twice by the one that it has, as binomial units of two draws do.
    /// </summary>
    /// <param name="data">[samples, ...], values from 0 to 1.</param>
    /// <param name="estimator">How each machine learns, by its number from zero.</param>
    /// <param name="epochEnded">Told the machine and what each of its epochs came to.</param>
    /// <param name="cancellation">Looked at before every step. The weights are taken over when all levels are done.</param>
    /// <exception cref="ArgumentException">There are no samples, or a value is not from 0 to 1.</exception>
    public void Pretrain(Tensor data, Func<int, Estimator> estimator, Action<int, EpochResult>? epochEnded = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        Tensor codes = Samples(data);
        using Tape.PauseScope pause = Tape.Pause();
        var machines = new RestrictedBoltzmannMachine[Hidden.Length];
        for (int i = 0; i < machines.Length; i++)
        {
            int number = i;
            bool isTop = i == machines.Length - 1;
            RestrictedBoltzmannMachine machine = machines[i] = new(
                _sizes[i], _sizes[i + 1], isTop ? new BernoulliUnits() : new BinomialUnits(2), i == 0 ? new BernoulliUnits() : new BinomialUnits(2), Seed + i, _weightInitializer);
            machine.Build([_sizes[i]], new RandomStream((ulong)(Seed + i)), DType);
            double copies = isTop ? 1 : 2;
            machine.Fit(copies * codes, estimator(i), epochEnded: result => epochEnded?.Invoke(number, result), cancellation: cancellation);
            codes = InParts.Map(codes, x => machine.HiddenInput(copies * x).Sigmoid(), "Encoding");
        }
        for (int level = 0; level < _sizes.Length; level++)
        {
            // The geometric mean of what the machines below and above say of a unit.
            Tensor? below = level > 0 ? machines[level - 1].HiddenBias!.Value : null, above = level < machines.Length ? machines[level].VisibleBias! : null;
            (below is null ? above! : above is null ? below : 0.5 * (below + above)).CopyTo(BiasOf(level));
        }
        Join(machines).CopyTo(Machine.Weight!);
    }

    /// <summary>Learns all levels together: mean-field means given the data less the estimator's samples of the model.</summary>
    /// <param name="data">[samples, ...], values from 0 to 1.</param>
    /// <param name="estimator">Where the model's samples come from, and the steps; persistent chains are usual. The gradient of the bound has no use for chains that begin at the data.</param>
    /// <param name="iterations">Of the mean field, for each step. Default: 10.</param>
    /// <param name="epochEnded">Told what each epoch came to: <c>reconstruction_error</c>, ‖v - v̂‖² with v̂ the means of v given those inferred.</param>
    /// <param name="checkpointing">Keeps the training's state in a file as it goes, and resumes it from there if that is wanted; epochs are then those of all. Default: null, none.</param>
    /// <param name="cancellation">Looked at before every step. The machine keeps what it has learned.</param>
    /// <returns>All epochs.</returns>
    /// <exception cref="ArgumentException">There are no samples, or a value is not from 0 to 1.</exception>
    /// <exception cref="ArithmeticException">The weights became infinite or not a number.</exception>
    public History Fit(
        Tensor data, Estimator estimator, int iterations = 10, Action<EpochResult>? epochEnded = null, Checkpointing? checkpointing = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        Tensor rows = Samples(data);
        using Tape.PauseScope pause = Tape.Pause();
        return new JointTraining(this, rows, estimator, iterations).Run(estimator.Epochs, epochEnded, checkpointing, cancellation);
    }

    /// <summary>The means of each hidden level given v, by mean-field iterations: [batch, ...] → [batch, units] for each.</summary>
    /// <param name="x">[batch, ...].</param>
    /// <param name="iterations">Default: 25.</param>
    public Tensor[] Infer(Tensor x, int iterations = 25)
    {
        using Tape.PauseScope pause = Tape.Pause();
        (Tensor even, Tensor odd) = MeanField(Rows(x), iterations);
        return [.. Enumerable.Range(1, Hidden.Length).Select(level => Of(level, even, odd))];
    }

    /// <summary>The means of the units at the top: [batch, ...] → [batch, top].</summary>
    /// <param name="x">[batch, ...].</param>
    public Tensor Encode(Tensor x) => Infer(x)[^1];

    /// <summary>
    /// The lower bound of ln P(v) by the mean field Q, E_Q[-E(v, h)] + H(Q) - ln Z: [batch, ...] → [batch]. With an estimate of ln Z it is one of the bound.
    /// </summary>
    /// <param name="x">[batch, ...], values from 0 to 1.</param>
    /// <param name="logPartition">ln Z of <see cref="Machine"/>.</param>
    /// <param name="iterations">Of the mean field. Default: 25.</param>
    public Tensor LowerBound(Tensor x, double logPartition, int iterations = 25)
        => InParts.Map(
            Samples(x), v =>
            {
                (Tensor even, Tensor odd) = MeanField(v, iterations);
                return Entropy(odd) + Entropy(even.Slice(1, Visible, Machine.Visible - Visible)) - Machine.Energy(even, odd) - logPartition;
            }, "A lower bound");

    /// <summary>Draws samples by Gibbs sampling of all levels.</summary>
    /// <param name="count">How many, each from a chain of its own.</param>
    /// <param name="steps">How many times each level is drawn. Default: 1000.</param>
    /// <param name="means">Whether to give the means of the last v instead of v. Default: false.</param>
    /// <returns>[count, ...].</returns>
    /// <exception cref="InvalidOperationException">The machine has not been built.</exception>
    public Tensor Sample(int count, int steps = 1000, bool means = false)
    {
        Machine.RequireBuilt();
        using Tape.PauseScope pause = Tape.Pause();
        return Machine.Sample(count, steps, means).Slice(1, 0, Visible).Reshape([count, .. InputShape]);
    }

    /// <summary>v beside the inferred means of the even levels above, what <see cref="ToClassifier"/> takes: [batch, ...] → [batch, visible + h² + …].</summary>
    /// <param name="x">[samples, ...].</param>
    public Tensor Augment(Tensor x) => InParts.Map(Rows(x), v => MeanField(v, 25).Even, "Augmenting");

    /// <summary>
    /// A feed-forward network that begins where the machine has ended, to be tuned by back-propagation: its first level is what v and the means above say together, the others follow
    /// from below, and a new layer of logits is on top. Train and use it on what <see cref="Augment"/> makes of samples.
    /// </summary>
    /// <param name="classes">The number of logits.</param>
    /// <param name="random">Where the top layer's weights are drawn from. Default: seed 0.</param>
    /// <returns>[batch, visible + h² + …] → [batch, classes]. Its weights are copies.</returns>
    /// <exception cref="InvalidOperationException">The machine has not learned.</exception>
    public Sequential ToClassifier(int classes, RandomStream? random = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        Machine.RequireBuilt();
        using Tape.PauseScope pause = Tape.Pause();
        var layers = new List<Layer>();
        for (int level = 1; level <= Hidden.Length; level++)
        {
            Tensor weight = level == 1 ? Machine.Weight!.Value.Slice(0, 0, Hidden[0]) : WeightOf(level);
            layers.Add(new Dense(Hidden[level - 1], weightInitializer: new GivenValues(weight), biasInitializer: new GivenValues(BiasOf(level))));
            layers.Add(new Sigmoid());
        }
        layers.Add(new Dense(classes) { Name = "output" });
        var network = new Sequential([.. layers]);
        network.Build([Machine.Visible], random, DType);
        return network;
    }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<DeepBoltzmannMachine>();

    /// <inheritdoc/>
    internal override string NameOf(int child) => "machine";

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.ElementCount != Visible)
        {
            throw Unsuitable($"[{Visible}] or of as many elements", input);
        }
        Machine.Build([Machine.Visible], random, DType);
        if (Hidden.Length > 2)
        {
            _mask = Join([.. Hidden.Select((units, i) => Tensor.Ones([units, _sizes[i]], DType))]);
            (Machine.Weight!.Value * _mask).CopyTo(Machine.Weight);
        }
        return [Hidden[^1]];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        (Tensor even, Tensor odd) = MeanField(Rows(x), 25);
        return Of(Hidden.Length, even, odd);
    }

    // Means of the even levels, v being the first, and of the odd ones. At first from below alone, fed twice where a level above is missing.
    private (Tensor Even, Tensor Odd) MeanField(Tensor v, int iterations)
    {
        int above = Machine.Visible - Visible;
        Tensor weight = Machine.Weight!, up = weight.Slice(1, Visible, above), bias = Machine.VisibleBias!.Slice(0, Visible, above);
        Tensor fromV = v.Linear(weight.Slice(1, 0, Visible), Machine.HiddenBias!); // the same in all iterations
        Tensor odd = ((2 * fromV) - Machine.HiddenBias!.Value).Sigmoid(), means = (odd.MatMul(up) + bias).Sigmoid();
        for (int i = 0; i < iterations; i++)
        {
            odd = (fromV + means.MatMul(up, transposeB: true)).Sigmoid();
            means = (odd.MatMul(up) + bias).Sigmoid();
        }
        return (ConcatenateOp.Concatenate([v, means], axis: 1), odd);
    }

    // Σ -(p ln p + (1 - p) ln(1 - p)), [batch].
    private static Tensor Entropy(Tensor p)
    {
        Tensor q = p.Clamp(1e-7, 1 - 1e-7);
        return -((q * q.Log()) + ((1 - q) * (1 - q).Log())).Sum([-1]);
    }

    // Weights from level to level, as one matrix from the even to the odd ones.
    private Tensor Join(IReadOnlyList<RestrictedBoltzmannMachine> machines) => Join([.. machines.Select(m => m.Weight!.Value)]);

    private Tensor Join(IReadOnlyList<Tensor> weights)
    {
        int[] levels = [.. Enumerable.Range(0, _sizes.Length)];
        return ConcatenateOp.Concatenate([.. levels.Where(l => l % 2 == 1).Select(Row)], axis: 0);

        Tensor Row(int odd) => ConcatenateOp.Concatenate([.. levels.Where(l => l % 2 == 0).Select(even => Block(odd, even))], axis: 1);

        Tensor Block(int odd, int even) => even == odd - 1 ? weights[odd - 1]
            : even == odd + 1 ? weights[odd].Transpose()
            : Tensor.Zeros([_sizes[odd], _sizes[even]], DType);
    }

    private Tensor Of(int level, Tensor even, Tensor odd) => (level % 2 == 0 ? even : odd).Slice(1, _starts[level], _sizes[level]);

    private Tensor BiasOf(int level) => (level % 2 == 0 ? Machine.VisibleBias! : Machine.HiddenBias!.Value).Slice(0, _starts[level], _sizes[level]);

    private Tensor Samples(Tensor data) => Units.Samples(this, Machine.VisibleUnits, Visible, Seed, data);

    private Tensor Rows(Tensor x) => Units.Rows(this, Visible, Seed, x);

    private sealed class JointTraining(DeepBoltzmannMachine machine, Tensor rows, Estimator estimator, int iterations)
        : EstimatorTraining(machine, $"mean field by {estimator.GetType().Name}", machine.Machine, estimator, rows.Shape[0], machine.Seed)
    {
        protected override double Step(Tensor chosen, double rate)
        {
            Tensor v = rows.Gather(chosen);
            (Tensor even, Tensor odd) = machine.MeanField(v, iterations);
            var known = new Phase(even, odd, odd);
            RestrictedBoltzmannMachine both = machine.Machine;
            Learn(known, Chains.Next(known));
            if (machine._mask is not null)
            {
                (both.Weight!.Value * machine._mask).CopyTo(both.Weight);
            }
            return (v - both.VisibleUnits.Mean(both.VisibleInput(odd)).Slice(1, 0, machine.Visible)).Square().Sum().ToScalar();
        }
    }
}
