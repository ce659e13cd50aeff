using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Sparse;

/// <summary>Sparse codes by coordinate descent in Gram form: min over a of ½ ‖x - Dᵀa‖² + λ Σ|a| for each of many samples; see <see cref="Lasso"/>.</summary>
public static unsafe class CoordinateDescent
{
    private const int SamplesPerSlice = 32;

    /// <summary>Finds the codes of samples.</summary>
    /// <param name="gram">G = D Dᵀ [atoms, atoms].</param>
    /// <param name="products">Q = X Dᵀ [samples, atoms].</param>
    /// <param name="codes">[samples, atoms]: where to start (zeros, or codes for other λ or atoms), and the result.</param>
    /// <param name="lambda">λ, positive.</param>
    /// <param name="nonNegative">Whether codes may not be negative; then the start may not be either.</param>
    /// <param name="tolerance">How far the conditions of a solution may be off, relative to the sample's largest |q|.</param>
    /// <returns>The number of samples whose conditions could not be met that well.</returns>
    /// <exception cref="ArgumentException">A span is not as long as its matrix.</exception>
    public static int Solve(
        ReadOnlySpan<double> gram, ReadOnlySpan<double> products, Span<double> codes, int samples, int atoms, double lambda, bool nonNegative, double tolerance)
    {
        Require.Length(gram.Length, (long)atoms * atoms, nameof(gram));
        Require.Length(products.Length, (long)samples * atoms, nameof(products));
        Require.Length(codes.Length, (long)samples * atoms, nameof(codes));
        int failures = 0;
        AtomProducts copy = AtomProducts.Copy(gram, atoms);
        fixed (double* q = products, a = codes)
        {
            Ranges.For<double, Widest, Work>(samples, SamplesPerSlice, new Work(copy, new Lasso(copy, lambda, nonNegative, tolerance), q, a, &failures));
        }
        return failures;
    }

    private readonly struct Work(AtomProducts gram, Lasso lasso, double* q, double* a, int* failures) : IRangeWork<double>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, double>
        {
            double* memory = Scratch.Rent<double>(ScratchSlot.Code, Lasso.Memory(gram));
            for (int i = start; i < end; i++)
            {
                if (!lasso.Descend<V>(q + ((nint)i * gram.Atoms), a + ((nint)i * gram.Atoms), memory))
                {
                    Interlocked.Increment(ref *failures);
                }
            }
        }
    }
}
