using System.Runtime.Intrinsics;
using Strata.Kernels.Convolution;
using Strata.Kernels.Elementwise;
using Strata.Kernels.Gemm;
using Strata.Kernels.Threading;
using Kernel = Strata.Kernels.Elementwise.Elementwise;

namespace Strata.Kernels.Tests.Threading;

/// <summary>The same bits come out for any number of threads, since slices write only what is their own and the order of a sum is that of its shape and layout.</summary>
[Collection(WorkersCollection.Name)]
public sealed class DeterminismTests : IDisposable
{
    private readonly int _count = Workers.Count;

    public static TheoryData<ConvolutionShape> Convolutions
    {
        get
        {
            TheoryData<ConvolutionShape> shapes =
            [
                new ConvolutionShape(17, 3, 20, 20, 8, 3, 3) { PaddingY = 1, PaddingX = 1 },
                new ConvolutionShape(1, 3, 60, 70, 8, 5, 5) { PaddingY = 2, PaddingX = 2 },
                new ConvolutionShape(3, 16, 40, 40, 12, 3, 3) { StrideY = 2, StrideX = 2, Groups = 2 },
                new ConvolutionShape(2, 48, 15, 15, 20, 3, 3),
                new ConvolutionShape(1, 16, 80, 80, 64, 3, 3) { StrideY = 2, StrideX = 2 },
                new ConvolutionShape(5, 20, 30, 27, 40, 3, 3) { PaddingY = 1, PaddingX = 1 },
                new ConvolutionShape(30, 40, 4, 4, 130, 3, 3) { PaddingY = 1, PaddingX = 1 },
                new ConvolutionShape(1, 40, 14, 14, 190, 3, 3) { PaddingY = 1, PaddingX = 1 },
            ];
            if (Vector128.IsHardwareAccelerated) // without registers they take minutes
            {
                shapes.Add(new ConvolutionShape(3, 200, 30, 30, 190, 3, 3) { PaddingY = 1, PaddingX = 1 });
                shapes.Add(new ConvolutionShape(48, 200, 6, 6, 200, 3, 3) { PaddingY = 1, PaddingX = 1 });
            }
            return shapes;
        }
    }

    public void Dispose() => Workers.Count = _count;

    [Theory]
    [InlineData(1, 2000, 300)]
    [InlineData(2000, 1, 300)]
    [InlineData(130, 200, 400)]
    [InlineData(1500, 40, 60)]
    [InlineData(700, 600, 900)]
    [InlineData(600, 1024, 1024)]
    [InlineData(32, 1000, 300)]
    [InlineData(61, 1024, 300)]
    [InlineData(560, 512, 520)]
    public void A_product(int m, int n, int k)
    {
        float[] a = Numbers.Random<float>(1, m * k), b = Numbers.Random<float>(2, k * n);
        SameBits(m * n, c => MatrixProduct.Multiply<float>(a, b, c, m, n, k));
        SameBits(m * n, c => MatrixProduct.Multiply<float>(a, b, c, m, n, k, transposeB: true));
        SameBits(m * n, c => MatrixProduct.Multiply<float>(a, b, c, m, n, k, transposeA: true, transposeB: true));
    }

    [Fact]
    public void A_batch_of_products()
    {
        float[] a = Numbers.Random<float>(1, 9 * 33 * 20), b = Numbers.Random<float>(2, 9 * 20 * 40);
        SameBits(9 * 33 * 40, c => MatrixProduct.MultiplyBatch<float>(a, b, c, 33, 40, 20, 9, 33 * 20, 20 * 40));
    }

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void A_convolution_and_its_gradients(ConvolutionShape s)
    {
        float[] x = Numbers.Random<float>(1, s.InputCount), w = Numbers.Random<float>(2, s.FilterCount), dy = Numbers.Random<float>(3, s.OutputCount);
        SameBits(s.OutputCount, y => Convolution2D.Forward<float>(x, w, y, s));
        float[] scale = Numbers.Random<float>(4, s.OutChannels), shift = Numbers.Random<float>(5, s.OutChannels);
        SameBits(s.OutputCount, y => Convolution2D.Forward<float>(x, w, y, s, scale, shift, rectifies: true));
        SameBits(s.InputCount, dx => Convolution2D.InputGradient<float>(dy, w, dx, s));
        SameBits(s.FilterCount, dw => Convolution2D.FilterGradient<float>(x, dy, dw, s));
    }

    [Fact]
    public void Element_wise_work()
    {
        const int Rows = 300, Columns = 401;
        float[] x = Numbers.Random<float>(1, Rows * Columns), row = Numbers.Random<float>(2, Columns);
        SameBits(x.Length, y => Kernel.Map(x, y, new Tanh<float>()));
        SameBits(x.Length, y => Kernel.Zip(x, x, y, new Divide<float>()));
        SameBits(x.Length, y => Broadcast.Zip(x, [Columns, 1], row, [0, 1], y, [Rows, Columns], new Add<float>()));
        SameBits(x.Length, w => Updates.Apply(w, x, new SgdUpdate<float>(0.1f, 0.01f)));
    }

    private static void SameBits(int length, Action<float[]> kernel)
    {
        Workers.Count = 1;
        float[] alone = new float[length];
        kernel(alone);
        foreach (int threads in new[] { 2, 3, 7 })
        {
            Workers.Count = threads;
            for (int round = 0; round < 2; round++)
            {
                float[] again = new float[length];
                kernel(again);
                Numbers.AssertSameBits<float>(alone, again, $"{threads} threads:");
            }
        }
    }
}
