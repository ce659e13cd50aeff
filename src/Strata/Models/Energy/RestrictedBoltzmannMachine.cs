using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Energy;

/// <summary>
/// The restricted Boltzmann machine (Smolensky 1986; Hinton 2002): visible units v and hidden units h without connections on either side,
/// E(v, h) = E_v(v; b) + E_h(h; c) - s(h)ᵀ W s(v), P = e⁻ᴱ/Z. For Bernoulli units, as by default, that is E = -bᵀv - cᵀh - hᵀWv. It learns by <see cref="Fit"/>; as a
/// layer it maps v to the means of h, [batch, ...] → [batch, hidden], and can be tuned by back-propagation. The visible biases, which that leaves alone, are a state.
/// <code>
/// var rbm = new RestrictedBoltzmannMachine(visible: 784, hidden: 500, seed: 1);
/// rbm.Fit(images, new ContrastiveDivergence(steps: 1, learningRate: 0.05, epochs: 10));
/// Tensor features = rbm.Encode(images);
/// </code>
/// </summary>
public sealed class RestrictedBoltzmannMachine : Layer, IBoltzmannMachine, IEncoder, IDecoder, ISampler
{
    private readonly Initializer _weightInitializer;

    /// <summary>A machine, which is built for the first samples that it sees.</summary>
    /// <param name="visible">Visible units; the elements of one sample, whatever its shape.</param>
    /// <param name="hidden">Hidden units.</param>
    /// <param name="visibleUnits">Default: <see cref="BernoulliUnits"/>.</param>
    /// <param name="hiddenUnits">Default: <see cref="BernoulliUnits"/>.</param>
    /// <param name="seed">What is random in <see cref="Fit"/> and <see cref="Sample"/> follows from it, and the first weights, unless the machine is built as part of a model.</param>
    /// <param name="weightInitializer">For W [hidden, visible]. Default: normal with deviation 0.01 (Hinton 2010).</param>
    /// <exception cref="ArgumentOutOfRangeException">A side has no unit.</exception>
    /// <exception cref="ArgumentException">Both sides are given the same object.</exception>
    public RestrictedBoltzmannMachine(
        int visible, int hidden, UnitType? visibleUnits = null, UnitType? hiddenUnits = null, long seed = 0, Initializer? weightInitializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(visible, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        if (visibleUnits is not null && visibleUnits == hiddenUnits)
        {
            throw new ArgumentException("Each side of a Boltzmann machine needs units of its own; make two objects.", nameof(hiddenUnits));
        }
        if (hiddenUnits is GaussianUnits { Learned: true })
        {
            throw new ArgumentException("Variances are learned for visible units only: a hidden unit's could be moved into its weights.", nameof(hiddenUnits));
        }
        Visible = visible;
        Hidden = hidden;
        VisibleUnits = visibleUnits ?? new BernoulliUnits();
        HiddenUnits = hiddenUnits ?? new BernoulliUnits();
        Seed = seed;
        Children = [VisibleUnits, HiddenUnits];
        _weightInitializer = weightInitializer ?? new Gaussian();
    }

    /// <summary>The number of visible units.</summary>
    public int Visible { get; }

    /// <summary>The number of hidden units.</summary>
    public int Hidden { get; }

    /// <summary>What the visible units are.</summary>
    public UnitType VisibleUnits { get; }

    /// <summary>What the hidden units are.</summary>
    public UnitType HiddenUnits { get; }

    /// <summary>What is random follows from it.</summary>
    public long Seed { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; }

    /// <summary>W [hidden, visible]; null until built. A row is what a hidden unit looks for.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>c [hidden]; null until built.</summary>
    public Parameter? HiddenBias { get; private set; }

    /// <summary>b [visible]; null until built.</summary>
    public Tensor? VisibleBias { get; private set; }

    /// <inheritdoc/>
    Couplings IBoltzmannMachine.Couplings => Couplings;

    internal Couplings Couplings { get; private set; } = null!;

    /// <summary>Learns from samples without labels.</summary>
    /// <param name="data">[samples, ...], each of <see cref="Visible"/> elements that the visible units can have.</param>
    /// <param name="estimator">How the gradient of the log-likelihood is estimated, and the steps along it.</param>
    /// <param name="validation">Other samples, for the gap between the free energies of both; null for none.</param>
    /// <param name="epochEnded">Told what each epoch came to, as soon as it has ended; of a training that is resumed not those before.</param>
    /// <param name="checkpointing">
    /// Keeps the training's state in a file as it goes, and once more when it is cancelled, and resumes it from there if that is wanted. The number of epochs is then
    /// that of the whole training. Default: null, none.
    /// </param>
    /// <param name="cancellation">Looked at before every step. The machine keeps what it has learned.</param>
    /// <returns>
    /// The epochs with <c>reconstruction_error</c>, the mean over samples of ‖v - v̂‖²; <c>pseudo_likelihood</c> for Bernoulli visible units; and with validation data
    /// <c>free_energy_gap</c>, the mean free energy of validation data less that of as much training data, which grows when the machine overfits.
    /// </returns>
    /// <exception cref="ArgumentException">There are no samples, or one holds what the visible units cannot be.</exception>
    /// <exception cref="ShapeException">The samples have another number of elements.</exception>
    /// <exception cref="ArithmeticException">The weights became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="InvalidDataException">The checkpoint to resume from is damaged, or of another training.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written; the one before is whole.</exception>
    public History Fit(
        Tensor data, Estimator estimator, Tensor? validation = null, Action<EpochResult>? epochEnded = null, Checkpointing? checkpointing = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        using Tape.PauseScope pause = Tape.Pause();
        Tensor samples = Samples(data);
        return new BoltzmannTraining(this, estimator, samples, validation is null ? null : Samples(validation)).Run(estimator.Epochs, epochEnded, checkpointing, cancellation);
    }

    /// <summary>The means of the hidden units, P(h = 1 | v) of Bernoulli ones: [batch, ...] → [batch, hidden].</summary>
    /// <param name="x">[batch, ...], each of <see cref="Visible"/> elements.</param>
    public Tensor Encode(Tensor x)
    {
        using Tape.PauseScope pause = Tape.Pause();
        return HiddenUnits.Mean(HiddenInput(Rows(x)));
    }

    /// <summary>The means of the visible units: [batch, hidden] → [batch, ...].</summary>
    /// <param name="code">[batch, hidden].</param>
    /// <exception cref="ShapeException">The codes have another length.</exception>
    /// <exception cref="InvalidOperationException">The machine has not been built.</exception>
    public Tensor Decode(Tensor code)
    {
        ArgumentNullException.ThrowIfNull(code);
        RequireBuilt();
        if (code.Rank != 2 || code.Shape[1] != Hidden)
        {
            throw new ShapeException($"{this} decodes codes [batch, {Hidden}], but got {code.Shape}.");
        }
        using Tape.PauseScope pause = Tape.Pause();
        return VisibleUnits.Mean(VisibleInput(code.To(DType))).Reshape([code.Shape[0], .. InputShape]);
    }

    /// <summary>a = c + W s(v): [batch, ...] → [batch, hidden].</summary>
    public Tensor HiddenInput(Tensor visible)
    {
        Tensor v = Rows(visible);
        return Couplings.HiddenInput(VisibleUnits.Signal(v));
    }

    /// <summary>b + Wᵀ s(h): [batch, hidden] → [batch, visible].</summary>
    public Tensor VisibleInput(Tensor hidden) => Couplings.VisibleInput(HiddenUnits.Signal(hidden));

    /// <summary>E(v, h): [batch, ...] and [batch, hidden] → [batch].</summary>
    public Tensor Energy(Tensor visible, Tensor hidden)
    {
        Tensor v = Rows(visible);
        Tensor product = (VisibleUnits.Signal(v).MatMul(Weight!, transposeB: true) * HiddenUnits.Signal(hidden)).Sum([-1]);
        return VisibleUnits.Energy(v, VisibleBias!) + HiddenUnits.Energy(hidden, HiddenBias!) - product;
    }

    /// <summary>F(v) = -ln Σ_h e^-E(v, h), so that P(v) = e^-F(v)/Z: [batch, ...] → [batch].</summary>
    /// <param name="visible">[batch, ...], each of <see cref="Visible"/> elements.</param>
    public Tensor FreeEnergy(Tensor visible)
    {
        Tensor v = Rows(visible);
        return VisibleUnits.Energy(v, VisibleBias!) - HiddenUnits.LogPartition(HiddenInput(v), HiddenBias!);
    }

    /// <summary>-ln Σ_v e^-E(v, h), the free energy seen from the other side: [batch, hidden] → [batch].</summary>
    public Tensor HiddenFreeEnergy(Tensor hidden)
    {
        RequireBuilt();
        return HiddenUnits.Energy(hidden, HiddenBias!) - VisibleUnits.LogPartition(VisibleInput(hidden), VisibleBias!);
    }

    /// <summary>
    /// The mean over samples of ‖v - v̂‖², v̂ being the visible means given the hidden means given v. It falls while a machine learns, but is not what it learns.
    /// </summary>
    public double ReconstructionError(Tensor data)
    {
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        Tensor v = Rows(data);
        return (VisibleUnits.Mean(VisibleInput(Encode(v))) - v).Square().Sum().ToScalar() / v.Shape[0];
    }

    /// <summary>Draws samples by Gibbs sampling: <see cref="GibbsChain"/>s that begin at hidden units drawn from their biases alone.</summary>
    /// <param name="count">How many, each from a chain of its own.</param>
    /// <param name="steps">How many times each chain draws h and v. Default: 1000.</param>
    /// <param name="means">Whether to give the means of the last v instead of v, which look better as pictures. Default: false.</param>
    /// <param name="random">Where to draw from. Default: as <see cref="Seed"/> says, the same each time.</param>
    /// <returns>[count, ...].</returns>
    /// <exception cref="InvalidOperationException">The machine has not been built.</exception>
    public Tensor Sample(int count, int steps = 1000, bool means = false, RandomStream? random = null)
    {
        var chain = new GibbsChain(this, count, random ?? new RandomStream((ulong)Seed).Split(3));
        chain.Run(steps);
        return means ? chain.VisibleMeans : chain.Visible;
    }

    /// <inheritdoc/>
    Tensor ISampler.Sample(int count, int steps, RandomStream random) => Sample(count, steps, means: true, random);

    /// <summary>Sets b so that the visible units alone have the means of the data (Hinton 2010, section 8.1), which shortens learning.</summary>
    /// <param name="data">[samples, ...].</param>
    /// <exception cref="NotSupportedException">The visible units are neither Bernoulli nor Gaussian.</exception>
    public void FitVisibleBias(Tensor data)
    {
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        BiasOf(Samples(data)).CopyTo(VisibleBias!);
    }

    /// <summary>The biases with which visible units alone have the means of the given rows, [visible].</summary>
    internal Tensor BiasOf(Tensor rows) => Units.BiasOf(VisibleUnits, rows.Sum([0]), rows.Shape[0]);

    Tensor IBoltzmannMachine.Samples(Tensor data) => Samples(data);

    void IBoltzmannMachine.RequireBuilt() => RequireBuilt();

    [ModuleInitializer]
    internal static void Register()
    {
        LayerTypes.Add<RestrictedBoltzmannMachine>();
        Recipes.Add(() => new RuleRecipe<RestrictedBoltzmannMachine>
        {
            Name = "rbm",
            Family = "energy",
            Description = "restricted Boltzmann machine 784-500, persistent contrastive divergence",
            Source = "Smolensky 1986; Tieleman 2008, Training restricted Boltzmann machines using approximations to the likelihood gradient",
            Model = (seed, _) => new RestrictedBoltzmannMachine(784, 500, seed: (long)seed),
            Learn = (machine, fit) =>
            {
                var estimator = new PersistentContrastiveDivergence(1, new Polynomial(0.1, fit.Plan.Steps), fit.Plan.Epochs, fit.Plan.BatchSize);
                machine.Fit(fit.Data.Train.Images, estimator, fit.Data.Test.Images, fit.EpochEnded, fit.Checkpointing, fit.Cancellation);
            },
            Learned = machine => [machine.Weight!, machine.HiddenBias!, machine.VisibleBias!],
            Figures = EnergyFigures.Of,
            Reconstruction = (machine, x) => machine.Decode(machine.Encode(x)),
            BatchSize = 100,
            Epochs = 15,
        });
    }

    /// <summary>Samples as rows of the machine's type, which it is built for if nobody has built it; checked, value by value.</summary>
    internal Tensor Samples(Tensor data) => Units.Samples(this, VisibleUnits, Visible, Seed, data);

    /// <summary>[batch, ...] → [batch, visible], in the machine's type.</summary>
    internal Tensor Rows(Tensor x) => Units.Rows(this, Visible, Seed, x);

    /// <exception cref="InvalidOperationException">The machine has not been built.</exception>
    internal void RequireBuilt()
    {
        if (!IsBuilt)
        {
            throw new InvalidOperationException($"{this} has no weights yet. Call Fit(data, estimator), or Build([{Visible}]).");
        }
    }

    /// <inheritdoc/>
    internal override string NameOf(int child) => child == 0 ? "visible" : "hidden";

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.ElementCount != Visible)
        {
            throw Unsuitable($"[{Visible}] or of as many elements", input);
        }
        Weight = AddParameter("weight", [Hidden, Visible], _weightInitializer, Visible, Hidden);
        HiddenBias = AddParameter("bias", [Hidden], new Zeros(), Visible, Hidden);
        VisibleBias = AddState("visible_bias", [Visible], shape => Tensor.Zeros(shape, DType));
        Couplings = new(Weight, VisibleBias, HiddenBias);
        VisibleUnits.Build([Visible], random.Split(0), DType);
        return HiddenUnits.Build([Hidden], random.Split(1), DType);
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => HiddenUnits.Mean(HiddenInput(x));
}
