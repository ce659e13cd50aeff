using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Batch normalization (Ioffe and Szegedy 2015): y = γ (x - mean) / √(variance + ε) + β for each channel of [batch, channels, ...], or each feature of
/// [batch, features]. In training, mean and (population) variance are those of the batch over all other axes; in predictions they are running averages of
/// the batches seen in training, of the variance with n - 1 in place of n. A training batch of a single value a channel does not enter the averages.
/// Frozen (<see cref="LayerExtensions.Freeze"/>), it works in training as in predictions, and its averages stay.
/// </summary>
/// <param name="momentum">The share of the running average that each batch leaves in place. Default: 0.9.</param>
/// <param name="epsilon">ε. Default: 1e-5.</param>
/// <exception cref="ArgumentOutOfRangeException">The momentum is not between 0 and 1, or epsilon is not positive.</exception>
public sealed class BatchNorm(double momentum = 0.9, double epsilon = 1e-5) : Layer
{
    /// <summary>The share of the running average that each batch leaves in place.</summary>
    public double Momentum { get; } = momentum is >= 0 and < 1
        ? momentum
        : throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "The momentum of a running average is from 0 to below 1.");

    /// <summary>ε.</summary>
    public double Epsilon { get; } = epsilon > 0 && double.IsFinite(epsilon)
        ? epsilon
        : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Epsilon must be a positive number.");

    /// <summary>γ [channels], ones at first; null until built.</summary>
    public Parameter? Gamma { get; private set; }

    /// <summary>β [channels], zeros at first; null until built.</summary>
    public Parameter? Beta { get; private set; }

    /// <summary>The running mean [channels], zeros at first; null until built.</summary>
    public Tensor? RunningMean { get; private set; }

    /// <summary>The running variance [channels], ones at first; null until built.</summary>
    public Tensor? RunningVariance { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.ElementCount == 0 || input.Rank == 0)
        {
            throw Unsuitable("[channels, ...] or [features]", input);
        }
        Gamma = AddParameter("gamma", [input[0]], new Constant(1));
        Beta = AddParameter("beta", [input[0]], new Zeros());
        RunningMean = AddState("running_mean", [input[0]], shape => Tensor.Zeros(shape, DType));
        RunningVariance = AddState("running_variance", [input[0]], shape => Tensor.Ones(shape, DType));
        return input;
    }

    /// <summary>What a prediction multiplies the channels by, and then adds: two tensors [channels].</summary>
    internal (Tensor Scale, Tensor Shift) ScaleAndShift() => BatchNormOp.ScaleAndShift(RunningMean!, RunningVariance!, Gamma!, Beta!, Epsilon);

    /// <inheritdoc/>
    internal override bool SavesOutput => false;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        if (!context.IsTraining || !Gamma!.IsTrainable)
        {
            return x.Normalize(RunningMean!, RunningVariance!, Gamma!, Beta!, Epsilon);
        }
        Tensor y = x.BatchNorm(Gamma!, Beta!, Epsilon, out Tensor mean, out Tensor variance);
        int count = x.Count / x.Shape[1];
        if (count > 1)
        {
            using Tape.PauseScope pause = Tape.Pause();
            MoveTowards(mean, RunningMean!);
            MoveTowards(variance * ((double)count / (count - 1)), RunningVariance!);
        }
        return y;
    }

    private void MoveTowards(Tensor batch, Tensor running) => ((running * Momentum) + (batch * (1 - Momentum))).CopyTo(running);
}
