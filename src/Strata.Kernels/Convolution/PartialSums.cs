using System.Numerics;

namespace Strata.Kernels.Convolution;

/// <summary>The sum of partial sums, in their order.</summary>
internal static unsafe class PartialSums
{
    /// <summary>target[i] = Σ_p sums[p · count + i].</summary>
    public static void Add<T>(T* sums, int partials, T* target, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0;
        for (; i + Vector<T>.Count <= count; i += Vector<T>.Count)
        {
            Vector<T> sum = Vector.Load(sums + i);
            for (int p = 1; p < partials; p++)
            {
                sum += Vector.Load(sums + ((nint)p * count) + i);
            }
            sum.Store(target + i);
        }
        for (; i < count; i++)
        {
            T sum = sums[i];
            for (int p = 1; p < partials; p++)
            {
                sum += sums[((nint)p * count) + i];
            }
            target[i] = sum;
        }
    }
}
