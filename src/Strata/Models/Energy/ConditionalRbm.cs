using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Data;
using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// A restricted Boltzmann machine of v and h given u (Taylor, Hinton and Roweis 2007; Mnih, Larochelle and Hinton 2011): the biases follow what is given, b + A u and c + B u. It
/// models P(v | u): the next frame given the last ones (<see cref="SeriesWindows"/>), or labels given features. As a layer it gives the means of v given u, [batch, given] →
/// [batch, visible], in the mean-field approximation.
/// </summary>
public sealed class ConditionalRbm : Layer
{
    private static readonly BernoulliUnits s_hiddenUnits = new();
    private readonly RandomStream _random;
    private readonly Initializer _weightInitializer;

    /// <summary>A machine, which is built when it first learns; without influence of u on the visible units at first.</summary>
    /// <param name="given">The elements of u.</param>
    /// <param name="visible">Visible units.</param>
    /// <param name="hidden">Hidden units, which are 0 or 1.</param>
    /// <param name="visibleUnits">Default: <see cref="BernoulliUnits"/>.</param>
    /// <param name="seed">What is random follows from it; the first weights too, unless the machine is built as part of a model. Default: 0.</param>
    /// <param name="weightInitializer">For W and B. Default: normal with deviation 0.01.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="ArgumentException">The visible units learn their variances, which this machine does not.</exception>
    public ConditionalRbm(int given, int visible, int hidden, UnitType? visibleUnits = null, long seed = 0, Initializer? weightInitializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(given, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(visible, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        if (visibleUnits is GaussianUnits { Learned: true })
        {
            throw new ArgumentException("A conditional machine does not learn variances. Standardize the data, and give new GaussianUnits() or their deviation.", nameof(visibleUnits));
        }
        (Given, Visible, Hidden, Seed) = (given, visible, hidden, seed);
        VisibleUnits = visibleUnits ?? new BernoulliUnits();
        Children = [VisibleUnits];
        _random = new RandomStream((ulong)seed);
        _weightInitializer = weightInitializer ?? new Gaussian();
    }

    /// <summary>The elements of u.</summary>
    public int Given { get; }

    /// <summary>The number of visible units.</summary>
    public int Visible { get; }

    /// <summary>The number of hidden units.</summary>
    public int Hidden { get; }

    /// <summary>What the visible units are.</summary>
    public UnitType VisibleUnits { get; }

    /// <summary>What is random follows from it.</summary>
    public long Seed { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; }

    /// <summary>W [hidden, visible]; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>b [visible]; null until built.</summary>
    public Parameter? VisibleBias { get; private set; }

    /// <summary>c [hidden]; null until built.</summary>
    public Parameter? HiddenBias { get; private set; }

    /// <summary>A [visible, given]; null until built.</summary>
    public Parameter? ToVisible { get; private set; }

    /// <summary>B [hidden, given]; null until built.</summary>
    public Parameter? ToHidden { get; private set; }

    /// <summary>Learns by contrastive divergence with the given parts fixed.</summary>
    /// <param name="given">u [samples, given].</param>
    /// <param name="data">v [samples, ...], each of <see cref="Visible"/> elements.</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="learningRate">Default: 0.05.</param>
    /// <param name="batchSize">Default: 100.</param>
    /// <param name="steps">k of CD-k. Default: 1.</param>
    /// <param name="cancellation">Looked at before every step. The machine keeps what it has learned.</param>
    /// <exception cref="ArgumentException">The parts have different numbers of samples or wrong lengths, or v holds what the visible units cannot be.</exception>
    public void Fit(
        Tensor given, Tensor data, int epochs, Schedule? learningRate = null, int batchSize = 100, int steps = 1, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        learningRate ??= 0.05;
        using Tape.PauseScope pause = Tape.Pause();
        Tensor u = Required(given), rows = Samples(data);
        if (u.Shape[0] != rows.Shape[0])
        {
            throw new ArgumentException($"There are {u.Shape[0]} given parts for {rows.Shape[0]} samples; each sample needs one.", nameof(given));
        }
        long step = 0;
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            Minibatches.ForEach(
                rows.Shape[0], batchSize, _random.Split(2), epoch, some => Step(u.Gather(some), rows.Gather(some), learningRate.Rate(step++), steps), cancellation);
        }
    }

    /// <summary>The means of v given u, by Gibbs sampling of h and v with the means of the last steps taken together: [batch, given] → [batch, visible].</summary>
    /// <param name="given">u [batch, given].</param>
    /// <param name="steps">Gibbs steps, of which the later half counts. Default: 50.</param>
    /// <exception cref="ArgumentException">The given parts have another length.</exception>
    public Tensor Predict(Tensor given, int steps = 50)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        Tensor u = Required(given);
        RandomStream random = _random.Split(3);
        return InParts.Map(u, some => Gibbs.Means(VisibleUnits, s_hiddenUnits, Under(some), steps, random), "A prediction");
    }

    /// <summary>Goes on with sequences by a machine of the next frame given the last ones: draws the frames that follow, one after the other.</summary>
    /// <param name="beginning">[batch, steps, ...], as many elements in its last frames as are given.</param>
    /// <param name="frames">How many to draw.</param>
    /// <param name="steps">Gibbs steps for a frame. Default: 50.</param>
    /// <param name="means">Whether to go on with the means of the last v instead of states. Default: false.</param>
    /// <returns>[batch, frames, ...], without the beginning.</returns>
    /// <exception cref="ArgumentException">The sequences are too short, or their frames are not v of this machine, or the given parts not whole frames.</exception>
    public Tensor Sample(Tensor beginning, int frames, int steps = 50, bool means = false)
    {
        ArgumentNullException.ThrowIfNull(beginning);
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        int order = Given / Visible;
        if (Given != order * Visible || beginning.Rank < 3 || beginning.Shape[2..].ElementCount != Visible || beginning.Shape[1] < order)
        {
            throw new ArgumentException(
                $"{this} goes on with sequences [batch, {order} or more, {Visible}] if it is given whole frames, {order} · {Visible} elements and not {Given}, but got {beginning.Shape}.",
                nameof(beginning));
        }
        RequireLearned();
        using Tape.PauseScope pause = Tape.Pause();
        RandomStream random = _random.Split(4);
        int batch = beginning.Shape[0];
        var last = new Queue<Tensor>(Enumerable.Range(beginning.Shape[1] - order, order).Select(t => beginning.Slice(1, t, 1).To(DType).Reshape([batch, Visible])));
        var drawn = new Tensor[frames];
        for (int i = 0; i < frames; i++)
        {
            Couplings couplings = Under(ConcatenateOp.Concatenate([.. last], axis: 1));
            drawn[i] = Gibbs.Draw(VisibleUnits, s_hiddenUnits, couplings, steps, random, means).Visible;
            last.Dequeue();
            last.Enqueue(drawn[i]);
        }
        return ConcatenateOp.Stack(drawn, axis: 1).Reshape([batch, frames, .. beginning.Shape[2..]]);
    }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<ConditionalRbm>();

    /// <inheritdoc/>
    internal override string NameOf(int child) => "visible";

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input != [Given])
        {
            throw Unsuitable($"[{Given}]", input);
        }
        Weight = AddParameter("weight", [Hidden, Visible], _weightInitializer, Visible, Hidden);
        VisibleBias = AddParameter("visible_bias", [Visible], new Zeros(), Visible, Hidden);
        HiddenBias = AddParameter("bias", [Hidden], new Zeros(), Visible, Hidden);
        ToVisible = AddParameter("to_visible", [Visible, Given], new Zeros(), Given, Visible);
        ToHidden = AddParameter("to_hidden", [Hidden, Given], _weightInitializer, Given, Hidden);
        VisibleUnits.Build([Visible], random.Split(0), DType);
        return [Visible];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => Gibbs.MeanField(VisibleUnits, s_hiddenUnits, Weight!, x.Linear(ToVisible!, VisibleBias!), x.Linear(ToHidden!, HiddenBias!));

    private void Step(Tensor u, Tensor v, double rate, int steps)
    {
        Couplings couplings = Under(u);
        Tensor input = couplings.HiddenInput(VisibleUnits.Signal(v)), h = s_hiddenUnits.Mean(input);
        Phase model = Gibbs.Advance(VisibleUnits, s_hiddenUnits, couplings, s_hiddenUnits.Sample(input, h, _random), steps, _random);
        Tensor s = VisibleUnits.Signal(v), modelS = VisibleUnits.Signal(model.Visible);
        double by = rate / v.Shape[0];
        UpdateOps.AddProduct(Weight!, h, s, by, transposeA: true);
        UpdateOps.AddProduct(Weight!, model.Hidden, modelS, -by, transposeA: true);
        UpdateOps.AddProduct(ToVisible!, s - modelS, u, by, transposeA: true);
        UpdateOps.AddProduct(ToHidden!, h - model.Hidden, u, by, transposeA: true);
        UpdateOps.Sgd(VisibleBias!, (modelS - s).Sum([0]), by);
        UpdateOps.Sgd(HiddenBias!, (model.Hidden - h).Sum([0]), by);
    }

    // The machine of each row: b + A u and c + B u.
    private Couplings Under(Tensor u) => new(Weight!, u.Linear(ToVisible!, VisibleBias!), u.Linear(ToHidden!, HiddenBias!));

    // u in the machine's type, which it is built for if nobody has built it.
    private Tensor Required(Tensor given)
    {
        ArgumentNullException.ThrowIfNull(given);
        if (given.Rank != 2 || given.Shape[1] != Given)
        {
            throw new ArgumentException($"The given parts of {this} are [samples, {Given}], but got {given.Shape}.", nameof(given));
        }
        if (!IsBuilt)
        {
            Build([Given], _random.Split(0), given.DType.IsFloatingPoint() ? given.DType : DType.Float32);
        }
        return given.To(DType);
    }

    private Tensor Samples(Tensor data) => Units.Samples(this, VisibleUnits, Visible, Seed, data);

    private void RequireLearned()
    {
        if (!IsBuilt)
        {
            throw new InvalidOperationException($"{this} has no weights yet. Call Fit(given, data, epochs).");
        }
    }
}
