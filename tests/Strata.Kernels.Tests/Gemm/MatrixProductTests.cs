using System.Numerics;
using Strata.Kernels.Gemm;

namespace Strata.Kernels.Tests.Gemm;

public class MatrixProductTests
{
    // m, n, k: empty and single ones, the edges of micro-tiles and registers, vectors, inner dimensions of more than one depth block, few rows
    // that become columns, rows and columns at the distance of a page, or of half of one, beside few others and many, many rows and columns, the last few rows beside several blocks of columns.
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 0, 3, 2 }, { 3, 0, 2 }, { 3, 2, 0 }, { 32, 0, 300 }, { 0, 600, 300 }, { 1, 1, 1 }, { 1, 1, 391 }, { 2, 3, 5 }, { 5, 2, 3 }, { 6, 7, 1 }, { 7, 6, 17 }, { 17, 33, 6 },
        { 33, 17, 64 }, { 64, 64, 64 }, { 65, 65, 65 }, { 6, 64, 391 }, { 130, 7, 33 }, { 2, 130, 130 }, { 130, 391, 65 }, { 391, 2, 17 },
        { 65, 33, 1000 }, { 391, 65, 391 }, { 1, 391, 130 }, { 1, 65, 7 }, { 1, 7, 391 }, { 130, 1, 391 }, { 33, 1, 3 }, { 391, 1, 64 },
        { 970, 5, 3 }, { 3, 4100, 2 }, { 1, 1500, 130 }, { 33, 17, 256 }, { 31, 65, 391 }, { 64, 130, 300 }, { 128, 10, 1000 }, { 150, 150, 257 }, { 32, 1024, 257 },
        { 190, 520, 391 }, { 181, 514, 1024 }, { 203, 4130, 20 }, { 32, 520, 300 }, { 64, 1024, 300 }, { 64, 10, 300 }, { 1024, 10, 40 }, { 1024, 530, 40 }, { 20, 512, 1100 }, { 188, 520, 1024 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_product_is_that_of_the_reference(int m, int n, int k)
    {
        CheckAll<float>(m, n, k);
        CheckAll<double>(m, n, k);
    }

    [Fact]
    public void Adding_to_the_target_starts_from_what_it_holds()
    {
        double[] c = [10, 20, 30, 40];
        MatrixProduct.Multiply<double>([1, 2, 3, 4], [5, 6, 7, 8], c, 2, 2, 2, accumulate: true);
        Assert.Equal([29, 42, 73, 90], c);
    }

    [Fact]
    public void An_empty_inner_dimension_gives_zeros_or_leaves_the_target()
    {
        float[] c = [1, 2, 3, 4, 5, 6];
        MatrixProduct.Multiply<float>([], [], c, 2, 3, 0, accumulate: true);
        Assert.Equal([1, 2, 3, 4, 5, 6], c);
        MatrixProduct.Multiply<float>([], [], c, 2, 3, 0);
        Assert.Equal(new float[6], c);
    }

    [Theory]
    [InlineData(3, 4, 5, false, false)]
    [InlineData(3, 4, 5, true, true)]
    [InlineData(1, 33, 7, false, true)]
    [InlineData(33, 1, 7, true, false)]
    [InlineData(40, 37, 20, false, true)]
    [InlineData(32, 37, 300, true, false)]
    [InlineData(32, 37, 300, false, true)]
    public void A_batch_is_one_product_after_the_other(int m, int n, int k, bool transposeA, bool transposeB)
    {
        const int Batch = 5;
        foreach ((int strideA, int strideB) in new[] { (m * k, k * n), (0, k * n), (m * k, 0), (0, 0), ((m * k) + 3, (k * n) + 1), (k, n) })
        {
            float[] a = Numbers.Random<float>(1, ((Batch - 1) * strideA) + (m * k)), b = Numbers.Random<float>(2, ((Batch - 1) * strideB) + (k * n));
            float[] batched = new float[Batch * m * n], single = new float[Batch * m * n];
            MatrixProduct.MultiplyBatch<float>(a, b, batched, m, n, k, Batch, strideA, strideB, transposeA, transposeB);
            for (int i = 0; i < Batch; i++)
            {
                MatrixProduct.Multiply(
                    a.AsSpan(i * strideA, m * k), b.AsSpan(i * strideB, k * n), single.AsSpan(i * m * n, m * n), m, n, k, transposeA, transposeB);
            }
            Numbers.AssertSameBits<float>(single, batched);
        }
    }

    [Fact]
    public void A_batch_of_none_touches_nothing()
    {
        float[] c = [7];
        MatrixProduct.MultiplyBatch<float>([], [], c, 1, 1, 1, batch: 0, 0, 0);
        Assert.Equal([7], c);
    }

    [Fact]
    public void Only_the_matrix_itself_is_written()
    {
        float[] c = new float[20];
        Array.Fill(c, 9);
        MatrixProduct.Multiply(Numbers.Random<float>(1, 15), Numbers.Random<float>(2, 10), c.AsSpan(2, 7), 3, 2, 5);
        Assert.All(c[..2].Concat(c[8..]), untouched => Assert.Equal(9, untouched));
    }

    [Theory]
    [InlineData(1, 9, 5)]
    [InlineData(9, 1, 5)]
    [InlineData(9, 9, 5)]
    [InlineData(1, 200, 70)]
    [InlineData(70, 70, 70)]
    public void NaN_and_infinity_reach_their_row_or_column_even_times_zero(int m, int n, int k)
    {
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity })
        {
            float[] a = Numbers.Random<float>(1, m * k), b = new float[k * n], c = new float[m * n];
            a[((m - 1) * k) + k - 1] = bad;
            MatrixProduct.Multiply<float>(a, b, c, m, n, k);
            for (int i = 0; i < c.Length; i++)
            {
                Assert.Equal(i / n == m - 1 ? float.NaN : 0, c[i]);
            }
        }
    }

    [Theory]
    [InlineData(5, 6, 4, "a", 5, 6)]
    [InlineData(6, 5, 4, "b", 5, 6)]
    [InlineData(6, 6, 3, "c", 3, 4)]
    public void A_span_that_is_too_short_is_named(int a, int b, int c, string name, int holds, int needs)
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<float>(new float[a], new float[b], new float[c], 2, 2, 3));
        Assert.Equal(name, fault.ParamName);
        Assert.Contains($"The span holds {holds} elements, the matrices need {needs}.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_that_reaches_beyond_its_span_is_refused()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(
            () => MatrixProduct.MultiplyBatch<float>(new float[7], new float[8], new float[8], 2, 2, 2, batch: 2, 4, 4));
        Assert.Equal("a", fault.ParamName);
        Assert.Contains("need 8", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 1, 1, 1, 0, 0, "m")]
    [InlineData(1, -1, 1, 1, 0, 0, "n")]
    [InlineData(1, 1, -1, 1, 0, 0, "k")]
    [InlineData(1, 1, 1, -1, 0, 0, "batch")]
    [InlineData(1, 1, 1, 1, -1, 0, "strideA")]
    [InlineData(1, 1, 1, 1, 0, -1, "strideB")]
    public void A_negative_size_is_refused(int m, int n, int k, int batch, int strideA, int strideB, string name)
    {
        float[] x = new float[4];
        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => MatrixProduct.MultiplyBatch<float>(x, x, new float[4], m, n, k, batch, strideA, strideB));
        Assert.Equal(name, fault.ParamName);
    }

    private static void CheckAll<T>(int m, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] a = Numbers.Random<T>(1, m * k), b = Numbers.Random<T>(2, k * n), c = Numbers.Random<T>(3, m * n);
        for (int form = 0; form < 4; form++)
        {
            bool transposeA = (form & 1) != 0, transposeB = (form & 2) != 0;
            double[] expected = new double[m * n];
            MatrixProduct.Reference(Numbers.ToDouble(a), Numbers.ToDouble(b), expected, m, n, k, transposeA, transposeB, false);
            T[] product = Numbers.Random<T>(4, m * n), sum = [.. c];
            MatrixProduct.Multiply<T>(a, b, product, m, n, k, transposeA, transposeB);
            MatrixProduct.Multiply<T>(a, b, sum, m, n, k, transposeA, transposeB, accumulate: true);
            double tolerance = Numbers.Epsilon<T>() * (4 + k);
            string what = $"m {m}, n {n}, k {k}, transposed A {transposeA}, B {transposeB}";
            Numbers.AssertClose<T>(expected, product, 0, tolerance, what);
            for (int i = 0; i < expected.Length; i++)
            {
                expected[i] += double.CreateTruncating(c[i]);
            }
            Numbers.AssertClose<T>(expected, sum, 0, tolerance, what + ", added");
        }
    }
}
