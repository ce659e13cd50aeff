using System.Runtime.InteropServices;

namespace Strata.Benchmarks;

/// <summary>The peer of the matrix product: OpenBLAS from the system, where it is installed.</summary>
internal static partial class OpenBlas
{
    private const string Library = "libopenblas.so.0";

    public static bool IsAvailable => NativeLibrary.TryLoad(Library, out _);

    /// <summary>C[m, n] = A[m, k] · B[k, n], row-major, in float32.</summary>
    public static unsafe void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k)
    {
        const int rowMajor = 101, noTranspose = 111;
        fixed (float* pa = a, pb = b, pc = c)
        {
            Sgemm(rowMajor, noTranspose, noTranspose, m, n, k, 1, pa, k, pb, n, 0, pc, n);
        }
    }

    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    public static partial void SetThreads(int threads);

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static unsafe partial void Sgemm(
        int order, int transposeA, int transposeB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);
}
