using System.Numerics;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Gemm;

/// <summary>
/// C[m, n] (+)= A[m, k] · B[k, n] as the transpose of BᵀAᵀ. With few rows every element of B is used a few times only; as the left matrix it is read where it lies, and read once.
/// </summary>
internal static unsafe class TransposedProduct
{
    // With less depth the last step, C's transposition, takes more than a twentieth of the time.
    private const int LeastDepth = 256;

    // So many lanes in all for those that hold one of A's rows, where B's columns fill theirs: more would cost what reading in place saves.
    private const double MostEmptyLanes = 1.1;

    /// <summary>Whether this is the faster way.</summary>
    public static bool IsFaster<T>(Matrix<T> b, int m, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
        => k >= LeastDepth && PanelProduct.HasFewRows(m) && PanelProduct.IsReadInPlace(b, k)
            && PanelProduct.PackedLength<T>(m, n) <= PanelProduct.PackedLength<T>(n, m) * MostEmptyLanes;

    public static void Run<T>(Matrix<T> a, Matrix<T> b, T* c, int m, int n, int k, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* turned = Scratch.Rent<T>(ScratchSlot.Transposed, (long)n * m);
        if (accumulate)
        {
            Transposition.Run(c, n, turned, m, m, n);
        }
        PanelProduct.Run<T, Matrix<T>, RowMajor<T>>(b, a, new RowMajor<T>(turned, m), n, m, k, accumulate);
        Transposition.Run(turned, m, c, n, n, m);
    }
}
