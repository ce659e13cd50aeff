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

    /// <summary>Whether this is the faster way: only where the other one would pack B, whose rows are along k, or whole pages apart.</summary>
    public static bool IsFaster<T>(Matrix<T> b, int m, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool hasRows = b.HasRows(k);
        if (k < LeastDepth || !PanelProduct.HasFewRows(m) || (!hasRows && !b.IsCrowded) || PanelProduct.MustPack(b, n, m, k))
        {
            return false;
        }
        // Multiply-adds for each step along k, about as measured. What lies in lanes is packed: this way A, the other way B, whose rows cost more to pack than its columns. Lanes that stay empty cost as much as full ones:
        // this way those beside A's rows, of two registers where B's columns are read in place, the other way those beside B's columns.
        int lanes = PanelProduct.WidestLanes<T>(), packing = hasRows ? lanes / 2 : lanes / 4;
        long turned = ((long)n * PanelProduct.RoundUp(m, hasRows ? lanes : 2 * lanes)) + ((long)packing * m);
        long other = ((long)m * PanelProduct.RoundUp(n, lanes)) + ((long)packing * n);
        return turned < other;
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
