using Strata.Ops;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>A long series, such as a text, as several that are read side by side.</summary>
public static class SeriesStreams
{
    /// <summary>
    /// Cuts a series into parts of one length, one after the other: n steps → [streams, n / streams, ...]. Steps that are left over at the end are dropped. Memory is
    /// shared.
    /// </summary>
    /// <param name="series">Its samples are the steps in their order, inputs [n, ...] and targets [n, ...]: of a text, each character and the next one.</param>
    /// <param name="count">How many streams; from one to the number of steps.</param>
    /// <returns>A data set whose samples are the streams.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There cannot be so many streams.</exception>
    public static Dataset Streams(this Dataset series, int count)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (count < 1 || count > series.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"A series of {series.Count} steps is cut into 1 to {series.Count} streams.");
        }
        int steps = series.Count / count;
        return new Dataset(Cut(series.Inputs), Cut(series.Targets));

        Tensor Cut(Tensor x) => x.Slice(0, 0, count * steps).Reshape([count, steps, .. x.Shape[1..]]);
    }
}
