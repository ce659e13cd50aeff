using Strata.Layers;
using Strata.Metrics;
using Strata.Ops;
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

    /// <summary>Learns from a batch of sequences, from their first windows, which begin at zero, to their last.</summary>
    /// <param name="inputs">[batch, steps, ...].</param>
    /// <param name="targets">[batch, steps, ...].</param>
    /// <param name="metrics">Updated after every window.</param>
    /// <returns>The mean loss over all steps, each before the update of its window.</returns>
    /// <exception cref="ArgumentException">There are not targets for each step, or no steps.</exception>
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
        RecurrentState? before = step.RecurrentState;
        step.RecurrentState = new RecurrentState();
        try
        {
            int steps = inputs.Shape[1];
            double sum = 0;
            for (int start = 0; start < steps; start += _window)
            {
                using var scope = new TensorScope();
                int count = Math.Min(_window, steps - start);
                sum += step.Run(inputs.Slice(1, start, count), targets.Slice(1, start, count), metrics) * count;
            }
            return sum / steps;
        }
        finally
        {
            step.RecurrentState = before;
        }
    }
}
