using System.Numerics;
using Strata.Kernels.Convolution;
using Strata.Kernels.Normalization;

namespace Strata.Kernels.Tests.Convolution;

public class Convolution2DTests
{
    private static readonly ConvolutionShape[] s_shapes =
    [
        new(1, 1, 1, 1, 1, 1, 1),
        new(0, 2, 5, 5, 3, 3, 3),
        new(3, 2, 7, 9, 4, 3, 2),
        new(1, 3, 8, 8, 5, 3, 3) { PaddingY = 1, PaddingX = 1 },
        new(2, 3, 9, 6, 2, 5, 3) { PaddingY = 2, PaddingX = 1 },
        new(2, 2, 9, 10, 3, 3, 3) { StrideY = 2, StrideX = 2, PaddingY = 1, PaddingX = 1 },
        new(2, 2, 11, 13, 3, 2, 4) { StrideY = 3, StrideX = 2, PaddingX = 2 },
        new(1, 2, 10, 8, 3, 2, 2) { StrideY = 1, StrideX = 3 },
        new(2, 2, 9, 9, 3, 3, 3) { DilationY = 2, DilationX = 2, PaddingY = 2, PaddingX = 2 },
        new(2, 2, 10, 9, 3, 3, 2) { DilationY = 1, DilationX = 2, StrideY = 2, StrideX = 2, PaddingY = 1, PaddingX = 1 },
        new(2, 3, 13, 11, 7, 3, 2) { DilationY = 2, DilationX = 3, StrideY = 2, PaddingY = 1 },
        new(2, 3, 12, 15, 7, 2, 3) { DilationY = 3, DilationX = 2, StrideY = 2, StrideX = 3, PaddingX = 2 },
        new(2, 3, 12, 9, 20, 3, 3) { DilationY = 2, StrideY = 3 },
        new(2, 20, 12, 12, 50, 5, 5),
        new(2, 100, 20, 20, 260, 3, 3) { StrideY = 2, StrideX = 2 }, // several blocks each way, and parts
        new(2, 3, 6, 5, 4, 2, 3) { StrideY = 9, StrideX = 11, PaddingX = 1 },
        new(2, 3, 4, 5, 4, 2, 2) { StrideY = 2, StrideX = 3, PaddingY = 3, PaddingX = 4 },
        new(2, 4, 7, 8, 6, 3, 3) { Groups = 2, StrideY = 2, StrideX = 2, PaddingY = 1, PaddingX = 1 },
        new(2, 2, 2, 2, 3, 3, 3) { StrideX = 2 },
        new(3, 4, 6, 7, 6, 3, 3) { Groups = 2, PaddingY = 1, PaddingX = 1 },
        new(2, 6, 7, 7, 6, 3, 3) { Groups = 6, PaddingY = 1, PaddingX = 1 },
        new(2, 4, 7, 7, 8, 3, 3) { Groups = 4, StrideY = 2, StrideX = 2 },
        new(17, 1, 16, 16, 6, 5, 5) { PaddingY = 2, PaddingX = 2 },
        new(17, 6, 14, 14, 16, 5, 5),
        new(9, 5, 11, 12, 13, 5, 5),
        new(9, 3, 9, 16, 7, 3, 5) { PaddingY = 1 },
        new(9, 4, 9, 8, 5, 5, 5),
        new(3, 8, 40, 40, 4, 3, 3) { PaddingY = 1, PaddingX = 1 },
        new(1, 3, 33, 35, 5, 3, 3) { PaddingY = 1, PaddingX = 1 },
        new(3, 5, 6, 6, 7, 1, 1),
        new(2, 6, 5, 7, 4, 1, 1) { Groups = 2 },
        new(2, 5, 7, 6, 7, 1, 1) { StrideY = 2, StrideX = 2 },
        new(3, 1, 1, 50, 4, 1, 7) { PaddingX = 2 },
        new(2, 3, 1, 31, 4, 1, 3) { StrideX = 2, DilationX = 2, PaddingX = 1 },
        new(2, 64, 6, 5, 64, 3, 3) { PaddingY = 1, PaddingX = 1 },
        new(2, 64, 7, 8, 9, 2, 3) { DilationY = 2, DilationX = 2, PaddingY = 1, PaddingX = 2 },
        new(3, 64, 5, 5, 10, 1, 1),
        new(2, 64, 9, 9, 8, 3, 3) { StrideY = 2, StrideX = 2, PaddingY = 1, PaddingX = 1 },
        new(1, 128, 5, 6, 6, 3, 3) { Groups = 2 },
        new(2, 64, 1, 20, 5, 1, 5) { PaddingX = 2 },
        new(1, 64, 2, 2, 4, 1, 1) { PaddingY = 1, PaddingX = 2 },
        new(4, 40, 3, 3, 3, 3, 3),
        new(2, 2, 2, 2, 3, 3, 3),
        new(2, 64, 2, 2, 3, 3, 3),
        new(2, 2, 0, 4, 3, 1, 1),
    ];

    public static TheoryData<ConvolutionShape> Shapes => [.. s_shapes];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_output_is_that_of_the_definition(ConvolutionShape s)
    {
        Check<float>(s);
        Check<double>(s);

        static void Check<T>(ConvolutionShape s)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            T[] x = Numbers.Random<T>(1, s.InputCount), w = Numbers.Random<T>(2, s.FilterCount), y = Numbers.Random<T>(3, s.OutputCount);
            double[] expected = NaiveConvolution.Forward(x, w, s);
            Convolution2D.Forward<T>(x, w, y, s);
            Numbers.AssertClose<T>(expected, y, 0, Tolerance<T>(s.InChannels / s.Groups * s.KernelHeight * s.KernelWidth), s.ToString());
        }
    }

    /// <summary>What becomes of the outputs on their way is what would become of them afterwards, bit for bit.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Outputs_are_scaled_shifted_and_rectified_by_channels(ConvolutionShape s)
    {
        Check<float>(s);
        Check<double>(s);

        static void Check<T>(ConvolutionShape s)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            T[] x = Numbers.Random<T>(1, s.InputCount), w = Numbers.Random<T>(2, s.FilterCount), plain = new T[s.OutputCount], y = new T[s.OutputCount];
            T[] scale = Numbers.Random<T>(4, s.OutChannels), shift = Numbers.Random<T>(5, s.OutChannels), scaled = new T[s.OutputCount];
            Convolution2D.Forward<T>(x, w, plain, s);
            BatchNormalization.Affine<T>(plain, scale, shift, scaled, s.Batch, s.OutputPlane);
            T[] shifted = [.. plain.Select((v, i) => v + shift[i / s.OutputPlane % s.OutChannels])];
            foreach (bool rectifies in new[] { false, true })
            {
                Convolution2D.Forward<T>(x, w, y, s, default, default, rectifies);
                Assert.Equal(Rectified(plain), y);
                Convolution2D.Forward<T>(x, w, y, s, default, shift, rectifies);
                Assert.Equal(Rectified(shifted), y);
                Convolution2D.Forward<T>(x, w, y, s, scale, shift, rectifies);
                Assert.Equal(Rectified(scaled), y);

                T[] Rectified(T[] values) => rectifies ? [.. values.Select(v => T.Max(v, T.Zero))] : values;
            }
        }
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(3, 0)]
    [InlineData(2, 3)]
    [InlineData(3, 4)]
    public void Scales_and_shifts_that_are_not_one_for_each_channel_are_refused(int scales, int shifts)
    {
        var s = new ConvolutionShape(1, 1, 3, 3, 3, 3, 3);
        Assert.Contains(
            $"takes 3 shifts, and as many scales or none; the spans hold {shifts} and {scales}.",
            Assert.Throws<ArgumentException>(() => Convolution2D.Forward<float>(new float[9], new float[27], new float[3], s, new float[scales], new float[shifts])).Message,
            StringComparison.Ordinal);
    }

    /// <summary>The way without patches, also where the other one would be taken.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public unsafe void The_direct_way_gives_what_the_definition_gives(ConvolutionShape s)
    {
        if (s.StrideX > 1 || s.StrideY > 1 || s.InputCount == 0 || s.OutputCount == 0)
        {
            return; // it is for strides of 1, and for something to do
        }
        double[] x = Numbers.Random<double>(1, s.InputCount), w = Numbers.Random<double>(2, s.FilterCount), dy = Numbers.Random<double>(3, s.OutputCount);
        double[] y = Numbers.Random<double>(4, s.OutputCount), dx = Numbers.Random<double>(5, s.InputCount), dw = Numbers.Random<double>(6, s.FilterCount);
        double[] head = [.. dw];
        fixed (double* px = x, pw = w, pdy = dy, py = y, pdx = dx, pdw = dw, ph = head)
        {
            DirectConvolution.Forward(px, pw, py, s, map: default);
            DirectConvolution.InputGradient(pdy, pw, pdx, s);
            DirectConvolution.FilterGradient(px, pdy, pdw, s, 0, s.Batch);
            DirectConvolution.FilterGradient(px, pdy, ph, s, s.Batch - 1, 1);
        }
        Numbers.AssertClose<double>(NaiveConvolution.Forward(x, w, s), y, 0, 1e-12, s.ToString());
        Numbers.AssertClose<double>(NaiveConvolution.InputGradient(dy, w, s), dx, 0, 1e-12, s.ToString());
        Numbers.AssertClose<double>(NaiveConvolution.FilterGradient(x, dy, s), dw, 0, 1e-11, s.ToString());
        ConvolutionShape last = s with { Batch = 1 };
        Numbers.AssertClose<double>(NaiveConvolution.FilterGradient(x[^last.InputCount..], dy[^last.OutputCount..], last), head, 0, 1e-11, s.ToString());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_gradient_of_the_input_is_that_of_the_definition(ConvolutionShape s)
    {
        Check<float>(s);
        Check<double>(s);

        static void Check<T>(ConvolutionShape s)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            T[] dy = Numbers.Random<T>(1, s.OutputCount), w = Numbers.Random<T>(2, s.FilterCount), dx = Numbers.Random<T>(3, s.InputCount);
            Convolution2D.InputGradient<T>(dy, w, dx, s);
            double tolerance = Tolerance<T>(s.OutChannels / s.Groups * s.KernelHeight * s.KernelWidth);
            Numbers.AssertClose<T>(NaiveConvolution.InputGradient(dy, w, s), dx, 0, tolerance, s.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_gradient_of_the_filters_is_that_of_the_definition(ConvolutionShape s)
    {
        Check<float>(s);
        Check<double>(s);

        static void Check<T>(ConvolutionShape s)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            T[] x = Numbers.Random<T>(1, s.InputCount), dy = Numbers.Random<T>(2, s.OutputCount), dw = Numbers.Random<T>(3, s.FilterCount);
            Convolution2D.FilterGradient<T>(x, dy, dw, s);
            Numbers.AssertClose<T>(NaiveConvolution.FilterGradient(x, dy, s), dw, 0, Tolerance<T>(s.Batch * s.OutputHeight * s.OutputWidth), s.ToString());
        }
    }

    [Fact]
    public void NaN_in_an_image_reaches_the_outputs_that_see_it_and_no_others()
    {
        var s = new ConvolutionShape(2, 1, 4, 6, 1, 3, 3);
        float[] x = Numbers.Random<float>(1, s.InputCount), y = new float[s.OutputCount];
        x[(1 * 6) + 1] = float.NaN;
        Convolution2D.Forward<float>(x, new float[9], y, s);
        // Rows 0 and 1, columns 0 and 1 of the first image.
        float nan = float.NaN;
        Assert.Equal([nan, nan, 0, 0, nan, nan, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], y);
    }

    [Theory]
    [InlineData(17, 9, 8)]
    [InlineData(18, 8, 8)]
    [InlineData(18, 9, 7)]
    public void A_span_that_is_too_short_is_refused_by_all_three(int x, int w, int y)
    {
        var s = new ConvolutionShape(2, 1, 3, 3, 1, 3, 3) { StrideY = 2, StrideX = 2, PaddingY = 1, PaddingX = 1 };
        string message = $"needs 18 input, 9 filter and 8 output elements; the spans hold {x}, {w} and {y}.";
        Action[] calls =
        [
            () => Convolution2D.Forward<float>(new float[x], new float[w], new float[y], s),
            () => Convolution2D.InputGradient<float>(new float[y], new float[w], new float[x], s),
            () => Convolution2D.FilterGradient<float>(new float[x], new float[y], new float[w], s),
        ];
        Assert.All(calls, call => Assert.Contains(message, Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_negative_padding_is_refused_by_all_three()
    {
        var s = new ConvolutionShape(1, 1, 5, 5, 1, 2, 2) { PaddingX = -1 };
        float[] x = new float[25], w = new float[4], y = new float[16];
        Action[] calls = [() => Convolution2D.Forward<float>(x, w, y, s), () => Convolution2D.InputGradient<float>(y, w, x, s), () => Convolution2D.FilterGradient<float>(x, y, w, s)];
        Assert.All(calls, call => Assert.Contains("padding is at least zero", Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal));
    }

    private static double Tolerance<T>(int terms)
        where T : unmanaged => Numbers.Epsilon<T>() * (4 + terms);
}
