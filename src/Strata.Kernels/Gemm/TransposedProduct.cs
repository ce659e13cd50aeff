using System.Numerics;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Gemm;

/// <summary>
/// C[m, n] (+)= A[m, k] · B[k, n] as the transpose of BᵀAᵀ. With few rows every element of B is used a few times only; as the left matrix it is read where it lies, and comes from memory once.
/// </summary>
internal static unsafe class TransposedProduct
{
    // With less depth the last step, C's transposition, takes more than a twentieth of the time.
    private const int LeastDepth = 256;

    // More rows than these, if they are a multiple of so many bytes apart, crowd each other out of the first-level cache while C is transposed.
    private const int CrowdedRows = 32;
    private const int CrowdedDistance = 1024;

    /// <summary>Whether this is the faster way.</summary>
    public static bool IsFaster<T>(Matrix<T> b, int m, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (k < LeastDepth || !PanelProduct.HasFewRows(m) || !PanelProduct.IsReadInPlace(b, k))
        {
            return false;
        }
        if (m > CrowdedRows && !b.HasRows(k) && (long)n * sizeof(T) % CrowdedDistance == 0)
        {
            return false;
        }
        // Lanes that stay empty beside the last of A's rows cost as much as full ones. The other way has B's columns in lanes, and would pack a B whose rows are along k.
        int lanes = PanelProduct.WidestLanes<T>();
        bool packs = b.HasRows(k);
        long turned = (long)PanelProduct.RoundUp(m, packs ? lanes : 2 * lanes) * n, worth = (long)PanelProduct.RoundUp(n, lanes) * (m + (lanes / (packs ? 2 : 4)));
        return turned <= worth;
    }

    /// <summary>C (+)= A · B, C being row-major.</summary>
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
