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

    private const int VeryFewRows = 32;
    private const int NarrowColumns = 100;
    private const int WideColumns = 512;

    /// <summary>Whether this is the faster way.</summary>
    public static bool IsFaster<T>(Matrix<T> b, int m, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (k < LeastDepth || !PanelProduct.HasFewRows(m) || PanelProduct.MustPack(b, n, m, k))
        {
            return false;
        }
        // The other way packs a B whose rows are along k, or whole pages apart. Where it, too, reads B where it lies, this one is faster only if B is narrow, or wide and used by very few rows.
        bool hasRows = b.HasRows(k);
        if (!hasRows && !b.IsCrowded && n > NarrowColumns && (m > VeryFewRows || n < WideColumns))
        {
            return false;
        }
        // Lanes that stay empty beside the last of A's rows cost as much as full ones; the other way has B's columns in lanes.
        int lanes = PanelProduct.WidestLanes<T>();
        long turned = (long)PanelProduct.RoundUp(m, hasRows ? lanes : 2 * lanes) * n, worth = (long)PanelProduct.RoundUp(n, lanes) * (m + (lanes / (hasRows ? 2 : 4)));
        return turned <= worth;
    }

    /// <summary>C (+)= A · B, C being row-major. Threads share its columns out among them.</summary>
    public static void Run<T>(Matrix<T> a, Matrix<T> b, T* c, int m, int n, int k, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int slices = (int)Math.Clamp((long)m * n * k / Parts.LeastWork, 1, Workers.Here), columns = PanelProduct.RoundUp((n + slices - 1) / slices, PanelProduct.WidestLanes<T>());
        Workers.For(((n - 1) / columns) + 1, new Slice<T>(a, b, c, m, n, k, accumulate, columns));
    }

    private readonly struct Slice<T>(Matrix<T> a, Matrix<T> b, T* c, int m, int n, int k, bool accumulate, int columns) : ISlicedWork
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int slice)
        {
            int first = slice * columns, count = Math.Min(columns, n - first);
            T* turned = Scratch.Rent<T>(ScratchSlot.Transposed, (long)count * m);
            if (accumulate)
            {
                Transposition.Run(c + first, n, turned, m, m, count);
            }
            PanelProduct.Run<T, Matrix<T>, RowMajor<T>>(b.From(first), a, new RowMajor<T>(turned, m), count, m, k, accumulate);
            Transposition.Run(turned, m, c + first, n, count, m);
        }
    }
}
