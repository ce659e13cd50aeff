using System.Globalization;
using Strata.Layers;
using Strata.Metrics;
using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Training;

/// <summary>
/// Truncated back-propagation through time (Williams and Peng 1990, with as many steps back as forward): long sequences are cut into windows, each of which is one
/// training step. The state of recurrent layers is carried from window to window; gradients end at its border, so memory and time of a step are those of a
/// window, however long the sequences are.
/// <code>
/// Dataset streams = series.Streams(32);                           // one long series as 32 that are read side by side
/// var reading = new TruncatedBackpropagation(new TrainStep(model, new Adam(0.002), new EachStep(new SoftmaxCrossEntropy())), window: 50);
/// for (int epoch = 0; epoch &lt; 10; epoch++)
/// {
///     double loss = reading.Run(streams.Inputs, streams.Targets);
/// }
/// </code>
/// </summary>
/// <param name="step">What learns from a window. The model gives an output for each step: its recurrent layers return the sequence.</param>
/// <param name="window">Steps of the sequence in a window; at least one. The last window of a sequence may be shorter.</param>
/// <exception cref="ArgumentOutOfRangeException">A window has no step.</exception>
public sealed class TruncatedBackpropagation(TrainStep step, int window)
{
    private readonly int _window = window >= 1
        ? window
        : throw new ArgumentOutOfRangeException(nameof(window), window, "A window needs at least one step.");

    // Of a pass that has been begun: where its next window begins, the losses so far, and what the layers remember.
    private int _start;
    private double _sum;
    private RecurrentState? _resumed;

    /// <summary>Called after every window: the place to <see cref="Capture"/> a checkpoint, to report, or to break off by an exception. Default: null, nothing.</summary>
    public Action? WindowEnded { get; set; }

    /// <summary>
    /// Keeps the state of the training, in <see cref="WindowEnded"/> that of the middle of a pass: the step's (<see cref="TrainStep.Capture"/>), what the recurrent layers
    /// remember, and the place in the sequences.
    /// </summary>
    /// <param name="checkpoint">An empty one, or a section of its own. What the program itself knows, such as the number of the pass, it adds.</param>
    public void Capture(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.Set("window", _window);
        checkpoint.Set("start", _start);
        checkpoint.Set("sum", _sum);
        step.Capture(checkpoint.Section("step"));
    }

    /// <summary>Goes on from what was kept: the next <see cref="Run"/> does the rest of the pass that was broken off, and ends in the same bits.</summary>
    /// <param name="checkpoint">Of a training with the same window and the same step; see <see cref="TrainStep.Restore"/>.</param>
    /// <exception cref="InvalidOperationException">The model has not been built.</exception>
    /// <exception cref="InvalidDataException">It was kept by another training, or the file is damaged; the message says what differs.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.RequireSame("window", _window.ToString(CultureInfo.InvariantCulture));
        int start = (int)checkpoint.Integer("start", 0, int.MaxValue);
        double sum = checkpoint.Number("sum");
        RecurrentState? before = step.RecurrentState;
        step.RecurrentState = new RecurrentState();
        try
        {
            step.Restore(checkpoint.Section("step"));
            (_start, _sum, _resumed) = (start, sum, step.RecurrentState);
        }
        finally
        {
            step.RecurrentState = before;
        }
    }

    /// <summary>Learns from a batch of sequences, from their first windows, which begin at zero, to their last.</summary>
    /// <param name="inputs">[batch, steps, ...].</param>
    /// <param name="targets">[batch, steps, ...].</param>
    /// <param name="metrics">Updated after every window.</param>
    /// <returns>The mean loss over all steps, each before the update of its window.</returns>
    /// <exception cref="ArgumentException">There are not targets for each step, or no steps, or fewer than a pass that is resumed has read already.</exception>
    /// <exception cref="NonFiniteLossException">The loss of a window is not a finite number; the windows before it have been learned.</exception>
    public double Run(Tensor inputs, Tensor targets, params ReadOnlySpan<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Rank < 2 || inputs.Shape[1] == 0 || targets.Rank < 2 || targets.Shape[..2] != inputs.Shape[..2])
        {
            throw new ArgumentException(
                $"Sequences [batch, steps, ...] need at least one step, and targets [batch, steps, ...] for each, but got inputs {inputs.Shape} and targets {targets.Shape}.",
                nameof(targets));
        }
        int steps = inputs.Shape[1];
        if (_start > steps)
        {
            throw new ArgumentException(
                $"The pass that is resumed has read {_start} steps, but these sequences {inputs.Shape} have {steps}. Give it the same ones again.", nameof(inputs));
        }
        RecurrentState? before = step.RecurrentState;
        step.RecurrentState = _resumed ?? new RecurrentState();
        try
        {
            while (_start < steps)
            {
                using (new TensorScope())
                {
                    int count = Math.Min(_window, steps - _start);
                    _sum += step.Run(inputs.Slice(1, _start, count), targets.Slice(1, _start, count), metrics) * count;
                    _start += count;
                }
                WindowEnded?.Invoke();
            }
            return _sum / steps;
        }
        finally
        {
            step.RecurrentState = before;
            (_start, _sum, _resumed) = (0, 0, null);
        }
    }
}
