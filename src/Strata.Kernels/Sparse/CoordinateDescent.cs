using Strata.Kernels.Simd;

namespace Strata.Kernels.Sparse;

/// <summary>Sparse codes by coordinate descent in Gram form: min over a of ½ ‖x - Dᵀa‖² + λ Σ|a| for each of many samples; see <see cref="Lasso"/>.</summary>
public static unsafe class CoordinateDescent
{
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
        => LassoCodes.Solve<Descent>(gram, products, codes, samples, atoms, lambda, nonNegative, tolerance);

    // What every method falls back on, and nothing before it.
    private readonly struct Descent : ILassoMethod<Descent>
    {
        public static Descent Create(AtomProducts gram, Lasso lasso, double lambda, bool nonNegative, double tolerance) => default;

        public static long Memory(AtomProducts gram) => 0;

        public bool TrySolve<V>(double* products, double* code, double* memory)
            where V : struct, IVector<V, double>
            => false;
    }
}
