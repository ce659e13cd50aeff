using Strata.Data;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;

namespace Strata.Training;

/// <summary>
/// Before every epoch, estimates the curvatures of a <see cref="DiagonalLevenbergMarquardt"/> anew from random samples, as LeCun et al. (1998) did for LeNet-5. Which ones
/// depends on the number of steps taken alone.
/// </summary>
/// <param name="optimizer">The trainer's.</param>
/// <param name="data">Where to draw from; the training data.</param>
/// <param name="samples">How many; at least one, and no more than there are. Default: 500, the paper's.</param>
/// <exception cref="ArgumentOutOfRangeException">There is not one sample.</exception>
public sealed class CurvatureEstimation(DiagonalLevenbergMarquardt optimizer, Dataset data, int samples = 500) : Callback
{
    private readonly int _samples = samples >= 1
        ? samples
        : throw new ArgumentOutOfRangeException(nameof(samples), samples, "Curvatures are estimated from at least one sample.");

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The trainer has another optimizer.</exception>
    public override void OnTrainingBegin(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (trainer.Optimizer != optimizer)
        {
            throw new ArgumentException($"CurvatureEstimation serves another optimizer than the trainer's {trainer.Optimizer.GetType().Name}. Give both the same one.");
        }
        Estimate(trainer);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        Estimate(trainer);
    }

    private void Estimate(Trainer trainer)
    {
        using var scope = new TensorScope();
        RandomStream random = new RandomStream(0).Split((ulong)optimizer.Steps);
        Tensor order = RandomOps.Permutation(data.Count, random.Split(0));
        (Tensor inputs, Tensor targets) = data.Batch(order.Slice(0, 0, Math.Min(_samples, data.Count)));
        optimizer.Estimate(trainer.Model, trainer.Loss, inputs, targets, random.Split(1));
    }
}
