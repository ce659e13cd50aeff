using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Training;

/// <summary>The singular values of a small matrix, by one-sided Jacobi rotations (Hestenes 1958), which find small ones as exactly as large ones.</summary>
internal static class SingularValues
{
    private const int MostSweeps = 60;
    private const double Tolerance = 1e-15;

    /// <summary>All of them, the largest first: as many as there are rows, which have an element at least and are overwritten.</summary>
    internal static double[] Of(double[][] rows)
    {
        // In units of the largest element, so that no square overflows or vanishes.
        double unit = rows.Max(row => (double?)Math.Abs(TensorPrimitives.MaxMagnitude<double>(row))) is > 0 and var most ? most : 1;
        foreach (double[] row in rows)
        {
            TensorPrimitives.Divide(row, unit, row);
        }
        bool turned = true;
        for (int sweep = 0; turned && sweep < MostSweeps; sweep++)
        {
            turned = false;
            for (int i = 0; i < rows.Length; i++)
            {
                for (int j = i + 1; j < rows.Length; j++)
                {
                    turned |= MakeOrthogonal(rows[i], rows[j]);
                }
            }
        }
        return [.. rows.Select(row => unit * TensorPrimitives.Norm<double>(row)).OrderDescending()];
    }

    // Turns two rows in their plane until they are at right angles; false if they were.
    private static bool MakeOrthogonal(double[] a, double[] b)
    {
        double aa = TensorPrimitives.SumOfSquares<double>(a), bb = TensorPrimitives.SumOfSquares<double>(b), ab = TensorPrimitives.Dot<double>(a, b);
        if (Math.Abs(ab) <= Tolerance * Math.Sqrt(aa) * Math.Sqrt(bb))
        {
            return false;
        }
        double cot = (bb - aa) / (2 * ab); // of twice the angle
        double tan = (cot < 0 ? -1 : 1) / (Math.Abs(cot) + double.Hypot(1, cot));
        double cos = 1 / double.Hypot(1, tan), sin = cos * tan;
        for (int k = 0; k < a.Length; k++)
        {
            (a[k], b[k]) = ((cos * a[k]) - (sin * b[k]), (sin * a[k]) + (cos * b[k]));
        }
        return true;
    }
}
