using Strata.Kernels.Elementwise;
using Kernel = Strata.Kernels.Elementwise.Elementwise;

namespace Strata.Kernels.Tests.Elementwise;

public class ElementwiseTests
{
    [Fact]
    public void A_scalar_may_stand_on_either_side()
    {
        double[] y = new double[3];
        Kernel.ZipScalar([1.0, 2, 3], 10, y, new Subtract<double>());
        Assert.Equal([-9, -8, -7], y);
        Kernel.ZipScalar(10, [1.0, 2, 3], y, new Subtract<double>());
        Assert.Equal([9, 8, 7], y);
    }

    [Fact]
    public void A_scalar_does_the_same_as_an_array_full_of_it()
    {
        foreach (int length in ElementwiseContract.Lengths)
        {
            float[] x = Numbers.Random<float>(1, length), full = new float[length], expected = new float[length], y = new float[length];
            Array.Fill(full, 1.75f);
            Kernel.Zip(x, full, expected, new Divide<float>());
            Kernel.ZipScalar(x, 1.75f, y, new Divide<float>());
            Numbers.AssertSameBits<float>(expected, y);
            Kernel.Zip(full, x, expected, new Divide<float>());
            Kernel.ZipScalar(1.75f, x, y, new Divide<float>());
            Numbers.AssertSameBits<float>(expected, y);
        }
    }

    [Fact]
    public void An_elements_result_does_not_depend_on_where_it_lies()
    {
        Check(new Exp<float>(), -90, 90);
        Check(new Log<float>(), -1, 10);
        Check(new Tanh<float>(), -2, 2);
        Check(new Sigmoid<float>(), -90, 90);
        Check(new Softplus<float>(), -90, 90);
        Check(new Sin<float>(), -40000, 40000);
        Check(new Sin<float>(), -9, 9);
        Check(new Cos<float>(), -9, 9);

        static void Check<F>(F f, double low, double high)
            where F : struct, IMap<float>
        {
            float[] x = Numbers.Random<float>(5, 200, low, high), all = new float[x.Length], part = new float[x.Length];
            x[37] = float.NaN;
            x[90] = float.PositiveInfinity;
            (x[3], x[61]) = (1e30f, -1e30f);
            Kernel.Map(x, all, f);
            for (int start = 0, length = 1; start < x.Length; start += length, length = (length * 3 % 40) + 1)
            {
                int count = Math.Min(length, x.Length - start);
                Kernel.Map(x.AsSpan(start, count), part.AsSpan(start, count), f);
            }
            Numbers.AssertSameBits<float>(all, part, typeof(F).Name);
        }
    }

    [Fact]
    public void Only_the_target_is_written()
    {
        float[] x = Numbers.Random<float>(1, 40);
        foreach (int length in new[] { 0, 1, 5, 16, 19, 33 })
        {
            float[] y = new float[40];
            Array.Fill(y, 9);
            Kernel.Map(x.AsSpan(0, length), y.AsSpan(3, length), new Negate<float>());
            Assert.All(y[..3].Concat(y[(3 + length)..]), untouched => Assert.Equal(9, untouched));
        }
    }

    [Fact]
    public void Spans_of_different_lengths_are_refused()
    {
        float[] two = new float[2], three = new float[3];
        Refused("y", 2, 3, () => Kernel.Map(three, two, new Negate<float>()));
        Refused("b", 2, 3, () => Kernel.Zip(three, two, three, new Add<float>()));
        Refused("y", 3, 2, () => Kernel.Zip(two, two, three, new Add<float>()));
        Refused("b", 2, 3, () => Kernel.Zip(three, two, three, three, new MultiplyAdd<float>()));
        Refused("c", 2, 3, () => Kernel.Zip(three, three, two, three, new MultiplyAdd<float>()));
        Refused("y", 2, 3, () => Kernel.Zip(three, three, three, two, new MultiplyAdd<float>()));
        Refused("y", 2, 3, () => Kernel.ZipScalar(three, 1, two, new Add<float>()));
        Refused("y", 2, 3, () => Kernel.ZipScalar(1, three, two, new Add<float>()));
    }

    internal static void Refused(string name, int holds, int expected, Action call)
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(call);
        Assert.Equal(name, fault.ParamName);
        Assert.Contains($"The span holds {holds} elements, expected {expected}.", fault.Message, StringComparison.Ordinal);
    }
}
