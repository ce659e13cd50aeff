using Strata.Kernels.Gemm;
using Strata.Ops;

namespace Strata.Benchmarks;

/// <summary>Matrix products of squares and of the shapes of real layers, with and without transposed operands.</summary>
internal static class ProductCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        .. new[] { 64, 128, 256, 512, 1024, 2048 }.Select(n => Product($"product-{n}", n, n, n)),
        .. new[] { 64, 128, 256, 512, 1024, 2048 }.Select(OpenBlasProduct),
        Product("product-128x784x1000", 128, 1000, 784),
        Product("product-nt-128x784x1000", 128, 1000, 784, transposeB: true),
        Product("product-tn-1000x128x784", 1000, 784, 128, transposeA: true),
        Product("product-32x512x2048", 32, 2048, 512),
        Product("product-32x1000x1000", 32, 1000, 1000),
        Product("product-32x1024x1024", 32, 1024, 1024),
        Product("product-64x1024x1024", 64, 1024, 1024),
        Product("product-128x1024x1024", 128, 1024, 1024),
        Product("product-nt-32x1000x1000", 32, 1000, 1000, transposeB: true),
        Product("product-tn-1000x32x1000", 1000, 1000, 32, transposeA: true),
        Product("product-tn-1024x10x128", 1024, 10, 128, transposeA: true),
        Product("product-tn-784x100x500", 784, 500, 100, transposeA: true),
        Product("product-100x500x784", 100, 784, 500),
        Product("product-nt-100x784x500", 100, 784, 500, transposeB: true),
        Product("product-nt-512", 512, 512, 512, transposeB: true),
        Product("product-tn-512", 512, 512, 512, transposeA: true),
    ];

    private static Case Product(string name, int m, int n, int k, bool transposeA = false, bool transposeB = false) => new(name, () =>
    {
        Memory<float> a = Values.Floats(m * k), b = Values.Floats(k * n), c = Values.Floats(m * n);
        return () => MatrixProduct.Multiply<float>(a.Span, b.Span, c.Span, m, n, k, transposeA, transposeB);
    })
    { Flop = () => 2.0 * m * n * k };

    private static Case OpenBlasProduct(int n) => new($"openblas-{n}", () =>
    {
        if (!OpenBlas.IsAvailable)
        {
            throw new PlatformNotSupportedException("OpenBLAS is not installed here; leave out the cases openblas-*.");
        }
        OpenBlas.SetThreads(Threads.Count);
        Memory<float> a = Values.Floats(n * n), b = Values.Floats(n * n), c = Values.Floats(n * n);
        return () => OpenBlas.Multiply(a.Span, b.Span, c.Span, n, n, n);
    })
    { Flop = () => 2.0 * n * n * n };
}
