using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// How a restricted Boltzmann machine learns: an estimate of the log-likelihood's gradient, the mean of s(h) s(v)ᵀ over the data less that over the model, and steps
/// along it. The ways differ in where the model's samples come from.
/// </summary>
public abstract class Estimator
{
    private protected Estimator(Schedule learningRate, int epochs, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(learningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        LearningRate = learningRate;
        Epochs = epochs;
        BatchSize = batchSize;
    }

    /// <summary>The rate by step, of gradients that are means over a batch.</summary>
    public Schedule LearningRate { get; }

    /// <summary>Passes over the data.</summary>
    public int Epochs { get; }

    /// <summary>Samples a step; the last batch of an epoch may be smaller.</summary>
    public int BatchSize { get; }

    /// <summary>The share of the last step that is taken again, by step. Default: null, none.</summary>
    public Schedule? Momentum { get; init; }

    /// <summary>λ of the penalty λ/2 ‖W‖²; biases have none. Default: 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not a number.</exception>
    public double WeightDecay
    {
        get;
        init => field = double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Weight decay must be zero or a positive number.");
    }

    /// <summary>How active hidden units shall be on average. Default: null, no matter.</summary>
    public SparsityTarget? Sparsity { get; init; }

    /// <summary>
    /// Whether the gradient is that of a machine whose units are measured from their running means, in which units that are mostly on learn as well as those that are mostly
    /// off (Montavon and Müller 2012; Melchior, Fischer and Wiskott 2016). Default: false.
    /// </summary>
    public bool IsCentred { get; init; }

    /// <summary>How many samples the figures of an epoch are computed from; zero for no figures. Default: 500.</summary>
    public int MonitoredSamples { get; init; } = 500;

    /// <summary>Begins to draw the model's samples.</summary>
    internal abstract ModelPhase Begin(IBoltzmannMachine machine, RandomStream random);

    private protected static int AtLeastOne(int value, string name) => value >= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The {name} of an estimator must be at least one: an empty chain draws nothing.");
}
