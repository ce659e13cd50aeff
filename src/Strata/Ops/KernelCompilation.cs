using System.Runtime.CompilerServices;
using Strata.Kernels.Convolution;
using Strata.Kernels.Gemm;
using Strata.Kernels.Pooling;

namespace Strata.Ops;

/// <summary>
/// Calls the kernels that take the runtime longest to compile, on a thread beside, while the program still builds its network and reads its data: their compilation is a quarter of
/// the time to a first step. Does nothing where there is one processor, or nothing to compile.
/// </summary>
internal static class KernelCompilation
{
    private static readonly Lock s_turn = new(); // there may be no more than one processor to spare
    private static int s_products, s_convolutions;

    /// <summary>Begins with matrix products in float32, once in a process.</summary>
    public static void BeginProducts() => Begin(ref s_products, Products);

    /// <summary>Begins with convolutions, and what goes with them, in float32, once in a process.</summary>
    public static void BeginConvolutions() => Begin(ref s_convolutions, Convolutions);

    private static void Begin(ref int begun, Action kernels)
    {
        if (Environment.ProcessorCount > 1 && RuntimeFeature.IsDynamicCodeCompiled && Interlocked.Exchange(ref begun, 1) == 0)
        {
            new Thread(Compile) { IsBackground = true, Name = "Strata compilation" }.Start();
        }

        void Compile()
        {
            lock (s_turn)
            {
                kernels();
            }
        }
    }

    private static void Products()
    {
        const int rows = 20, columns = 40, depth = 12; // twelve rows and eight, and a panel that is not full
        float[] a = new float[rows * depth], b = new float[depth * columns], c = new float[rows * columns];
        MatrixProduct.Multiply<float>(a, b, c, rows, columns, depth);
        MatrixProduct.Multiply<float>(a, b, c, rows, columns, depth, transposeA: true);
        MatrixProduct.Multiply<float>(a, b, c, rows, columns, depth, transposeB: true);
    }

    // In the order in which a first step asks for them.
    private static void Convolutions()
    {
        var shape = new ConvolutionShape(Batch: 1, InChannels: 1, Height: 12, Width: 12, OutChannels: 10, KernelHeight: 5, KernelWidth: 5);
        float[] x = new float[shape.InputCount], w = new float[shape.FilterCount], y = new float[shape.OutputCount];
        Convolution2D.Forward<float>(x, w, y, shape);
        var windows = new PoolingShape(Planes: 10, Height: 8, Width: 8, KernelHeight: 2, KernelWidth: 2, StrideY: 2, StrideX: 2);
        MaxPool.Forward<float>(y, new float[160], new int[160], windows);
        Products();
        Convolution2D.FilterGradient<float>(x, y, w, shape);
        Convolution2D.InputGradient<float>(y, w, x, shape);
    }
}
