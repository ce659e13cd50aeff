using Strata.Layers;
using Strata.Ops;
using Strata.Schedules;
using Strata.Serialization;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Energy;

/// <summary>Learning by steps of batches in random order, the results of which add up to the figure of an epoch.</summary>
/// <param name="model">Built.</param>
/// <param name="rule">What a checkpoint calls the way of learning.</param>
/// <param name="samples">How many there are.</param>
/// <param name="batchSize">Samples a step.</param>
/// <param name="seed">What is random follows from it.</param>
/// <param name="rate">The learning rate by step.</param>
/// <param name="figure">The name of the steps' sum, a mean over samples.</param>
internal abstract class BatchRuleTraining(Layer model, string rule, int samples, int batchSize, long seed, Schedule rate, string figure)
    : RuleTraining(model, rule, samples, batchSize, seed)
{
    private readonly RandomStream _order = new RandomStream((ulong)seed).Split(2);
    private double _sum;

    /// <summary>Where the steps draw from.</summary>
    protected RandomStream Draws { get; } = new RandomStream((ulong)seed).Split(1);

    /// <summary>One step.</summary>
    /// <param name="chosen">The numbers of the batch's samples.</param>
    /// <param name="rate">The learning rate.</param>
    /// <returns>The batch's part of the figure, a sum over its samples.</returns>
    protected abstract double Step(Tensor chosen, double rate);

    /// <inheritdoc/>
    protected sealed override void Step(Tensor? chosen) => _sum += Step(chosen!, rate.Rate(Steps));

    /// <inheritdoc/>
    protected sealed override Tensor Order(int epoch) => RandomOps.Permutation(Samples, _order.Split((ulong)epoch));

    /// <inheritdoc/>
    protected sealed override double RateAt(long step) => rate.Rate(step);

    /// <inheritdoc/>
    protected sealed override Dictionary<string, double> EndEpoch(int epoch)
    {
        double mean = _sum / Samples;
        _sum = 0;
        return Figures(epoch, mean);
    }

    /// <summary>The figures of an epoch.</summary>
    /// <param name="epoch">From one.</param>
    /// <param name="mean">What the steps' results came to.</param>
    /// <exception cref="ArithmeticException">The weights became infinite or not a number.</exception>
    protected virtual Dictionary<string, double> Figures(int epoch, double mean) => double.IsFinite(mean)
        ? new() { [figure] = mean }
        : throw new ArithmeticException($"The weights of {Model} became infinite or not a number in epoch {epoch}. Lower the learning rate.");

    /// <inheritdoc/>
    protected override void Capture(Checkpoint checkpoint)
    {
        checkpoint.Set("draws", (long)Draws.Position);
        checkpoint.Set("sum", _sum);
    }

    /// <inheritdoc/>
    protected override void Restore(Checkpoint checkpoint)
    {
        Draws.Position = (ulong)checkpoint.Integer("draws", 0);
        _sum = checkpoint.Number("sum");
    }
}
