using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Energy;

/// <summary>
/// The convolutional restricted Boltzmann machine with probabilistic max pooling (Lee, Grosse, Ranganath and Ng 2009). Hidden units h are maps, one a filter, that see the
/// picture v through the filter at their place: E(v, h) = E_v(v; b) - Σ_k Σ h_k ⊙ (W_k ⋆ s(v) + c_k), of each block of C × C units at most one being on:
/// P(h = 1 | v) = e^I / (1 + Σ e^I), I = W_k ⋆ s(v) + c_k, the sum being over the block. It learns by <see cref="Fit"/>; as a layer it maps pictures to the
/// probabilities that anything in a block is on, [batch, channels, height, width] → [batch, filters, height of maps / C, width of maps / C], and can be tuned by back-propagation.
/// The visible biases, which that leaves alone, are a state.
/// <code>
/// var machine = new ConvolutionalRbm(filters: 64, kernel: 11, pooling: 2, seed: 1);
/// machine.Fit(images, new ContrastiveDivergence(1, 0.3, epochs: 2, batchSize: 25) { Momentum = 0.9, Sparsity = new SparsityTarget(0.03, 10, 0.9) });
/// Tensor features = machine.Encode(images);        // of 28 × 28: [samples, 64, 9, 9]
/// </code>
/// </summary>
public sealed class ConvolutionalRbm : Layer, IBoltzmannMachine, IEncoder, IDecoder
{
    private readonly Initializer _weightInitializer;

    /// <summary>A machine, which is built for the first pictures that it sees.</summary>
    /// <param name="filters">Filters, and maps of hidden units.</param>
    /// <param name="kernel">Rows and columns of a filter.</param>
    /// <param name="pooling">C, rows and columns of a block; 1 for hidden units each by itself. Default: 2.</param>
    /// <param name="visibleUnits">Default: <see cref="BernoulliUnits"/>.</param>
    /// <param name="seed">What is random in <see cref="Fit"/> and <see cref="Sample"/> follows from it, and the first weights, unless the machine is built as part of a model.</param>
    /// <param name="weightInitializer">For W [filters, channels, rows, columns]. Default: normal with deviation 0.01.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    /// <exception cref="ArgumentException">The visible units learn their variances, or are of several pixels together.</exception>
    public ConvolutionalRbm(
        int filters, Size2D kernel, int pooling = 2, UnitType? visibleUnits = null, long seed = 0, Initializer? weightInitializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(kernel.Y, kernel.X), 1, nameof(kernel));
        ArgumentOutOfRangeException.ThrowIfLessThan(pooling, 1);
        if (visibleUnits is SoftmaxUnits or JointUnits or GaussianUnits { Learned: true })
        {
            throw new ArgumentException(
                "The visible units of a convolutional machine are alike at all places: Bernoulli, rectified or binomial units, or Gaussian ones of one deviation, which is not learned, but got "
                + $"{visibleUnits.GetType().Name}.", nameof(visibleUnits));
        }
        Filters = filters;
        Kernel = kernel;
        Pooling = pooling;
        VisibleUnits = visibleUnits ?? new BernoulliUnits();
        HiddenUnits = new DetectionUnits(pooling);
        Seed = seed;
        Children = [VisibleUnits];
        _weightInitializer = weightInitializer ?? new Gaussian();
    }

    /// <summary>Filters, and maps of hidden units.</summary>
    public int Filters { get; }

    /// <summary>Rows and columns of a filter.</summary>
    public Size2D Kernel { get; }

    /// <summary>C, rows and columns of a block.</summary>
    public int Pooling { get; }

    /// <inheritdoc/>
    public UnitType VisibleUnits { get; }

    /// <summary>Units of which at most one is on in each block.</summary>
    public UnitType HiddenUnits { get; }

    /// <inheritdoc/>
    public long Seed { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; }

    /// <summary>W [filters, channels, rows, columns]; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>c [filters]; null until built.</summary>
    public Parameter? HiddenBias { get; private set; }

    /// <summary>b [channels]; null until built.</summary>
    public Tensor? VisibleBias { get; private set; }

    /// <inheritdoc/>
    Couplings IBoltzmannMachine.Couplings => Couplings;

    private Couplings Couplings { get; set; } = null!;

    /// <summary>b as the bias of each visible unit, [visible].</summary>
    private Tensor BiasOfPixels => VisibleBias!.Reshape([InputShape[0], 1, 1]).BroadcastTo(InputShape).Reshape([InputShape.ElementCount]);

    /// <summary>Learns from pictures without labels.</summary>
    /// <param name="data">[samples, channels, height, width], of values that the visible units can have.</param>
    /// <param name="estimator">
    /// How the gradient of the log-likelihood, divided by the places of a map, is estimated, and the steps along it. A target of sparsity moves the hidden biases alone.
    /// </param>
    /// <param name="validation">Other pictures, for the gap between the free energies of both; null for none.</param>
    /// <param name="epochEnded">Told what each epoch came to, as soon as it has ended.</param>
    /// <param name="checkpointing">Keeps the training's state in a file as it goes, and resumes it from there if that is wanted; epochs are then those of all. Default: null, none.</param>
    /// <param name="cancellation">Looked at before every step. The machine keeps what it has learned.</param>
    /// <returns>The epochs with <c>reconstruction_error</c>, the mean over samples of ‖v - v̂‖², and with validation data <c>free_energy_gap</c>.</returns>
    /// <exception cref="ArgumentException">There are no samples, or one holds what the visible units cannot be.</exception>
    /// <exception cref="ShapeException">The samples are no pictures, or of another size than those before.</exception>
    /// <exception cref="NotSupportedException">The estimator is for other machines.</exception>
    /// <exception cref="ArithmeticException">The weights became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public History Fit(
        Tensor data, Estimator estimator, Tensor? validation = null, Action<EpochResult>? epochEnded = null, Checkpointing? checkpointing = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        if (estimator.IsCentred)
        {
            throw new NotSupportedException($"The centred gradient is that of fully connected machines; leave IsCentred false for {this}.");
        }
        using Tape.PauseScope pause = Tape.Pause();
        Tensor samples = Samples(data);
        return new BoltzmannTraining(this, estimator, samples, validation is null ? null : Samples(validation)).Run(estimator.Epochs, epochEnded, checkpointing, cancellation);
    }

    /// <summary>The probabilities that a unit of each block is on: [batch, channels, height, width] → [batch, filters, rows, columns].</summary>
    public Tensor Encode(Tensor x)
    {
        using Tape.PauseScope pause = Tape.Pause();
        return HiddenInput(x).ProbabilisticMaxPool2D(Pooling);
    }

    /// <summary>P(h = 1 | v), before pooling: [batch, channels, height, width] → [batch, filters, height, width of maps].</summary>
    public Tensor Detect(Tensor x) => HiddenUnits.Mean(HiddenInput(x));

    /// <summary>The means of the visible units, where a block's probability of being on is spread evenly over its units: [batch, filters, rows, columns] → [batch, channels, height, width].</summary>
    /// <param name="code">As <see cref="Encode"/> gives it.</param>
    /// <exception cref="ShapeException">The codes have another shape.</exception>
    /// <exception cref="InvalidOperationException">The machine has not been built.</exception>
    public Tensor Decode(Tensor code)
    {
        ArgumentNullException.ThrowIfNull(code);
        RequireBuilt();
        if (code.Rank != 4 || code.Shape[1..] != OutputShape)
        {
            throw new ShapeException($"{this} decodes codes [batch, {string.Join(", ", OutputShape.Lengths.ToArray())}], but got {code.Shape}.");
        }
        using Tape.PauseScope pause = Tape.Pause();
        return VisibleUnits.Mean(VisibleInput(Spread(code.To(DType)))).Reshape([code.Shape[0], .. InputShape]);
    }

    /// <summary>I = c + W ⋆ s(v): [batch, channels, height, width] → [batch, filters, height, width of maps].</summary>
    public Tensor HiddenInput(Tensor visible)
    {
        Tensor v = Rows(visible);
        return Couplings.HiddenInput(VisibleUnits.Signal(v));
    }

    /// <summary>b + Σ_k W_k ∗ h_k, the full convolution: [batch, filters, height, width of maps] → [batch, visible].</summary>
    public Tensor VisibleInput(Tensor hidden) => Couplings.VisibleInput(hidden);

    /// <summary>E(v, h): [batch, channels, height, width] and [batch, filters, height, width of maps] → [batch].</summary>
    /// <param name="visible">v.</param>
    /// <param name="hidden">h, of each block at most one unit being on; other states have no probability, which the energy does not tell.</param>
    public Tensor Energy(Tensor visible, Tensor hidden)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        Tensor v = Rows(visible);
        return VisibleUnits.Energy(v, BiasOfPixels) - (HiddenInput(v) * hidden).Sum([1, 2, 3]);
    }

    /// <summary>F(v) = -ln Σ_h e^-E(v, h), so that P(v) = e^-F(v)/Z: [batch, channels, height, width] → [batch].</summary>
    public Tensor FreeEnergy(Tensor visible)
    {
        Tensor v = Rows(visible);
        return VisibleUnits.Energy(v, BiasOfPixels) - HiddenUnits.LogPartition(HiddenInput(v), HiddenBias!);
    }

    /// <summary>The mean over samples of ‖v - v̂‖², v̂ being the visible means given the hidden means given v.</summary>
    public double ReconstructionError(Tensor data)
    {
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        Tensor v = Rows(data);
        return (VisibleUnits.Mean(VisibleInput(Detect(v))) - v).Square().Sum().ToScalar() / v.Shape[0];
    }

    /// <summary>Draws samples by Gibbs sampling: <see cref="GibbsChain"/>s that begin at hidden units drawn from their biases alone.</summary>
    /// <param name="count">How many, each from a chain of its own.</param>
    /// <param name="steps">How many times each chain draws h and v. Default: 1000.</param>
    /// <param name="means">Whether to give the means of the last v instead of v, which look better as pictures. Default: false.</param>
    /// <returns>[count, channels, height, width].</returns>
    /// <exception cref="InvalidOperationException">The machine has not been built.</exception>
    public Tensor Sample(int count, int steps = 1000, bool means = false)
    {
        var chain = new GibbsChain(this, count, new RandomStream((ulong)Seed).Split(3));
        chain.Run(steps);
        return means ? chain.VisibleMeans : chain.Visible;
    }

    /// <summary>Sets b so that the visible units alone have the means of the channels, which shortens learning.</summary>
    /// <param name="data">[samples, channels, height, width].</param>
    /// <exception cref="NotSupportedException">The visible units are neither Bernoulli nor Gaussian.</exception>
    public void FitVisibleBias(Tensor data)
    {
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        Tensor pictures = Samples(data).Reshape([data.Shape[0], .. InputShape]);
        Units.BiasOf(VisibleUnits, pictures.Sum([0, 2, 3]), (double)pictures.Count / InputShape[0]).CopyTo(VisibleBias!);
    }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<ConvolutionalRbm>();

    /// <inheritdoc/>
    Tensor IBoltzmannMachine.Samples(Tensor data) => Samples(data);

    /// <inheritdoc/>
    void IBoltzmannMachine.RequireBuilt() => RequireBuilt();

    internal void RequireBuilt()
    {
        if (!IsBuilt)
        {
            throw new InvalidOperationException($"{this} has no weights yet. Call Fit(data, estimator), or Build([channels, height, width]).");
        }
    }

    /// <summary>Each element of pooled maps shared out evenly over the units of its block.</summary>
    internal Tensor Spread(Tensor pooled)
    {
        (int batch, int maps, int rows, int columns) = (pooled.Shape[0], pooled.Shape[1], pooled.Shape[2], pooled.Shape[3]);
        return (pooled / ((double)Pooling * Pooling)).Reshape([batch, maps, rows, 1, columns, 1]).BroadcastTo([batch, maps, rows, Pooling, columns, Pooling])
            .Reshape([batch, maps, rows * Pooling, columns * Pooling]);
    }

    /// <inheritdoc/>
    internal override string NameOf(int child) => "visible";

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank != 3 || input[0] < 1 || input[1] < Kernel.Y || input[2] < Kernel.X)
        {
            throw Unsuitable($"[channels, height, width] of at least {Kernel.Y} x {Kernel.X}", input, "A filter must fit into the picture.");
        }
        (int height, int width) = (input[1] - Kernel.Y + 1, input[2] - Kernel.X + 1);
        if (height % Pooling != 0 || width % Pooling != 0)
        {
            throw Unsuitable(
                $"[channels, height, width] whose maps are whole blocks of {Pooling} x {Pooling}", input,
                $"Filters of {Kernel.Y} x {Kernel.X} make maps of {height} x {width}. Choose filters of {Kernel.Y + (height % Pooling)} x {Kernel.X + (width % Pooling)}, or crop or pad "
                + "the pictures (Crop2D, Pad2D).");
        }
        int area = Kernel.Y * Kernel.X;
        Weight = AddParameter("weight", [Filters, input[0], Kernel.Y, Kernel.X], _weightInitializer, input[0] * area, Filters * area);
        HiddenBias = AddParameter("bias", [Filters], new Zeros(), input[0] * area, Filters * area);
        VisibleBias = AddState("visible_bias", [input[0]], shape => Tensor.Zeros(shape, DType));
        Couplings = new ConvolutionalCouplings(Weight, VisibleBias, HiddenBias, input);
        VisibleUnits.Build([input.ElementCount], random.Split(0), DType);
        return [Filters, height / Pooling, width / Pooling];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => HiddenInput(x).ProbabilisticMaxPool2D(Pooling);

    private Tensor Samples(Tensor data)
    {
        Tensor rows = Rows(data);
        Units.RequireValues(this, VisibleUnits, rows);
        return rows;
    }

    // [batch, channels, height, width], or rows of as many elements, → [batch, visible] in the machine's type.
    private Tensor Rows(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!IsBuilt && x.Rank > 0)
        {
            Build(x.Shape[1..], new RandomStream((ulong)Seed), x.DType.IsFloatingPoint() ? x.DType : DType.Float32);
        }
        int visible = InputShape.ElementCount;
        return x.Rank > 0 && (x.Shape[1..] == InputShape || (x.Rank == 2 && x.Shape[1] == visible))
            ? x.To(DType).Reshape([x.Shape[0], visible])
            : throw Unsuitable(InputShape.ToString(), x.Rank > 0 ? x.Shape[1..] : x.Shape);
    }
}
