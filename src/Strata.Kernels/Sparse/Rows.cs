using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Sparse;

/// <summary>Sums over rows of float64.</summary>
internal static unsafe class Rows
{
    /// <summary>Σ x y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot<V>(double* x, double* y, int count)
        where V : struct, IVector<V, double>
    {
        double sum = 0;
        int i = 0;
        if (count >= V.Count)
        {
            V sums = V.Create(0);
            for (; i <= count - V.Count; i += V.Count)
            {
                V.AddProduct(ref sums, V.Load(x + i), V.Load(y + i));
            }
            sum = V.Sum(sums);
        }
        for (; i < count; i++)
        {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /// <summary>y += f x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled<V>(double* y, double* x, double f, int count)
        where V : struct, IVector<V, double>
    {
        V factor = V.Create(f);
        int i = 0;
        for (; i <= count - V.Count; i += V.Count)
        {
            V.MultiplyAdd(V.Load(x + i), factor, V.Load(y + i)).Store(y + i);
        }
        for (; i < count; i++)
        {
            y[i] += f * x[i];
        }
    }
}
