using Strata.Ops;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Mathematics;

/// <summary>
/// The singular values of a matrix by one-sided Jacobi rotations (Hestenes 1958): columns are turned in pairs until all are at right angles, and are then as long as the
/// singular values. Meant for matrices of some hundred columns.
/// </summary>
public static class SingularValues
{
    private const int MostSweeps = 60;

    /// <summary>The min(m, n) singular values, the largest first.</summary>
    /// <param name="matrix">[m, n], float32 or float64.</param>
    /// <exception cref="ArgumentException">It is no matrix, or an element is not finite.</exception>
    public static double[] Of(Tensor matrix)
    {
        int m = Norms.RequireMatrix(matrix).Shape[0], n = matrix.Shape[1];
        double largest = Norms.Vector(matrix, double.PositiveInfinity);
        if (!double.IsFinite(largest))
        {
            throw new ArgumentException($"A matrix with an element of {largest} has no singular values.", nameof(matrix));
        }
        if (largest == 0)
        {
            return new double[Math.Min(m, n)];
        }
        // Scaled, so that no square overflows or vanishes; the fewer of rows and columns are turned.
        Tensor scaled = matrix.To(DType.Float64) / largest;
        double[][] vectors = [.. (m < n ? scaled : scaled.Transpose()).ToArray<double>().Chunk(Math.Max(m, n))];
        for (int sweep = 0; sweep < MostSweeps && Sweep(vectors); sweep++)
        {
        }
        return [.. vectors.Select(v => largest * TensorPrimitives.Norm<double>(v)).OrderDescending()];
    }

    // Turns every pair once. False when none needed it.
    private static bool Sweep(double[][] vectors)
    {
        bool hasTurned = false;
        for (int i = 0; i < vectors.Length; i++)
        {
            for (int j = i + 1; j < vectors.Length; j++)
            {
                hasTurned |= Turn(vectors[i], vectors[j]);
            }
        }
        return hasTurned;
    }

    private static bool Turn(double[] a, double[] b)
    {
        double aa = TensorPrimitives.SumOfSquares<double>(a), bb = TensorPrimitives.SumOfSquares<double>(b), ab = TensorPrimitives.Dot<double>(a, b);
        if (Math.Abs(ab) <= 1e-15 * Math.Sqrt(aa * bb))
        {
            return false;
        }
        // The tangent of the smaller of the two angles that make aᵀb zero: t² + 2 ζ t - 1 = 0.
        double zeta = (bb - aa) / (2 * ab);
        double t = (zeta < 0 ? -1 : 1) / (Math.Abs(zeta) + Math.Sqrt(1 + (zeta * zeta))), c = 1 / Math.Sqrt(1 + (t * t)), s = c * t;
        for (int k = 0; k < a.Length; k++)
        {
            (a[k], b[k]) = ((c * a[k]) - (s * b[k]), (s * a[k]) + (c * b[k]));
        }
        return true;
    }
}
