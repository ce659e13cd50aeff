using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Data;
using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Energy;

/// <summary>
/// The recurrent temporal restricted Boltzmann machine (Sutskever, Hinton and Taylor 2008): at each step of a sequence a restricted Boltzmann machine of the frame vₜ and hidden
/// units hₜ, whose biases follow from the hidden units of the step before,
/// <code>
/// bₜ = b + A rₜ₋₁, cₜ = c + B rₜ₋₁, rₜ = E[hₜ | vₜ, rₜ₋₁] = σ(W vₜ + cₜ), P(v₁ … v_T) = Πₜ P(vₜ | rₜ₋₁), with r₀ learned.
/// </code>
/// In the temporal machine before it (Sutskever and Hinton 2007), <see cref="Sampled"/>, the biases follow from hidden states that were drawn, and no gradient flows back through them.
/// As a layer it gives of each frame the means of the one that follows, [batch, steps, ...] → [batch, steps, ...], in the mean-field approximation; all its parameters take part.
/// <code>
/// var machine = new TemporalRbm(visible: 900, hidden: 400, seed: 1);
/// machine.Fit(films, new Adam(1e-3), epochs: 10);            // [samples, steps, 30, 30]
/// Tensor next = machine.Predict(films);                      // of each frame the one that follows
/// Tensor more = machine.Sample(films, steps: 20);
/// </code>
/// </summary>
public sealed class TemporalRbm : Layer, IEncoder
{
    private static readonly BernoulliUnits s_hiddenUnits = new();
    private readonly Initializer _weightInitializer;

    /// <summary>A machine, which is built for the first sequences that it sees.</summary>
    /// <param name="visible">Visible units; the elements of one frame, whatever its shape.</param>
    /// <param name="hidden">Hidden units, which are 0 or 1.</param>
    /// <param name="sampled">Whether a step learns with hidden states that were drawn in the step before, rather than with their means. Default: false.</param>
    /// <param name="visibleUnits">Default: <see cref="BernoulliUnits"/>.</param>
    /// <param name="seed">What is random in <see cref="Sample(Tensor, int, int, bool)"/> follows from it, and in learning, and the first weights, unless the machine is built as part of a model.</param>
    /// <param name="weightInitializer">For W, A and B. Default: normal with deviation 0.01.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side has no unit.</exception>
    /// <exception cref="ArgumentException">The visible units learn their variances, which this machine does not.</exception>
    public TemporalRbm(int visible, int hidden, bool sampled = false, UnitType? visibleUnits = null, long seed = 0, Initializer? weightInitializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(visible, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        if (visibleUnits is GaussianUnits { Learned: true })
        {
            throw new ArgumentException("A temporal machine does not learn variances. Standardize the data, and give new GaussianUnits() or their deviation.", nameof(visibleUnits));
        }
        (Visible, Hidden, Sampled, Seed) = (visible, hidden, sampled, seed);
        VisibleUnits = visibleUnits ?? new BernoulliUnits();
        Children = [VisibleUnits];
        _weightInitializer = weightInitializer ?? new Gaussian();
    }

    /// <summary>The number of visible units.</summary>
    public int Visible { get; }

    /// <summary>The number of hidden units.</summary>
    public int Hidden { get; }

    /// <summary>Whether a step learns with hidden states that were drawn in the step before.</summary>
    public bool Sampled { get; }

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

    /// <summary>A [visible, hidden], from the hidden units of a step to the visible biases of the next; null until built.</summary>
    public Parameter? ToVisible { get; private set; }

    /// <summary>B [hidden, hidden], from the hidden units of a step to the hidden biases of the next; null until built.</summary>
    public Parameter? ToHidden { get; private set; }

    /// <summary>r₀ [hidden]; null until built.</summary>
    public Parameter? Start { get; private set; }

    /// <inheritdoc/>
    protected internal override bool TakesAnySteps => true;

    /// <summary>Learns from sequences of one length.</summary>
    /// <param name="data">[samples, steps, ...], at least two steps; frames of <see cref="Visible"/> elements that the visible units can have.</param>
    /// <param name="optimizer">The rule, such as <see cref="Adam"/>; with <see cref="ClipByGlobalNorm"/>, as gradients flow through time.</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="batchSize">Sequences a step of learning. Default: 10.</param>
    /// <param name="gibbsSteps">k of CD-k. Default: 10.</param>
    /// <param name="validation">Other sequences, [samples, steps, ...]; null for none.</param>
    /// <param name="cancellation">Looked at before every step. The machine keeps what it has learned.</param>
    /// <returns>
    /// The epochs with <c>loss</c>, the free energy of the data less that of the model's frames, which says little; and with validation data <c>val_loss</c>, their mean <see cref="Score"/>.
    /// </returns>
    /// <exception cref="ArgumentException">There are no sequences, they are too short, or hold what the visible units cannot be.</exception>
    /// <exception cref="ShapeException">The frames have another number of elements.</exception>
    /// <exception cref="NonFiniteLossException">The weights became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public History Fit(
        Tensor data, Optimizer optimizer, int epochs, int batchSize = 10, int gibbsSteps = 10, Tensor? validation = null, CancellationToken cancellation = default)
    {
        RequireFilms(data);
        return Trainer(optimizer, gibbsSteps).Fit(
            new Dataset(data, data), epochs, validation is null ? null : new Dataset(validation, validation), batchSize, cancellation: cancellation);
    }

    /// <summary>
    /// What <see cref="Fit"/> trains by, for data that do not fit into memory, checkpoints and callbacks. Targets of the sequences are not looked at.
    /// </summary>
    /// <param name="optimizer">The rule.</param>
    /// <param name="gibbsSteps">k of CD-k. Default: 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no Gibbs step.</exception>
    public Trainer Trainer(Optimizer optimizer, int gibbsSteps = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gibbsSteps, 1);
        return new(new TemporalContrast(this, gibbsSteps), optimizer, new TemporalContrast.MeanOutput(), (ulong)Seed);
    }

    /// <summary>r, the means of the hidden units given the frames so far: [batch, steps, ...] → [batch, steps, hidden].</summary>
    /// <param name="x">[batch, steps, ...], frames of <see cref="Visible"/> elements.</param>
    /// <exception cref="ShapeException">The frames have another number of elements.</exception>
    public Tensor Encode(Tensor x)
    {
        using Tape.PauseScope pause = Tape.Pause();
        return Means(x);
    }

    /// <summary>
    /// Of each frame the means of the one that follows, given it and all before: [batch, steps, ...] → [batch, steps, ...], the last being that of the frame after the sequence. In
    /// the mean-field approximation, as <see cref="Layer.Forward"/> gives them.
    /// </summary>
    /// <param name="x">[batch, steps, ...].</param>
    /// <exception cref="ShapeException">The frames have another number of elements.</exception>
    public Tensor Predict(Tensor x) => InParts.Map(Rows(Encode(x)), r => Gibbs.MeanField(VisibleUnits, s_hiddenUnits, After(r)), "A prediction").Reshape(x.Shape);

    /// <summary>How badly each sequence was predicted: the mean over its frames but the first of ‖v̂ - v‖², v̂ being <see cref="Predict"/>'s.</summary>
    /// <param name="x">[batch, steps, ...], at least two steps.</param>
    /// <returns>[batch].</returns>
    /// <exception cref="ArgumentException">The sequences are too short.</exception>
    /// <exception cref="ShapeException">The frames have another number of elements.</exception>
    public Tensor Score(Tensor x)
    {
        using Tape.PauseScope pause = Tape.Pause();
        RequireFollowers(x);
        using var scope = new TensorScope();
        int pairs = x.Shape[1] - 1;
        Tensor error = Predict(x.Slice(1, 0, pairs)) - x.Slice(1, 1, pairs).To(DType);
        return scope.Keep(error.Square().Reshape([x.Shape[0], error.Count / x.Shape[0]]).Sum([1]) / pairs);
    }

    /// <summary>Goes on with sequences: draws the frames that follow, one after the other, each by a chain that begins at the visible biases.</summary>
    /// <param name="beginning">[batch, steps, ...], at least one step.</param>
    /// <param name="steps">How many frames to draw.</param>
    /// <param name="gibbsSteps">Steps of the chain for a frame. Default: 50.</param>
    /// <param name="means">Whether to go on with the means of vₜ given the last hₜ instead of states, which suits greys. Default: false.</param>
    /// <returns>[batch, steps, ...], without the beginning.</returns>
    /// <exception cref="ShapeException">The frames have another number of elements.</exception>
    public Tensor Sample(Tensor beginning, int steps, int gibbsSteps = 50, bool means = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(gibbsSteps, 1);
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        RandomStream random = new RandomStream((ulong)Seed).Split(4);
        Tensor r = Steps(Read(ByStep(beginning), Sampled ? random : null).States)[^1];
        return scope.Keep(Draw(r, steps, gibbsSteps, means, random).Reshape([beginning.Shape[0], steps, .. InputShape[1..]]));
    }

    /// <summary>Draws sequences from their first frame on.</summary>
    /// <param name="count">How many.</param>
    /// <param name="steps">How many frames to draw.</param>
    /// <param name="gibbsSteps">Steps of the chain for a frame. Default: 50.</param>
    /// <param name="means">Whether to go on with the means of vₜ given the last hₜ instead of states. Default: false.</param>
    /// <returns>[count, steps, ...].</returns>
    /// <exception cref="InvalidOperationException">The machine has not been built.</exception>
    public Tensor Sample(int count, int steps, int gibbsSteps = 50, bool means = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(gibbsSteps, 1);
        this.RequireBuilt("weights");
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        Tensor r = Start!.Value.BroadcastTo([count, Hidden]);
        return scope.Keep(Draw(r, steps, gibbsSteps, means, new RandomStream((ulong)Seed).Split(4)).Reshape([count, steps, .. InputShape[1..]]));
    }

    /// <summary>
    /// The mean over frames of Fₜ(v) - Fₜ(v⁻), v⁻ being drawn by Gibbs sampling from vₜ on: with v⁻ from the model its gradient is that of -ln P, and with few steps CD-k's. Through
    /// the biases it flows back in time.
    /// </summary>
    internal Tensor Contrast(Tensor sequences, int gibbsSteps, RandomStream random)
    {
        RequireFilms(sequences);
        Tensor byStep = ByStep(sequences), v = Rows(byStep);
        Couplings couplings = After(Rows(Read(byStep, Sampled ? random : null).Before));
        Tensor model;
        using (Tape.Pause())
        {
            Tensor toHidden = couplings.HiddenInput(VisibleUnits.Signal(v)), h = s_hiddenUnits.Sample(toHidden, s_hiddenUnits.Mean(toHidden), random);
            model = Gibbs.Advance(VisibleUnits, s_hiddenUnits, couplings, h, gibbsSteps, random).Visible;
        }
        return (FreeEnergy(v, couplings) - FreeEnergy(model, couplings)).Mean();
    }

    /// <summary>Fₜ(v) = -bₜᵀ s(v) - Σⱼ softplus(cₜ + W s(v))ⱼ, without terms of v alone, which have no gradient: [rows, visible] → [rows].</summary>
    internal Tensor FreeEnergy(Tensor v, Couplings couplings)
    {
        Tensor s = VisibleUnits.Signal(v);
        return -((s * couplings.VisibleBias).Sum([-1]) + couplings.HiddenInput(s).Softplus().Sum([-1]));
    }

    /// <summary>The machine of the step after hidden units r [rows, hidden].</summary>
    internal Couplings After(Tensor r) => new(Weight!, r.Linear(ToVisible!, VisibleBias!), r.Linear(ToHidden!, HiddenBias!));

    /// <summary>The hidden units' means, or states drawn from them, of each step and of the one before it: [steps, batch, visible] → [steps, batch, hidden] both.</summary>
    /// <param name="byStep">The frames.</param>
    /// <param name="random">Where states are drawn from; null for means.</param>
    internal (Tensor States, Tensor Before) Read(Tensor byStep, RandomStream? random)
    {
        Tensor[] inputs = Steps(VisibleUnits.Signal(byStep).Linear(Weight!, HiddenBias!)), states = new Tensor[inputs.Length + 1];
        states[0] = Start!.Value.BroadcastTo([byStep.Shape[1], Hidden]);
        for (int t = 0; t < inputs.Length; t++)
        {
            Tensor mean = (inputs[t] + states[t].MatMul(ToHidden!, transposeB: true)).Sigmoid();
            states[t + 1] = random is null ? mean : RandomOps.Bernoulli(mean, random);
        }
        return (ConcatenateOp.Stack(states.AsSpan(1)), ConcatenateOp.Stack(states.AsSpan(0, inputs.Length)));
    }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<TemporalRbm>();

    /// <summary>[batch, steps, ...] → [steps, batch, visible] in the machine's type, which it is built for if nobody has built it.</summary>
    internal Tensor ByStep(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!IsBuilt && x.Rank > 0)
        {
            Build(x.Shape[1..], new RandomStream((ulong)Seed), x.DType.IsFloatingPoint() ? x.DType : DType.Float32);
        }
        return x.Rank >= 3 && x.Shape[1] > 0 && x.Shape[2..].ElementCount == Visible
            ? x.To(DType).Reshape([x.Shape[0], x.Shape[1], Visible]).Transpose(1, 0, 2)
            : throw Misshapen(x.Rank > 0 ? x.Shape[1..] : x.Shape);
    }

    /// <inheritdoc/>
    internal override string NameOf(int child) => "visible";

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank < 2 || input[0] == 0 || input[1..].ElementCount != Visible)
        {
            throw Misshapen(input);
        }
        Weight = AddParameter("weight", [Hidden, Visible], _weightInitializer, Visible, Hidden);
        VisibleBias = AddParameter("visible_bias", [Visible], new Zeros(), Visible, Hidden);
        HiddenBias = AddParameter("bias", [Hidden], new Zeros(), Visible, Hidden);
        ToVisible = AddParameter("to_visible", [Visible, Hidden], _weightInitializer, Hidden, Visible);
        ToHidden = AddParameter("to_hidden", [Hidden, Hidden], _weightInitializer, Hidden, Hidden);
        Start = AddParameter("start", [Hidden], new Zeros(), Hidden, Hidden);
        VisibleUnits.Build([Visible], random.Split(0), DType);
        return input;
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => Gibbs.MeanField(VisibleUnits, s_hiddenUnits, After(Rows(Means(x)))).Reshape(x.Shape);

    // r, [batch, steps, ...] → [batch, steps, hidden].
    private Tensor Means(Tensor x) => Read(ByStep(x), random: null).States.Transpose(1, 0, 2);

    // [_, _, units] → [_ · _, units].
    private static Tensor Rows(Tensor x) => x.Reshape([x.Shape[0] * x.Shape[1], x.Shape[2]]);

    // Frames that follow hidden units r, [batch, steps, visible].
    private Tensor Draw(Tensor r, int steps, int gibbsSteps, bool means, RandomStream random)
    {
        var frames = new Tensor[steps];
        for (int t = 0; t < steps; t++)
        {
            using var scope = new TensorScope();
            Phase frame = Gibbs.Draw(VisibleUnits, s_hiddenUnits, After(r), gibbsSteps, random, means);
            r = scope.Keep(Sampled ? s_hiddenUnits.Sample(frame.Input, frame.Hidden, random) : frame.Hidden);
            frames[t] = scope.Keep(frame.Visible);
        }
        return ConcatenateOp.Stack(frames, axis: 1);
    }

    private static Tensor[] Steps(Tensor byStep) => Recurrent.Steps(byStep);

    // Sequences whose frames follow each other and are what the visible units can be.
    private void RequireFilms(Tensor x)
    {
        RequireFollowers(x);
        using var scope = new TensorScope();
        Units.RequireValues(this, VisibleUnits, ByStep(x).Transpose(1, 0, 2).Reshape([x.Shape[0], x.Shape[1] * Visible]));
    }

    private void RequireFollowers(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank >= 3 && x.Shape[1] < 2)
        {
            throw new ArgumentException($"{this} learns what follows what from sequences [samples, steps, ...] of at least two steps, but got {x.Shape}.", nameof(x));
        }
    }

    private ShapeException Misshapen(Shape got) => Unsuitable($"[steps, {Visible}] or [steps, ...] with as many elements a frame", got);
}
