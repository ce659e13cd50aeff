using System.Runtime.Intrinsics;
using Strata.Kernels.Convolution;
using Strata.Kernels.Convolution.Winograd;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Tests.Convolution.Winograd;

/// <summary>Winograd's method over every register type, whatever the processor has, against the matrix product in double precision.</summary>
public unsafe class WinogradTests
{
    private const double Bound = 6e-6;

    public static TheoryData<ConvolutionShape> Shapes
    {
        get
        {
            var shapes = new TheoryData<ConvolutionShape>();
            int[] planes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 28, 33], channels = [1, 3, 17, 64, 65];
            int i = 0;
            foreach (int padding in new[] { 0, 1, 2 })
            {
                foreach (int plane in planes)
                {
                    // Every size of plane with every padding; the other sizes take turns.
                    int inputs = channels[i % 5], outputs = channels[(i / 2) % 5], batch = i % 3 == 0 ? 3 : 1, width = planes[(i * 7 + plane) % planes.Length];
                    i++;
                    if (plane + (2 * padding) >= 3 && width + (2 * (2 - padding)) >= 3)
                    {
                        shapes.Add(new ConvolutionShape(batch, inputs, plane, width, outputs, 3, 3) { PaddingY = padding, PaddingX = 2 - padding });
                        shapes.Add(new ConvolutionShape(batch, outputs, plane, plane, inputs, 3, 3) { PaddingY = padding, PaddingX = padding });
                    }
                }
            }
            shapes.Add(new ConvolutionShape(40, 20, 4, 4, 12, 3, 3) { PaddingY = 1, PaddingX = 1 });
            shapes.Add(new ConvolutionShape(1, 300, 7, 7, 70, 3, 3) { PaddingY = 1, PaddingX = 1 }); // some channels at a time
            shapes.Add(new ConvolutionShape(1, 9, 6, 530, 7, 3, 3) { PaddingY = 1, PaddingX = 1 });
            shapes.Add(new ConvolutionShape(3, 200, 30, 30, 130, 3, 3) { PaddingY = 1, PaddingX = 1 });
            if (Vector128.IsHardwareAccelerated) // without registers they take minutes
            {
                // So much to transform first that threads share it, filters and tiles.
                shapes.Add(new ConvolutionShape(3, 200, 30, 30, 190, 3, 3) { PaddingY = 1, PaddingX = 1 });
                shapes.Add(new ConvolutionShape(48, 200, 6, 6, 200, 3, 3) { PaddingY = 1, PaddingX = 1 });
            }
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_output_is_that_of_the_product(ConvolutionShape s)
    {
        float[] x = Numbers.Random<float>(1, s.InputCount), w = Numbers.Random<float>(2, s.FilterCount);
        double[] expected = new double[s.OutputCount];
        Convolution2D.Forward<double>(Numbers.ToDouble(x), Numbers.ToDouble(w), expected, s);
        Check<V128<float>>(6);
        Check<V128<float>>(12);
        Check<V256<float>>(6);
        Check<V512<float>>(12);

        void Check<V>(int mr)
            where V : struct, IVector<V, float>
        {
            float[] y = Numbers.Random<float>(3, s.OutputCount), mapped = Numbers.Random<float>(4, s.OutputCount), scale = Numbers.Random<float>(5, s.OutChannels), shift = Numbers.Random<float>(6, s.OutChannels);
            fixed (float* px = x, pw = w, py = y, pm = mapped, ps = scale, pt = shift)
            {
                new WinogradConvolution<V>(px, pw, py, s, turned: false, map: default, mr).Run();
                AssertClose(expected, y, $"{typeof(V).Name}, {mr} rows, {s}");
                new WinogradConvolution<V>(px, pw, pm, s, turned: false, new(ps, pt, rectifies: true), mr).Run();
            }
            for (int i = 0; i < y.Length; i++)
            {
                int c = i / s.OutputPlane % s.OutChannels;
                float whole = (y[i] * scale[c]) + shift[c];
                // V128 multiplies and adds in two steps where the processor does.
                Assert.Equal(Math.Max(whole, 0), mapped[i], 1e-5f * (1 + Math.Abs(whole)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_gradient_of_the_input_is_that_of_the_product(ConvolutionShape s)
    {
        float[] dy = Numbers.Random<float>(1, s.OutputCount), w = Numbers.Random<float>(2, s.FilterCount), dx = Numbers.Random<float>(3, s.InputCount);
        double[] expected = new double[s.InputCount];
        Convolution2D.InputGradient<double>(Numbers.ToDouble(dy), Numbers.ToDouble(w), expected, s);
        fixed (float* pdy = dy, pw = w, pdx = dx)
        {
            WinogradMethod.InputGradient(pdy, pw, pdx, s);
        }
        AssertClose(expected, dx, s.ToString());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_gradient_of_the_filters_is_that_of_the_product(ConvolutionShape s)
    {
        float[] x = Numbers.Random<float>(1, s.InputCount), dy = Numbers.Random<float>(2, s.OutputCount);
        double[] expected = new double[s.FilterCount];
        Convolution2D.FilterGradient<double>(Numbers.ToDouble(x), Numbers.ToDouble(dy), expected, s);
        Check<V128<float>>(6);
        Check<V128<float>>(12);
        Check<V256<float>>(6);
        Check<V512<float>>(12);

        void Check<V>(int mr)
            where V : struct, IVector<V, float>
        {
            float[] dw = Numbers.Random<float>(3, s.FilterCount);
            fixed (float* px = x, pdy = dy, pdw = dw)
            {
                new WinogradFilterGradient<V>(px, pdy, pdw, s, mr).Run();
            }
            AssertClose(expected, dw, $"{typeof(V).Name}, {mr} rows, {s}");
        }
    }

    [Fact]
    public void The_method_is_chosen_by_the_shape()
    {
        ConvolutionShape layer = new(16, 64, 14, 14, 64, 3, 3) { PaddingY = 1, PaddingX = 1 };
        ConvolutionShape[] yes =
        [
            layer, layer with { Batch = 1 }, layer with { InChannels = 8 }, layer with { OutChannels = 8 }, layer with { PaddingY = 2, PaddingX = 0 },
            layer with { Height = 3, Width = 3 }, layer with { Batch = 1, Height = 6, Width = 6 },
        ];
        ConvolutionShape[] no =
        [
            layer with { KernelHeight = 1 }, layer with { KernelWidth = 5 }, layer with { StrideY = 2 }, layer with { StrideX = 2 }, layer with { DilationY = 2 },
            layer with { DilationX = 2 }, layer with { Groups = 2 }, layer with { PaddingY = 3 }, layer with { PaddingX = 3 }, layer with { InChannels = 7 },
            layer with { OutChannels = 7 }, layer with { Batch = 0 }, layer with { Batch = 100, Height = 2, Width = 2 }, layer with { Batch = 2, Height = 4, Width = 4 },
        ];
        Assert.All(yes, s => Assert.True(WinogradMethod.Pays(s), s.ToString()));
        Assert.All(no, s => Assert.False(WinogradMethod.Pays(s), s.ToString()));
    }

    [Fact]
    public void NaN_in_an_image_reaches_the_outputs_that_see_it_and_none_beyond_their_tiles()
    {
        var s = new ConvolutionShape(2, 8, 16, 16, 8, 3, 3) { PaddingY = 1, PaddingX = 1 };
        Assert.True(WinogradMethod.Pays(s));
        float[] x = Numbers.Random<float>(1, s.InputCount), w = Numbers.Random<float>(2, s.FilterCount), y = new float[s.OutputCount];
        x[(5 * 16) + 6] = float.NaN;
        Convolution2D.Forward<float>(x, w, y, s);
        for (int i = 0; i < y.Length; i++)
        {
            int image = i / (8 * 256), row = i / 16 % 16, column = i % 16;
            if (image == 0 && row is >= 4 and <= 6 && column is >= 5 and <= 7)
            {
                Assert.True(float.IsNaN(y[i]));
            }
            else if (image == 1 || row is < 4 or > 7 || column is < 4 or > 7)
            {
                Assert.True(float.IsFinite(y[i]));
            }
        }
    }

    // The largest error found is 3.4e-6 of the largest number, over 200 channels; the points ±1 and ±2, which are usual, go beyond the bound.
    private static void AssertClose(double[] expected, float[] actual, string what)
    {
        double largest = expected.Max(Math.Abs);
        Numbers.AssertClose<float>(expected, actual, 0, Bound * largest, what);
    }
}
