using Strata.Ops;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Mathematics;

/// <summary>
/// Norms of vectors, and the seven of matrices that are in use. They are computed in float64 whatever the tensor's type, and have no gradient; regularizers and losses are
/// written with ops. All but <see cref="Vector"/> take a matrix [m, n]. An empty tensor has the norm 0.
/// </summary>
public static class Norms
{
    /// <summary>
    /// ‖x‖_p = (Σ |x_i|^p)^(1/p) over all elements of any shape, so for a matrix the element-wise norm: the sum of magnitudes for p = 1, the length for p = 2, the largest
    /// magnitude for p = ∞. For p = 0, which is no norm, it is the number of elements other than zero.
    /// </summary>
    /// <param name="x">Float32 or float64.</param>
    /// <param name="p">0, or from 1 to ∞. Default: 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is another number.</exception>
    public static double Vector(Tensor x, double p = 2)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (p is not (0 or >= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "The order of a norm is from 1 to infinity, or 0 to count the elements other than zero.");
        }
        double[] values = Array.ConvertAll(x.To(DType.Float64).ToArray<double>(), Math.Abs);
        double largest = values.Length == 0 ? 0 : TensorPrimitives.Max<double>(values);
        if (p == 0)
        {
            return values.Count(v => v != 0);
        }
        return largest == 0 || !double.IsFinite(largest) || double.IsPositiveInfinity(p)
            ? largest
            : largest * Math.Pow(values.Sum(v => Math.Pow(v / largest, p)), 1 / p); // divided by the largest, no power overflows
    }

    /// <summary>The m₁ norm, Σ |a_ij|.</summary>
    /// <exception cref="ArgumentException">It is no matrix.</exception>
    public static double Sum(Tensor matrix) => Vector(RequireMatrix(matrix), 1);

    /// <summary>The Frobenius norm, √(Σ a_ij²) = √tr(AᵀA), which turning by an orthogonal matrix does not change.</summary>
    /// <exception cref="ArgumentException">It is no matrix.</exception>
    public static double Frobenius(Tensor matrix) => Vector(RequireMatrix(matrix), 2);

    /// <summary>The M norm, max(m, n) · max |a_ij|.</summary>
    /// <exception cref="ArgumentException">It is no matrix.</exception>
    public static double Maximum(Tensor matrix) => Math.Max(RequireMatrix(matrix).Shape[0], matrix.Shape[1]) * Vector(matrix, double.PositiveInfinity);

    /// <summary>The G norm, √(m n) · max |a_ij|, of the geometric mean.</summary>
    /// <exception cref="ArgumentException">It is no matrix.</exception>
    public static double Geometric(Tensor matrix) => Math.Sqrt((double)RequireMatrix(matrix).Shape[0] * matrix.Shape[1]) * Vector(matrix, double.PositiveInfinity);

    /// <summary>The 1-norm, the largest sum of magnitudes of a column: max ‖Ax‖₁ / ‖x‖₁.</summary>
    /// <exception cref="ArgumentException">It is no matrix.</exception>
    public static double ColumnSum(Tensor matrix) => LargestSum(matrix, axis: 0);

    /// <summary>The ∞-norm, the largest sum of magnitudes of a row: max ‖Ax‖_∞ / ‖x‖_∞.</summary>
    /// <exception cref="ArgumentException">It is no matrix.</exception>
    public static double RowSum(Tensor matrix) => LargestSum(matrix, axis: 1);

    /// <summary>The 2-norm or spectral norm, the largest singular value: max ‖Ax‖₂ / ‖x‖₂.</summary>
    /// <exception cref="ArgumentException">It is no matrix, or an element is not finite.</exception>
    public static double Spectral(Tensor matrix) => SingularValues.Of(matrix).FirstOrDefault();

    /// <summary>The nuclear norm, the sum of the singular values, which is none of the seven.</summary>
    /// <exception cref="ArgumentException">It is no matrix, or an element is not finite.</exception>
    public static double Nuclear(Tensor matrix) => SingularValues.Of(matrix).Sum();

    /// <summary>The tensor, once it is known to be a matrix.</summary>
    internal static Tensor RequireMatrix(Tensor matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return matrix.Rank == 2 ? matrix : throw new ArgumentException($"This is for matrices [m, n], but the tensor has shape {matrix.Shape}. Reshape it.", nameof(matrix));
    }

    private static double LargestSum(Tensor matrix, int axis)
    {
        int rows = RequireMatrix(matrix).Shape[0], columns = matrix.Shape[1];
        double[] values = matrix.To(DType.Float64).ToArray<double>(), sums = new double[axis == 0 ? columns : rows];
        for (int i = 0; i < values.Length; i++)
        {
            sums[axis == 0 ? i % columns : i / columns] += Math.Abs(values[i]);
        }
        return sums.Length == 0 ? 0 : TensorPrimitives.Max<double>(sums);
    }
}
