using System.Numerics;
using Strata.Kernels.Normalization;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Tests.Normalization;

public sealed class SoftmaxTests
{
    public static TheoryData<int, int> Sizes => [(0, 5), (1, 1), (3, 3), (5, 8), (17, 10), (2, 17), (33, 33), (1, 1000), (5000, 10), (4, 0)];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rows_are_normalized_as_the_formula_says(int rows, int columns)
    {
        Check<float, Widest>(rows, columns);
        Check<float, Bits128>(rows, columns);
        Check<double, Bits256>(rows, columns);
        Check<double, Bits512>(rows, columns);
    }

    [Fact]
    public void Nothing_overflows_and_infinities_are_probabilities_of_zero_and_one()
    {
        float[] y = new float[3];
        Softmax.Forward<float>([1000, 1001, -1000], y, 1, 3);
        Numbers.AssertClose<float>([1 / (1 + Math.E), Math.E / (1 + Math.E), 0], y, 1e-6);
        Softmax.Forward<float>([1, float.NegativeInfinity, 1], y, 1, 3);
        Assert.Equal([0.5f, 0, 0.5f], y);
        Softmax.LogForward<float>([1000, 0, -1000], y, 1, 3);
        Numbers.AssertClose<float>([0, -1000, -2000], y, 1e-6);
        Softmax.LogSumExp<float>([float.NegativeInfinity, float.NegativeInfinity], y.AsSpan(0, 1), 1, 2);
        Assert.Equal(float.NegativeInfinity, y[0]);
        Softmax.Forward<float>([1, float.NaN, 2], y, 1, 3);
        Assert.All(y, v => Assert.True(float.IsNaN(v)));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_gradient_is_the_Jacobian_times_dy(int rows, int columns)
    {
        double[] x = Numbers.Random<double>(1, rows * columns), dy = Numbers.Random<double>(2, x.Length), y = new double[x.Length];
        double[] expected = new double[x.Length], actual = new double[x.Length];
        Softmax.Forward<double>(x, y, rows, columns);
        for (int i = 0; i < x.Length; i++)
        {
            int first = i - (i % columns);
            for (int j = 0; j < columns; j++)
            {
                expected[i] += ((i == first + j ? y[i] : 0) - (y[i] * y[first + j])) * dy[first + j];
            }
        }
        Softmax.Gradient<double>(dy, y, actual, rows, columns);
        Numbers.AssertClose<double>(expected, actual, 1e-12, 1e-14);
    }

    private static void Check<T, TRegisters>(int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegisters : struct, IRegisters
    {
        T[] x = Numbers.Random<T>(7, rows * columns, -5, 5);
        double[] probabilities = new double[x.Length], logarithms = new double[x.Length], sums = new double[rows];
        for (int r = 0; r < rows; r++)
        {
            double sum = 0;
            for (int c = 0; c < columns; c++)
            {
                sum += Math.Exp(double.CreateTruncating(x[(r * columns) + c]));
            }
            sums[r] = Math.Log(sum);
            for (int i = r * columns; i < (r + 1) * columns; i++)
            {
                logarithms[i] = double.CreateTruncating(x[i]) - sums[r];
                probabilities[i] = Math.Exp(logarithms[i]);
            }
        }
        double near = 20 * Numbers.Epsilon<T>();
        var y = new T[x.Length];
        Softmax.Run<T, TRegisters>(x, y, rows, columns, Softmax.Kind.Probability);
        Numbers.AssertClose<T>(probabilities, y, near, near, "softmax");
        Softmax.Run<T, TRegisters>(x, y, rows, columns, Softmax.Kind.LogProbability);
        Numbers.AssertClose<T>(logarithms, y, near, near, "log-softmax");
        var z = new T[rows];
        Softmax.Run<T, TRegisters>(x, z, rows, columns, Softmax.Kind.LogSum);
        Numbers.AssertClose<T>(sums, z, near, near, "log-sum-exp");
    }
}
