using Strata.Ops;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Initializers;

/// <summary>
/// A random matrix with orthonormal rows, or columns where there are more rows, times a gain (Saxe, McClelland and Ganguli 2014), so that lengths survive
/// many layers. The first axis is the rows, all others together the columns.
/// </summary>
/// <param name="gain">The length of each row or column. Default: 1.</param>
public sealed class Orthogonal(double gain = 1) : Initializer
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The parameter is no matrix: it has fewer than two axes.</exception>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype)
    {
        if (shape.Rank < 2)
        {
            throw new ArgumentException($"An orthogonal start needs a matrix, but the parameter has shape {shape}. Give it another initializer.");
        }
        int rows = shape[0], columns = shape[1..].ElementCount;
        bool wide = rows <= columns;
        Tensor q = RandomOps.Normal(wide ? [rows, columns] : [columns, rows], 0, 1, random, DType.Float64);
        Orthonormalize(q);
        return ((wide ? q : q.Transpose()) * gain).Reshape(shape).To(dtype);
    }

    // Gram and Schmidt, each row twice, which is enough for orthogonality to the last digits (Giraud et al. 2005). From normal numbers it gives every
    // orthogonal matrix with the same density.
    private static void Orthonormalize(Tensor q)
    {
        int columns = q.Shape[1];
        for (int i = 0; i < q.Shape[0]; i++)
        {
            Span<double> row = q.AsSpan<double>().Slice(i * columns, columns);
            for (int j = 0; j < 2 * i; j++)
            {
                ReadOnlySpan<double> earlier = q.AsSpan<double>().Slice(j % i * columns, columns);
                TensorPrimitives.MultiplyAdd(earlier, -TensorPrimitives.Dot<double>(earlier, row), row, row);
            }
            TensorPrimitives.Divide(row, TensorPrimitives.Norm<double>(row), row);
        }
    }
}
