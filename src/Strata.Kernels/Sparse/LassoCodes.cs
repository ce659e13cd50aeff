using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Sparse;

/// <summary>A way to the solution of a <see cref="Lasso"/>, one sample at a time.</summary>
/// <typeparam name="TSelf">The method itself.</typeparam>
internal unsafe interface ILassoMethod<TSelf>
    where TSelf : struct, ILassoMethod<TSelf>
{
    /// <summary>The method for one problem.</summary>
    static abstract TSelf Create(AtomProducts gram, Lasso lasso, double lambda, bool nonNegative, double tolerance);

    /// <summary>How many numbers of working memory <see cref="TrySolve"/> takes.</summary>
    static abstract long Memory(AtomProducts gram);

    /// <summary>Finds a code; false where that is left to coordinate descent, which goes on from what is in <paramref name="code"/>.</summary>
    bool TrySolve<V>(double* products, double* code, double* memory)
        where V : struct, IVector<V, double>;
}

/// <summary>The codes of many samples, by any method.</summary>
internal static unsafe class LassoCodes
{
    private const int SamplesPerSlice = 32;

    /// <inheritdoc cref="CoordinateDescent.Solve"/>
    public static int Solve<TMethod>(
        ReadOnlySpan<double> gram, ReadOnlySpan<double> products, Span<double> codes, int samples, int atoms, double lambda, bool nonNegative, double tolerance)
        where TMethod : struct, ILassoMethod<TMethod>
    {
        Require.Length(gram.Length, (long)atoms * atoms, nameof(gram));
        Require.Length(products.Length, (long)samples * atoms, nameof(products));
        Require.Length(codes.Length, (long)samples * atoms, nameof(codes));
        int failures = 0;
        AtomProducts copy = AtomProducts.Copy(gram, atoms);
        var lasso = new Lasso(copy, lambda, nonNegative, tolerance);
        fixed (double* q = products, a = codes)
        {
            Ranges.For<double, Widest, Work<TMethod>>(
                samples, SamplesPerSlice, new(copy, lasso, TMethod.Create(copy, lasso, lambda, nonNegative, tolerance), q, a, &failures));
        }
        return failures;
    }

    private readonly struct Work<TMethod>(AtomProducts gram, Lasso lasso, TMethod method, double* q, double* a, int* failures) : IRangeWork<double>
        where TMethod : struct, ILassoMethod<TMethod>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, double>
        {
            double* memory = Scratch.Rent<double>(ScratchSlot.Code, Math.Max(Lasso.Memory(gram), TMethod.Memory(gram)));
            for (int i = start; i < end; i++)
            {
                double* products = q + ((nint)i * gram.Atoms), code = a + ((nint)i * gram.Atoms);
                if (!method.TrySolve<V>(products, code, memory) && !lasso.Descend<V>(products, code, memory))
                {
                    Interlocked.Increment(ref *failures);
                }
            }
        }
    }
}
