using Strata.Kernels.Pooling;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Tests.Pooling;

public sealed class PoolingTests
{
    public static TheoryData<PoolingShape> Shapes =>
    [
        new PoolingShape(3, 4, 6, 2, 2, 2, 2),
        new PoolingShape(17, 7, 5, 3, 2, 2, 1),
        new PoolingShape(2, 9, 9, 3, 3, 2, 2, 1, 1),
        new PoolingShape(1, 5, 33, 1, 4, 1, 3, 0, 2),
        new PoolingShape(200, 20, 20, 2, 2, 2, 2),
        new PoolingShape(4, 6, 6, 6, 6, 1, 1),
        new PoolingShape(2, 5, 33, 3, 3, 1, 1, 1, 1),
        new PoolingShape(2, 9, 301, 3, 3, 2, 2, 1, 1),
        new PoolingShape(3, 6, 67, 2, 5, 3, 4, 1, 2),
        new PoolingShape(1, 3, 130, 2, 17, 1, 5),
        new PoolingShape(0, 6, 6, 2, 2, 2, 2),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_largest_and_the_mean_of_each_window_are_those_of_plain_loops(PoolingShape s)
    {
        float[] x = Numbers.Random<float>(1, s.Planes * s.Height * s.Width);
        int outputs = s.Planes * s.OutputHeight * s.OutputWidth;
        double[] largest = new double[outputs], mean = new double[outputs], meanInside = new double[outputs];
        for (int o = 0; o < outputs; o++)
        {
            int[] window = [.. Window(s, o)];
            largest[o] = window.Max(i => x[i]);
            mean[o] = window.Sum(i => (double)x[i]) / (s.KernelHeight * s.KernelWidth);
            meanInside[o] = window.Average(i => (double)x[i]);
        }
        float[] y = new float[outputs], gathered = new float[outputs], alone = new float[outputs];
        int[] places = new int[outputs];
        MaxPool.Forward<float>(x, y, places, s);
        Numbers.AssertClose<float>(largest, y, 0);
        MaxPool.Gather<float>(x, places, gathered, s);
        Assert.Equal(y, gathered);
        MaxPool.Forward<float>(x, alone, [], s);
        Assert.Equal(y, alone);
        AveragePool.Forward<float>(x, y, s, countPadding: true);
        Numbers.AssertClose<float>(mean, y, 1e-5, 1e-6);
        AveragePool.Forward<float>(x, y, s, countPadding: false);
        Numbers.AssertClose<float>(meanInside, y, 1e-5, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_place_is_that_of_the_first_NaN_or_else_of_the_first_largest_on_all_registers(PoolingShape s)
    {
        float[] x = [.. Numbers.Random<float>(3, s.Planes * s.Height * s.Width).Select(v => v > 0.9f ? float.NaN : v < -0.9f ? float.NegativeInfinity : MathF.Round(4 * v))];
        int outputs = s.Planes * s.OutputHeight * s.OutputWidth;
        int[] expected = [.. Enumerable.Range(0, outputs).Select(o =>
        {
            int[] window = [.. Window(s, o)];
            int best = window.FirstOrDefault(i => float.IsNaN(x[i]), -1);
            return (best >= 0 ? best : window.First(i => x[i] == window.Max(w => x[w]))) % (s.Height * s.Width);
        })];
        float[] y = new float[outputs];
        int[] narrow = new int[outputs], middle = new int[outputs], wide = new int[outputs];
        MaxPool.Forward<float, Bits128>(x, y, narrow, s);
        MaxPool.Forward<float, Bits256>(x, y, middle, s);
        MaxPool.Forward<float, Bits512>(x, y, wide, s);
        Assert.Equal(expected, narrow);
        Assert.Equal(expected, middle);
        Assert.Equal(expected, wide);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void What_is_scattered_is_the_adjoint_of_what_is_gathered(PoolingShape s)
    {
        // ⟨dy, P x⟩ = ⟨Pᵀ dy, x⟩ for a linear P.
        double[] x = Numbers.Random<double>(1, s.Planes * s.Height * s.Width);
        double[] dy = Numbers.Random<double>(2, s.Planes * s.OutputHeight * s.OutputWidth), y = new double[dy.Length], dx = new double[x.Length];
        int[] places = new int[dy.Length];
        MaxPool.Forward<double>(x, y, places, s);
        MaxPool.Scatter<double>(dy, places, dx, s);
        Assert.Equal(Dot(dy, y), Dot(dx, x), 1e-9);
        foreach (bool countPadding in new[] { true, false })
        {
            AveragePool.Forward<double>(x, y, s, countPadding);
            AveragePool.Scatter<double>(dy, dx, s, countPadding);
            Assert.Equal(Dot(dy, y), Dot(dx, x), 1e-9);
        }
    }

    [Fact]
    public void NaN_wins_and_of_equal_elements_the_first()
    {
        float[] y = new float[2];
        int[] places = new int[2];
        MaxPool.Forward<float>([1, 1, float.NaN, 7, 1, 1, 9, 8], y, places, new PoolingShape(1, 2, 4, 2, 2, 2, 2));
        Assert.Equal((1f, 0), (y[0], places[0]));
        Assert.True(float.IsNaN(y[1]));
        Assert.Equal(2, places[1]);
    }

    [Fact]
    public void Windows_that_could_lie_outside_are_refused()
        => Assert.Contains("a padding of at most half the kernel", Assert.Throws<ArgumentException>(
            () => MaxPool.Forward<float>(new float[16], new float[36], new int[36], new PoolingShape(1, 4, 4, 3, 3, 1, 1, 2, 2))).Message);

    private static IEnumerable<int> Window(PoolingShape s, int output)
    {
        int plane = output / (s.OutputHeight * s.OutputWidth), i = output / s.OutputWidth % s.OutputHeight, j = output % s.OutputWidth;
        for (int u = 0; u < s.KernelHeight; u++)
        {
            for (int v = 0; v < s.KernelWidth; v++)
            {
                int row = (i * s.StrideY) - s.PaddingY + u, column = (j * s.StrideX) - s.PaddingX + v;
                if (row >= 0 && row < s.Height && column >= 0 && column < s.Width)
                {
                    yield return (((plane * s.Height) + row) * s.Width) + column;
                }
            }
        }
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (u, v) => u * v).Sum();
}
