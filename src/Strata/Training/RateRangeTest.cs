using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Regularizers;
using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Training;

/// <summary>What a <see cref="RateRangeTest"/> has seen.</summary>
/// <param name="Points">The rate of each step, and the loss before it.</param>
/// <param name="Suggestion">A tenth of the rate at which the smoothed loss was least.</param>
public sealed record RateRange(IReadOnlyList<(double Rate, double Loss)> Points, double Suggestion);

/// <summary>
/// The learning-rate range test (Smith 2017): some steps of training at rates that grow by the same factor at each step, until the loss explodes. The rate to train with lies
/// where the loss falls, well below where it begins to rise.
/// </summary>
public static class RateRangeTest
{
    // How much of the old value stays in the smoothed loss, and how many times the least one it may become before the test ends.
    private const double Memory = 0.9, Explosion = 4;

    /// <summary>Tries a range of rates. The model's weights and states are as before when it ends, in whatever way.</summary>
    /// <param name="model">Built if it has not been, as a <see cref="Trainer"/> with the same seed would.</param>
    /// <param name="optimizer">Makes a new optimizer at the schedule it is given: <c>rate => new Sgd(rate, momentum: 0.9)</c>.</param>
    /// <param name="loss">What to make small.</param>
    /// <param name="data">Gone through in random order, over again if need be.</param>
    /// <param name="lowest">The first rate. Default: 1e-6.</param>
    /// <param name="highest">The last rate, above the first. Default: 10.</param>
    /// <param name="steps">At least two. Default: 100.</param>
    /// <param name="batchSize">As the training will have it. Default: 64.</param>
    /// <param name="regularizers">As the training will have them. Default: none.</param>
    /// <param name="seed">For the initial weights, the order, dropout and the like. Default: 0.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    /// <exception cref="NonFiniteLossException">The loss is not finite at the first step already.</exception>
    /// <exception cref="OperationCanceledException">The test was cancelled.</exception>
    public static RateRange Run(
        Layer model, Func<Schedule, Optimizer> optimizer, Loss loss, Dataset data, double lowest = 1e-6, double highest = 10, int steps = 100,
        int batchSize = 64, IReadOnlyList<Regularizer>? regularizers = null, ulong seed = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (!(lowest > 0 && lowest < highest && double.IsFinite(highest)))
        {
            throw new ArgumentOutOfRangeException(nameof(highest), highest, $"A range test goes from a rate above 0 to a higher one, but got {lowest} to {highest}.");
        }
        var schedule = new Exponential(lowest, Math.Pow(highest / lowest, 1.0 / (steps - 1)));
        var step = new TrainStep(model, optimizer(schedule), loss, seed);
        foreach (Regularizer regularizer in regularizers ?? [])
        {
            step.Regularizers.Add(regularizer);
        }
        step.Build(data.InputShape, data.InputType);
        (Tensor Value, Tensor Copy)[] before = [.. model.Parameters().Select(p => p.Value.Value).Concat(model.States().Select(s => s.Value)).Select(w => (w, w.Clone()))];
        try
        {
            return Learn(step, schedule, Batches(data, batchSize, new RandomStream(seed).Split(2)), steps, cancellation);
        }
        finally
        {
            Array.ForEach(before, w => w.Copy.CopyTo(w.Value));
        }
    }

    private static RateRange Learn(TrainStep step, Schedule schedule, IEnumerable<(Tensor Inputs, Tensor Targets)> batches, int steps, CancellationToken cancellation)
    {
        var points = new List<(double Rate, double Loss)>();
        double mean = 0, least = double.PositiveInfinity, best = schedule.Rate(0);
        foreach ((Tensor inputs, Tensor targets) in batches.Take(steps))
        {
            cancellation.ThrowIfCancellationRequested();
            double rate = schedule.Rate(points.Count);
            try
            {
                points.Add((rate, step.Run(inputs, targets)));
            }
            catch (NonFiniteLossException) when (points.Count > 0)
            {
                break; // the explosion that the test is looking for
            }
            mean = (Memory * mean) + ((1 - Memory) * points[^1].Loss);
            double smoothed = mean / (1 - Math.Pow(Memory, points.Count));
            if (smoothed < least)
            {
                (least, best) = (smoothed, rate);
            }
            if (smoothed - least > (Explosion - 1) * Math.Max(Math.Abs(points[0].Loss), Math.Abs(least)))
            {
                break;
            }
        }
        return new RateRange(points, best / 10);
    }

    private static IEnumerable<(Tensor Inputs, Tensor Targets)> Batches(Dataset data, int batchSize, RandomStream random)
    {
        for (ulong pass = 1; ; pass++)
        {
            Tensor order = RandomOps.Permutation(data.Count, random.Split(pass));
            for (int start = 0; start < data.Count; start += batchSize)
            {
                yield return data.Batch(order.Slice(0, start, Math.Min(batchSize, data.Count - start)));
            }
        }
    }
}
