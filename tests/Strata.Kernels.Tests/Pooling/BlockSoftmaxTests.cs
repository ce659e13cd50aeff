using System.Numerics;
using Strata.Kernels.Pooling;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Tests.Pooling;

public sealed class BlockSoftmaxTests
{
    // planes, rows of blocks, columns of blocks, size
    public static TheoryData<int, int, int, int> Sizes => [(3, 2, 3, 2), (1, 1, 1, 1), (2, 5, 7, 1), (5, 1, 40, 3), (70, 9, 9, 2), (2, 1, 1, 11), (0, 2, 2, 2)];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Blocks_are_normalized_as_the_formula_says(int planes, int rows, int columns, int size)
    {
        Check<float, Widest>(planes, rows, columns, size);
        Check<float, Bits128>(planes, rows, columns, size);
        Check<double, Bits256>(planes, rows, columns, size);
        Check<double, Bits512>(planes, rows, columns, size);
    }

    [Fact]
    public void Nothing_overflows()
    {
        var shape = new PoolingShape(1, 2, 4, 2, 2, 2, 2);
        float[] y = new float[8];
        BlockSoftmax.Forward<float>([1000, 1001, -1000, -1001, -1000, 0, -2000, 0], y, shape);
        Numbers.AssertClose<float>([1 / (1 + Math.E), Math.E / (1 + Math.E), 0, 0, 0, 0, 0, 1.0 / 2], [y[0], y[1], y[2], y[3], y[4], 0, y[6], y[7]], 1e-6, 1e-30);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_gradient_is_the_Jacobian_times_dy(int planes, int rows, int columns, int size)
    {
        PoolingShape shape = Shape(planes, rows, columns, size);
        int count = planes * shape.Height * shape.Width;
        double[] x = Numbers.Random<double>(1, count), dy = Numbers.Random<double>(2, count), y = new double[count], actual = new double[count], expected = new double[count];
        BlockSoftmax.Forward<double>(x, y, shape);
        for (int i = 0; i < count; i++)
        {
            foreach (int j in Block(shape, i))
            {
                expected[i] += ((i == j ? y[i] : 0) - (y[i] * y[j])) * dy[j];
            }
        }
        BlockSoftmax.Gradient<double>(dy, y, actual, shape);
        Numbers.AssertClose<double>(expected, actual, 1e-12, 1e-14);
    }

    [Fact]
    public void A_number_chooses_the_element_whose_share_it_falls_into_or_none()
    {
        var shape = new PoolingShape(5, 2, 2, 2, 2, 2, 2);
        double[] p = [.. Enumerable.Repeat<double[]>([0.1, 0, 0.3, 0.2], 5).SelectMany(block => block)], y = new double[p.Length];
        BlockSoftmax.Sample<double>(p, [0, 0.1, 0.39, 0.45, 0.6], y, shape);
        Assert.Equal([1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0], y);
    }

    [Fact]
    public void Planes_that_are_not_of_whole_blocks_are_refused()
    {
        var shape = new PoolingShape(1, 3, 4, 2, 2, 2, 2);
        Assert.Contains("Blocks of 2×2 do not fill planes of 3×4", Assert.Throws<ArgumentException>(() => BlockSoftmax.Forward<float>(new float[12], new float[12], shape)).Message);
    }

    private static void Check<T, TRegisters>(int planes, int rows, int columns, int size)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegisters : struct, IRegisters
    {
        PoolingShape shape = Shape(planes, rows, columns, size);
        T[] x = Numbers.Random<T>(7, planes * shape.Height * shape.Width, -5, 5);
        double[] expected = [.. x.Select((v, i) => Exp(v) / (1 + Block(shape, i).Sum(j => Exp(x[j]))))];
        var y = new T[x.Length];
        BlockSoftmax.Forward<T, TRegisters>(x, y, shape);
        Numbers.AssertClose<T>(expected, y, 20 * Numbers.Epsilon<T>());
        BlockSoftmax.Forward<T, TRegisters>(x, x, shape);
        Assert.Equal(y, x);

        static double Exp(T v) => Math.Exp(double.CreateTruncating(v));
    }

    private static PoolingShape Shape(int planes, int rows, int columns, int size) => new(planes, rows * size, columns * size, size, size, size, size);

    // The elements of the block that element i is in.
    private static IEnumerable<int> Block(PoolingShape s, int i)
    {
        int size = s.KernelHeight, column = i % s.Width / size * size, row = i / s.Width % s.Height / size * size, plane = i / (s.Width * s.Height);
        return from r in Enumerable.Range(row, size) from c in Enumerable.Range(column, size) select (((plane * s.Height) + r) * s.Width) + c;
    }
}
