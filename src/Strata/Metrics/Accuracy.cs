using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Metrics;

/// <summary>
/// The share of samples whose most probable class is the right one; of equally probable ones the lowest counts. Predictions are [batch, classes], or [batch, 1]
/// of the probability of class 1 out of two; targets are Int32 labels [batch], or one-hot rows [batch, classes].
/// </summary>
public sealed class Accuracy : Metric
{
    private long _right;
    private long _all;

    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override double Value => (double)_right / _all;

    /// <inheritdoc/>
    public override void Update(Tensor predictions, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        bool labels = targets.DType == DType.Int32 && targets.Rank == 1;
        if (predictions.Rank != 2 || targets.Rank == 0 || targets.Shape[0] != predictions.Shape[0] || (!labels && targets.Shape != predictions.Shape))
        {
            throw new ArgumentException(
                $"Accuracy takes predictions [batch, classes] with Int32 labels [batch] or one-hot targets of the same shape, " +
                $"but got predictions {predictions.Shape} and {targets.DType} targets {targets.Shape}.");
        }
        ReadOnlySpan<int> said = Classes(predictions).AsSpan<int>(), right = (labels ? targets : Classes(targets)).AsSpan<int>();
        for (int i = 0; i < said.Length; i++)
        {
            _right += said[i] == right[i] ? 1 : 0;
        }
        _all += said.Length;
    }

    /// <summary>Keeps what has been counted.</summary>
    internal void Capture(Checkpoint checkpoint)
    {
        checkpoint.Set("right", _right);
        checkpoint.Set("all", _all);
    }

    /// <summary>Counts on from what was kept.</summary>
    internal void Restore(Checkpoint checkpoint) => (_right, _all) = (checkpoint.Integer("right", 0), checkpoint.Integer("all", 0));

    // One column holds the probability of the second of two classes.
    private static Tensor Classes(Tensor scores) => scores.Shape[1] > 1
        ? scores.ArgMax(axis: 1)
        : ConcatenateOp.Concatenate([1 - scores, scores], axis: 1).ArgMax(axis: 1);
}
