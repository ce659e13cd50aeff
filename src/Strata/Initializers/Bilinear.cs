using Strata.Ops;
using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>
/// The kernel of bilinear interpolation, for transposed convolutions that enlarge images (Long, Shelhamer and Darrell 2015): along each of the last two axes
/// of length k, 1 - |i - (k - 1) / 2| / f with f = ⌈k / 2⌉; to enlarge f times, k is 2 f - f mod 2 and the stride f. Of [filters, channels, k, k]
/// each channel reaches the filter of its number, or every filter where there is one channel, as with groups.
/// </summary>
public sealed class Bilinear : Initializer
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The parameter does not have four axes.</exception>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype)
    {
        if (shape.Rank != 4)
        {
            throw new ArgumentException($"A bilinear kernel is for filters [filters, channels, height, width], but the parameter has shape {shape}.");
        }
        int channels = shape[1], height = shape[2], width = shape[3];
        double[] w = new double[shape.ElementCount];
        for (int filter = 0; filter < shape[0]; filter++)
        {
            int channel = channels == 1 ? 0 : filter;
            for (int i = 0; i < (channel < channels ? height * width : 0); i++)
            {
                w[(((filter * channels) + channel) * height * width) + i] = Tent(i / width, height) * Tent(i % width, width);
            }
        }
        return Tensor.Wrap(w, shape).To(dtype);
    }

    private static double Tent(int i, int length) => 1 - (Math.Abs(i - ((length - 1) / 2.0)) / ((length + 1) / 2));
}
