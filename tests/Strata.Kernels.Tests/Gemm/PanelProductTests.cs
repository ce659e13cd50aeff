using System.Numerics;
using Strata.Kernels.Gemm;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Tests.Gemm;

/// <summary>The packed and the vector product over every register type, whatever the processor has: the kernels choose only one.</summary>
public unsafe class PanelProductTests
{
    [Theory]
    [InlineData(6)]
    [InlineData(12)]
    public void The_packed_product_is_that_of_the_reference_for_every_register(int mr)
    {
        foreach ((int m, int n, int k) in new[] { (1, 1, 1), (5, 7, 3), (6, 16, 20), (12, 32, 9), (13, 65, 17), (125, 70, 500), (31, 400, 40), (8, 33, 5), (32, 200, 700), (130, 520, 30), (4, 17, 1), (21, 16, 2), (600, 100, 800), (190, 2100, 20) })
        {
            Check<float, V128<float>>(m, n, k, mr);
            Check<float, V256<float>>(m, n, k, mr);
            Check<float, V512<float>>(m, n, k, mr);
            Check<double, V128<double>>(m, n, k, mr);
            Check<double, V256<double>>(m, n, k, mr);
            Check<double, V512<double>>(m, n, k, mr);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(65, 130)]
    [InlineData(1000, 200)]
    public void The_vector_product_is_that_of_the_reference_for_every_register(int n, int k)
    {
        foreach (bool transpose in new[] { false, true })
        {
            CheckVector<float, V128<float>>(n, k, transpose);
            CheckVector<float, V256<float>>(n, k, transpose);
            CheckVector<float, V512<float>>(n, k, transpose);
            CheckVector<double, V128<double>>(n, k, transpose);
            CheckVector<double, V256<double>>(n, k, transpose);
            CheckVector<double, V512<double>>(n, k, transpose);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Panels_hold_lanes_side_by_side_and_zeros_beyond_the_matrix(bool lanesSideBySide)
    {
        // Five lanes of depth three, the element of lane l and depth d being 10 l + d, in panels of four lanes.
        float[] matrix = lanesSideBySide
            ? [0, 10, 20, 30, 40, 1, 11, 21, 31, 41, 2, 12, 22, 32, 42]
            : [0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42];
        float[] panels = Numbers.Random<float>(1, 24);
        fixed (float* data = matrix, target = panels)
        {
            var source = lanesSideBySide ? new Matrix<float>(data, 1, 5) : new Matrix<float>(data, 3, 1);
            source.Pack(target, width: 4, lane: 0, lanes: 5, k0: 0, depth: 3);
        }
        Assert.Equal([0, 10, 20, 30, 1, 11, 21, 31, 2, 12, 22, 32, 40, 0, 0, 0, 41, 0, 0, 0, 42, 0, 0, 0], panels);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(32)]
    public void Panels_of_every_width_are_those_of_their_definition(int width)
    {
        foreach (int lanes in new[] { 1, 3, 4, 5, 6, 8, 11, 12, 15, 16, 17, 31, 32, 33, 50 })
        {
            CheckPanels<float>(width, lanes);
            CheckPanels<double>(width, lanes);
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(12)]
    public void All_rows_are_done_and_only_the_last_ones_computed_in_vain(int mr)
    {
        for (int rows = 1; rows <= 60; rows++)
        {
            for (int left = rows, count; left > 0; left -= count)
            {
                count = MicroKernel.Next(left, mr);
                Assert.InRange(count, 1, Math.Min(left, mr));
                Assert.InRange(MicroKernel.Computed(count), count, count == left ? mr : count);
            }
        }
    }

    [Theory]
    [InlineData(40, 70, 1600)]
    [InlineData(200, 2130, 900)]
    [InlineData(3, 33, 17)]
    [InlineData(20, 512, 1100)]
    public void A_product_with_panels_that_were_kept_is_the_product(int m, int n, int k)
    {
        float[] a = Numbers.Random<float>(1, m * k), b = Numbers.Random<float>(2, k * n), expected = new float[m * n], c = new float[m * n];
        float[] panels = new float[PanelProduct.PackedLength<float>(n, k)];
        MatrixProduct.Multiply<float>(a, b, expected, m, n, k);
        fixed (float* pa = a, pb = b, pc = c, packed = panels)
        {
            var right = new Matrix<float>(pb, 1, n);
            PanelProduct.Pack(right, packed, n, k);
            b.AsSpan().Fill(float.NaN); // is not read again
            PanelProduct.Run(new Matrix<float>(pa, k, 1), right, new RowMajor<float>(pc, n), m, n, k, accumulate: false, packed);
        }
        Numbers.AssertSameBits<float>(expected, c);
    }

    private static void CheckPanels<T>(int width, int lanes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int depth = 7, guard = 40;
        int panels = (lanes + width - 1) / width;
        T[] matrix = Numbers.Random<T>(1, lanes * depth);
        foreach (bool lanesSideBySide in new[] { false, true })
        {
            T[] packed = Numbers.Random<T>(2, (panels * width * depth) + guard), expected = [.. packed];
            for (int lane = 0; lane < panels * width; lane++)
            {
                for (int d = 0; d < depth; d++)
                {
                    expected[(((lane / width * depth) + d) * width) + (lane % width)] = lane >= lanes ? T.Zero : matrix[lanesSideBySide ? (d * lanes) + lane : (lane * depth) + d];
                }
            }
            fixed (T* data = matrix, target = packed)
            {
                (lanesSideBySide ? new Matrix<T>(data, 1, lanes) : new Matrix<T>(data, depth, 1)).Pack(target, width, 0, lanes, 0, depth);
            }
            Numbers.AssertSameBits<T>(expected, packed);
        }
    }

    private static void Check<T, V>(int m, int n, int k, int mr)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        T[] a = Numbers.Random<T>(1, m * k), b = Numbers.Random<T>(2, k * n), c = Numbers.Random<T>(3, m * n);
        double[] expected = Numbers.ToDouble(c);
        MatrixProduct.Reference(Numbers.ToDouble(a), Numbers.ToDouble(b), expected, m, n, k, false, false, accumulate: true);
        fixed (T* pa = a, pb = b, pc = c)
        {
            var left = new Matrix<T>(pa, k, 1);
            var right = new Matrix<T>(pb, 1, n);
            PanelProduct.Run<T, V, Matrix<T>, RowMajor<T>>(left, right, new RowMajor<T>(pc, n), m, n, k, true, mr);
        }
        Numbers.AssertClose<T>(expected, c, 0, Numbers.Epsilon<T>() * (4 + k), $"{typeof(V).Name}, m {m}, n {n}, k {k}");
    }

    private static void CheckVector<T, V>(int n, int k, bool transpose)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        T[] x = Numbers.Random<T>(1, k), b = Numbers.Random<T>(2, k * n), y = Numbers.Random<T>(3, n);
        double[] expected = Numbers.ToDouble(y);
        MatrixProduct.Reference(Numbers.ToDouble(x), Numbers.ToDouble(b), expected, 1, n, k, false, transpose, accumulate: true);
        fixed (T* px = x, pb = b, py = y)
        {
            VectorProduct.Run<T, V>(px, pb, py, n, k, transpose, accumulate: true);
        }
        Numbers.AssertClose<T>(expected, y, 0, Numbers.Epsilon<T>() * (4 + k), $"{typeof(V).Name}, n {n}, k {k}");
    }
}
