using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// A layer that reads a sequence step by step and keeps a state h, zero at first: [batch, steps, inputs] → [batch, units], the last state, or
/// [batch, steps, units], all of them. One matrix product serves all steps' inputs. Layers stack in a <see cref="Sequential"/>, all but the last with
/// <see cref="ReturnSequence"/>. A layer of your own says what one step does (<see cref="Cell"/>).
/// </summary>
/// <remarks>
/// Sequences of unequal lengths are filled up to one length with steps whose inputs are all equal to the padding. Such a step leaves the state as it is, and its
/// output in a returned sequence is the padding again, so that the next layer, given the same padding, leaves it out too.
/// Longer sequences can be read in parts, the state being carried over in a <see cref="RecurrentState"/>.
/// </remarks>
public abstract class Recurrent : Layer
{
    private readonly int _gates;
    private readonly int _states;
    private readonly Initializer? _weightInitializer;
    private readonly Initializer? _recurrentInitializer;
    private readonly Initializer? _biasInitializer;

    /// <summary>A recurrent layer.</summary>
    /// <param name="units">The length of the state; at least one.</param>
    /// <param name="gates">How many vectors of that length a step computes of the input.</param>
    /// <param name="states">How many state vectors there are; the first is the output.</param>
    /// <param name="returnSequence">Whether the output is the state after every step.</param>
    /// <param name="padding">The value that marks steps to leave out; null for none.</param>
    /// <param name="weightInitializer">For W. Default: <see cref="GlorotUniform"/>.</param>
    /// <param name="recurrentInitializer">For U. Default: <see cref="GlorotUniform"/>.</param>
    /// <param name="biasInitializer">For b. Default: zeros.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is not one unit.</exception>
    protected Recurrent(
        int units, int gates, int states, bool returnSequence, double? padding,
        Initializer? weightInitializer, Initializer? recurrentInitializer, Initializer? biasInitializer)
    {
        Units = units >= 1 ? units : throw new ArgumentOutOfRangeException(nameof(units), units, "A recurrent layer needs at least one unit.");
        ReturnSequence = returnSequence;
        (_gates, _states, Padding) = (gates, states, padding);
        (_weightInitializer, _recurrentInitializer, _biasInitializer) = (weightInitializer, recurrentInitializer, biasInitializer);
    }

    /// <summary>The length of the state.</summary>
    public int Units { get; }

    /// <summary>Whether the output is the state after every step, not only after the last.</summary>
    public bool ReturnSequence { get; }

    /// <summary>The value that marks steps to leave out; null for none.</summary>
    public double? Padding { get; }

    /// <summary>
    /// Whether the steps are read from the last to the first; a returned sequence is in the order of the input all the same. Default: false.
    /// </summary>
    public bool Backwards { get; internal set; }

    /// <summary>W [gates · units, inputs]; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>U [gates · units, units]; null until built.</summary>
    public Parameter? RecurrentWeight { get; private set; }

    /// <summary>b [gates · units]; null until built.</summary>
    public Parameter? Bias { get; private set; }

    /// <summary>How many state vectors there are.</summary>
    internal int StateCount => _states;

    /// <inheritdoc/>
    protected internal override bool TakesAnySteps => true;

    /// <summary>Makes W, U and b.</summary>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank != 2 || input.ElementCount == 0)
        {
            throw Unsuitable("[steps, inputs]", input, input.Rank == 1 ? "Return the whole sequence from a recurrent layer before it." : "");
        }
        Weight = AddParameter("weight", [_gates * Units, input[1]], _weightInitializer ?? new GlorotUniform(), input[1], Units);
        RecurrentWeight = AddParameter("recurrent_weight", [_gates * Units, Units], _recurrentInitializer ?? new GlorotUniform(), Units, Units);
        Bias = AddParameter("bias", [_gates * Units], _biasInitializer ?? new Zeros(), input[1], Units);
        return ReturnSequence ? [input[0], Units] : [Units];
    }

    /// <summary>
    /// The function of one step: from W x + b [batch, gates · units] and the states [batch, units] to the next states, the first of which is h. Asked for once
    /// a forward pass.
    /// </summary>
    protected abstract Func<Tensor, Tensor[], Tensor[]> Cell();

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        int batch = x.Shape[0];
        Tensor byStep = x.Transpose(1, 0, 2); // [steps, batch, inputs]
        Tensor? real = Padding is { } value ? Real(byStep, value) : null;
        Tensor[]? first = First(context.RecurrentState, [batch, Units], x.DType);
        Tensor h = Read(byStep, first, real, context.RecurrentState is not null, out Tensor[]? last); // [steps, batch, units]
        if (context.RecurrentState is { } carried)
        {
            carried[this] = last;
        }
        if (!ReturnSequence)
        {
            return LastOf(h);
        }
        return (real is null ? h : real.Where(h, Tensor.Scalar(Padding!.Value, x.DType))).Transpose(1, 0, 2);
    }

    /// <summary>The states after every step, [steps, batch, units]: by a kernel where there is one, otherwise step by step.</summary>
    /// <param name="byStep">[steps, batch, inputs].</param>
    /// <param name="first">What to begin with; null for zeros.</param>
    /// <param name="real">Bool [steps, batch, 1]: which steps count; null for all.</param>
    /// <param name="carries">Whether the last states are wanted.</param>
    /// <param name="last">All states after the last step; may be null where they are not wanted.</param>
    private protected virtual Tensor Read(Tensor byStep, Tensor[]? first, Tensor? real, bool carries, out Tensor[]? last)
    {
        (Tensor h, last) = StepByStep(byStep, first, real);
        return h;
    }

    /// <summary>h after the last step that was read, of those after every step.</summary>
    private protected Tensor LastOf(Tensor h) => h.Slice(0, Backwards ? 0 : h.Shape[0] - 1, 1).Reshape(h.Shape[1..]);

    /// <summary>The definition: one step after the other by <see cref="Cell"/>.</summary>
    internal (Tensor H, Tensor[] Last) StepByStep(Tensor byStep, Tensor[]? first, Tensor? mask)
    {
        int steps = byStep.Shape[0];
        Shape shape = [byStep.Shape[1], Units];
        Tensor[] inputs = Steps(byStep.Linear(Weight!, Bias!));
        Tensor[]? real = mask is null ? null : Steps(mask);
        Func<Tensor, Tensor[], Tensor[]> cell = Cell();
        Tensor[] states = first ?? [.. Enumerable.Range(0, _states).Select(_ => Tensor.Zeros(shape, byStep.DType))];
        var outputs = new Tensor[steps];
        for (int i = 0; i < steps; i++)
        {
            int t = Backwards ? steps - 1 - i : i;
            Tensor[] next = cell(inputs[t], states);
            states = real is null ? next : [.. next.Zip(states, real[t].Where)];
            outputs[t] = states[0];
        }
        return (ConcatenateOp.Stack(outputs), states);
    }

    // What a pass begins with: what the last one has left, or null for zeros.
    private Tensor[]? First(RecurrentState? carried, Shape shape, DType dtype)
    {
        if (carried is not null && Backwards)
        {
            throw new InvalidOperationException(
                $"{this} reads from the last step to the first, so an earlier part of a sequence has no state for it. " +
                "Give it whole sequences, without a RecurrentState.");
        }
        return carried?[this] is { } states ? Checked(states, shape, dtype) : null;
    }

    private Tensor[] Checked(IReadOnlyList<Tensor> states, Shape shape, DType dtype)
        => states.Count == _states && states.All(state => state.Shape == shape && state.DType == dtype) ? [.. states] : throw new ShapeException(
            $"{this} begins this batch with {_states} {(_states == 1 ? "state" : "states")} {dtype} {shape}, but its RecurrentState holds " +
            $"{string.Join(", ", states.Select(state => $"{state.DType} {state.Shape}"))}. Sequences that go on keep their places in a batch of one size; " +
            "for new ones, Clear() the state.");

    // Where a step's inputs are not all the padding, [steps, batch, 1].
    private static Tensor Real(Tensor x, double padding)
    {
        using Tape.PauseScope pause = Tape.Pause();
        return (x - padding).Abs().Max([2], keepAxes: true).Greater(Tensor.Scalar(0, x.DType));
    }

    /// <summary>Entries of the first axis. Halving it again and again keeps the way back, where a slice's gradient is as long as what it was cut from, at n log n.</summary>
    internal static Tensor[] Steps(Tensor x)
    {
        int steps = x.Shape[0], half = steps / 2;
        return steps == 1
            ? [x.Reshape(x.Shape[1..])]
            : [.. Steps(x.Slice(0, 0, half)), .. Steps(x.Slice(0, half, steps - half))];
    }
}
