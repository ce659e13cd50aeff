using Strata.Ops;
using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>
/// The identity times a gain: ones on the diagonal of a matrix [units, inputs], for recurrent layers with rectifiers (Le, Jaitly and Hinton 2015); for filters
/// [filters, channels, ...] a one at the centre of the kernel from each channel to the filter of its number, so that a padded convolution passes its
/// input on (Zagoruyko and Komodakis 2017).
/// </summary>
/// <param name="gain">What stands in place of the ones. Default: 1.</param>
public sealed class Identity(double gain = 1) : Initializer
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The parameter is no matrix: it has fewer than two axes.</exception>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype)
    {
        if (shape.Rank < 2)
        {
            throw new ArgumentException($"An identity needs a matrix, but the parameter has shape {shape}. Give it another initializer.");
        }
        int area = shape[2..].ElementCount, centre = 0;
        foreach (int length in shape[2..].Lengths)
        {
            centre = (centre * length) + (length / 2);
        }
        double[] w = new double[shape.ElementCount];
        for (int i = 0; i < Math.Min(shape[0], shape[1]); i++)
        {
            w[(((i * shape[1]) + i) * area) + centre] = gain;
        }
        return Tensor.Wrap(w, shape).To(dtype);
    }
}
