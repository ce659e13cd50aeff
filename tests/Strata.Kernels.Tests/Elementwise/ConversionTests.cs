using Strata.Kernels.Elementwise;

namespace Strata.Kernels.Tests.Elementwise;

public class ConversionTests
{
    [Fact]
    public void Fractions_are_cut_off_and_what_is_out_of_range_becomes_the_nearest()
    {
        int[] y = new int[8];
        Conversion.Convert<double, int>([1.9, -1.9, 0.5, 1e20, -1e20, double.PositiveInfinity, double.NegativeInfinity, double.NaN], y);
        Assert.Equal([1, -1, 0, int.MaxValue, int.MinValue, int.MaxValue, int.MinValue, 0], y);
        byte[] bytes = new byte[4];
        Conversion.Convert<float, byte>([254.9f, 300, -3, float.NaN], bytes);
        Assert.Equal([254, 255, 0, 0], bytes);
    }

    [Fact]
    public void A_wider_integer_loses_its_upper_bits()
    {
        byte[] y = new byte[3];
        Conversion.Convert<int, byte>([255, 256, -1], y);
        Assert.Equal([255, 0, 255], y);
    }

    [Fact]
    public void Numbers_are_rounded_to_the_nearest_float()
    {
        float[] y = new float[4];
        Conversion.Convert<double, float>([0.1, 1e300, double.NaN, -0.0], y);
        Numbers.AssertSameBits<float>([0.1f, float.PositiveInfinity, float.NaN, -0f], y);
        double[] wide = new double[1];
        Conversion.Convert<float, double>([0.1f], wide);
        Assert.Equal((double)0.1f, wide[0]);
        Conversion.Convert<int, float>([int.MaxValue, 7, -7, 0], y);
        Assert.Equal([2147483648f, 7, -7, 0], y);
    }

    [Fact]
    public void Truth_is_one_and_all_but_zero_is_true()
    {
        long[] y = new long[2];
        Conversion.FromBool<long>([true, false], y);
        Assert.Equal([1, 0], y);
        bool[] truth = new bool[4];
        Conversion.ToBool<float>([0, -0f, 0.1f, float.NaN], truth);
        Assert.Equal([false, false, true, true], truth);
    }

    [Fact]
    public void Spans_of_different_lengths_are_refused()
    {
        ElementwiseTests.Refused("y", 1, 2, () => Conversion.Convert<int, float>([1, 2], new float[1]));
        ElementwiseTests.Refused("y", 1, 2, () => Conversion.FromBool<float>([true, true], new float[1]));
        ElementwiseTests.Refused("y", 1, 2, () => Conversion.ToBool<int>([1, 2], new bool[1]));
    }
}
