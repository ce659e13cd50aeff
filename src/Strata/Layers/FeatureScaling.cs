using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Preprocessing that moves and stretches each feature on its own: y = (x - shift) / scale · range + low, with one shift and one scale for each feature, for
/// each channel or for the whole set. Samples keep their shape.
/// </summary>
/// <param name="per">What shares a statistic.</param>
public abstract class FeatureScaling(Per per) : Preprocessing
{
    /// <summary>What shares a statistic.</summary>
    public Per Per { get; } = Enum.IsDefined(per)
        ? per
        : throw new ArgumentOutOfRangeException(nameof(per), per, "There are statistics per feature, per channel and per set.");

    /// <summary>A tensor of zeros in the shape of a statistic that broadcasts over samples, registered as a state.</summary>
    private protected Tensor AddStatistic(string name, Shape input)
        => Per == Per.Channel && input.Rank == 0
            ? throw Unsuitable("[channels, ...]", input)
            : AddState(name, ShapeOfStatistic(input), shape => Tensor.Zeros(shape, DType));

    /// <summary>The means over the samples, and over what shares one, float64.</summary>
    private protected Tensor MeanOf(Tensor data)
    {
        Tensor sum = Tensor.Zeros(ShapeOfStatistic(InputShape), DType.Float64);
        ForEachChunk(data, x => (sum + Sum(x)).CopyTo(sum));
        return sum / ((double)data.Count / sum.Count);
    }

    /// <summary>The population variances (their denominator is n) around the given means.</summary>
    private protected Tensor VarianceOf(Tensor data, Tensor mean)
    {
        Tensor sum = Tensor.Zeros(mean.Shape, DType.Float64);
        ForEachChunk(data, x => (sum + Sum((x - mean).Square())).CopyTo(sum));
        return sum / ((double)data.Count / sum.Count);
    }

    /// <summary>The smallest and the largest values.</summary>
    private protected (Tensor Smallest, Tensor Largest) ExtremesOf(Tensor data)
    {
        Shape shape = ShapeOfStatistic(InputShape);
        Tensor smallest = Tensor.Full(shape, double.PositiveInfinity, DType.Float64), largest = Tensor.Full(shape, double.NegativeInfinity, DType.Float64);
        ForEachChunk(data, x =>
        {
            smallest.Minimum(x.Min(SharedAxes(x)).Reshape(shape)).CopyTo(smallest);
            largest.Maximum(x.Max(SharedAxes(x)).Reshape(shape)).CopyTo(largest);
        });
        return (smallest, largest);
    }

    /// <summary>The scales, except that a feature is divided by 1 when all its values are equal, or too close for the layer's type.</summary>
    private protected Tensor UsableScales(Tensor scale, Tensor smallest, Tensor largest)
    {
        double[] values = scale.ToArray<double>();
        ReadOnlySpan<double> low = smallest.AsSpan<double>(), high = largest.AsSpan<double>();
        double least = DType == DType.Float32 ? 1 / (double)float.MaxValue : 1 / double.MaxValue;
        for (int i = 0; i < values.Length; i++)
        {
            if (low[i] == high[i] || values[i] <= least)
            {
                values[i] = 1;
            }
        }
        return Tensor.Wrap(values, scale.Shape);
    }

    private Tensor Sum(Tensor x) => x.Sum(SharedAxes(x)).Reshape(ShapeOfStatistic(InputShape));

    private Shape ShapeOfStatistic(Shape input) => Per switch
    {
        Per.Feature => input,
        Per.Channel => Shape.Along(0, input[0], input.Rank),
        _ => [.. Enumerable.Repeat(1, input.Rank)],
    };

    private int[] SharedAxes(Tensor x) => Per switch
    {
        Per.Feature => [0],
        Per.Channel => [0, .. Enumerable.Range(2, x.Rank - 2)],
        _ => [.. Enumerable.Range(0, x.Rank)],
    };
}
