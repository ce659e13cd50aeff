using Strata.Ops;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>What came before and what comes next, of every place in sequences: pairs from which a model without a memory of its own can learn.</summary>
public static class SeriesWindows
{
    /// <summary>Every run of <paramref name="order"/> steps, flattened, and the step after it.</summary>
    /// <param name="sequences">[samples, steps, ...], more steps than the order.</param>
    /// <param name="order">How many steps are looked back.</param>
    /// <returns>Inputs [samples · (steps - order), order · elements of a step], oldest step first, and targets [samples · (steps - order), ...], sequence by sequence.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The order is not positive.</exception>
    /// <exception cref="ArgumentException">The sequences are too short.</exception>
    public static Dataset Windows(Tensor sequences, int order)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        if (sequences.Rank < 3 || sequences.Shape[1] <= order)
        {
            throw new ArgumentException(
                $"Windows of {order} steps and the step after them are cut from sequences [samples, steps, ...] of at least {order + 1} steps, but got {sequences.Shape}.", nameof(sequences));
        }
        int samples = sequences.Shape[0], places = sequences.Shape[1] - order;
        Tensor[] shifted = [.. Enumerable.Range(0, order).Select(i => sequences.Slice(1, i, places))];
        Shape frame = sequences.Shape[2..];
        return new Dataset(
            ConcatenateOp.Stack(shifted, axis: 2).Reshape([samples * places, order * frame.ElementCount]), // [samples, places, order, ...] before
            sequences.Slice(1, order, places).Reshape([samples * places, .. frame]));
    }
}
