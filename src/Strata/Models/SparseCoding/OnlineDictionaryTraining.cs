using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.SparseCoding;

/// <summary>Epochs of steps with batches, by which a dictionary is learned. All but the epoch's objective so far are states of the model.</summary>
internal sealed class OnlineDictionaryTraining(OnlineDictionaryLearning model, Tensor data)
    : RuleTraining(model, "online dictionary learning", data.Shape[0], model.BatchSize, model.Seed)
{
    private double _sum;

    /// <inheritdoc/>
    protected override Tensor Order(int epoch)
    {
        RandomStream random = new RandomStream((ulong)model.Seed).Split(1);
        return RandomOps.Permutation(data.Shape[0], new RandomStream(random.Seed, random.Stream, (ulong)(epoch - 1) * (ulong)data.Shape[0]));
    }

    /// <inheritdoc/>
    protected override void Step(Tensor? chosen) => _sum += chosen!.Count * model.Step(data.Gather(chosen));

    /// <inheritdoc/>
    protected override Dictionary<string, double> EndEpoch(int epoch)
    {
        var figures = new Dictionary<string, double> { ["objective"] = _sum / data.Shape[0] };
        _sum = 0;
        return figures;
    }

    /// <inheritdoc/>
    protected override void Capture(Checkpoint checkpoint) => checkpoint.Set("sum", _sum);

    /// <inheritdoc/>
    protected override void Restore(Checkpoint checkpoint) => _sum = checkpoint.Number("sum");
}
