using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Sparse;

/// <summary>A x = b for a symmetric positive definite matrix, by Cholesky's decomposition.</summary>
public static unsafe class PositiveSystem
{
    /// <summary>Solves for many right-hand sides.</summary>
    /// <param name="a">[n, n], symmetric.</param>
    /// <param name="b">[count, n]: right-hand sides in rows, overwritten by the solutions.</param>
    /// <returns>False where the matrix is not positive definite, to rounding; nothing has been solved then.</returns>
    /// <exception cref="ArgumentException">A span is not as long as its matrix.</exception>
    public static bool Solve(ReadOnlySpan<double> a, Span<double> b, int n, int count)
    {
        Require.Length(a.Length, (long)n * n, nameof(a));
        Require.Length(b.Length, (long)count * n, nameof(b));
        var factor = new Cholesky(Scratch.Rent<double>(ScratchSlot.AtomProducts, Cholesky.Size(n)), n);
        fixed (double* pa = a, pb = b)
        {
            var build = new Building(pa, n, &factor);
            Widest.Run<double, Building>(in build, 0, n);
            if (factor.Count < n)
            {
                return false;
            }
            Ranges.For<double, Widest, Solving>(count, Ranges.UnitsPerSlice((long)n * n), new Solving(factor, pb, n));
        }
        return true;
    }

    private readonly struct Building(double* a, int n, Cholesky* factor) : IRangeWork<double>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, double>
        {
            for (int i = start; i < end && factor->Append<V>(a + ((nint)i * n), a[((nint)i * n) + i]); i++)
            {
            }
        }
    }

    private readonly struct Solving(Cholesky factor, double* b, int n) : IRangeWork<double>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, double>
        {
            for (int i = start; i < end; i++)
            {
                factor.Solve<V>(b + ((nint)i * n));
            }
        }
    }
}
