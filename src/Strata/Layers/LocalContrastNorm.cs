using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Local contrast normalization (Jarrett, Kavukcuoglu, Ranzato and LeCun 2009, section 2.2) of [batch, channels, height, width]. From each pixel the weighted mean
/// of its neighbourhood in all channels is subtracted: v = x - Σ w x. The result is divided by the neighbourhood's deviation where that is above average:
/// y = v / max(c, σ), σ = √(Σ w v²), c = the mean of σ over the picture. The weights w are a Gaussian window of sum 1 over all channels; at the border, those of
/// the pixels that exist. Nothing is fitted; pictures keep their shape.
/// </summary>
public sealed class LocalContrastNorm : Layer
{
    private Tensor? _column, _row, _coverage;

    /// <summary>A normalization over a square window.</summary>
    /// <param name="size">Rows and columns of the window, an odd number. Default: 9.</param>
    /// <param name="deviation">Of the Gaussian, in pixels. Default: 2.25.</param>
    /// <param name="epsilon">The least σ. Default: 1e-4, for pixels of about 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is even or not positive, or another number is not positive.</exception>
    public LocalContrastNorm(int size = 9, double deviation = 2.25, double epsilon = 1e-4)
    {
        if (size < 1 || size % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "The window has a pixel in its middle: its size must be odd.");
        }
        if (!(deviation > 0 && double.IsFinite(deviation)))
        {
            throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "The deviation must be a positive number.");
        }
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Epsilon must be a positive number.");
        }
        (Size, Deviation, Epsilon) = (size, deviation, epsilon);
    }

    /// <summary>Rows and columns of the window.</summary>
    public int Size { get; }

    /// <summary>The Gaussian's deviation in pixels.</summary>
    public double Deviation { get; }

    /// <summary>The least σ.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank != 3 || input.ElementCount == 0)
        {
            throw Unsuitable("[channels, height, width]", input);
        }
        double[] window = [.. Enumerable.Range(-(Size / 2), Size).Select(i => Math.Exp(-i * i / (2 * Deviation * Deviation)))];
        double sum = window.Sum();
        Tensor weights = Tensor.Wrap(Array.ConvertAll(window, w => w / sum)).To(DType);
        _column = weights.Reshape([1, 1, Size, 1]);
        _row = weights.Reshape([1, 1, 1, Size]);
        _coverage = Window(Tensor.Ones([1, 1, input[1], input[2]], DType));
        return input;
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor v = x - LocalMean(x);
        Tensor sigma = LocalMean(v.Square()).Clamp(Epsilon * Epsilon, double.PositiveInfinity).Sqrt(); // [batch, 1, height, width]
        return v / sigma.Maximum(sigma.Mean([1, 2, 3], keepAxes: true).BroadcastTo(sigma.Shape));
    }

    // [batch, channels, height, width] → [batch, 1, height, width].
    private Tensor LocalMean(Tensor x) => Window(x.Mean([1], keepAxes: true)) / _coverage!;

    // The Gaussian is a product of two: one along the columns, one along the rows.
    private Tensor Window(Tensor x) => x.Conv2D(_column!, padding: (Size / 2, 0)).Conv2D(_row!, padding: (0, Size / 2));
}
