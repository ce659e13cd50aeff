using Strata.Autograd;
using Strata.Kernels.Pooling;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Average pooling of pictures.</summary>
public static class AvgPool2DOp
{
    /// <summary>The mean of each window: [batch, channels, height, width] → [batch, channels, outHeight, outWidth].</summary>
    /// <param name="x">The pictures.</param>
    /// <param name="kernel">Rows and columns of a window.</param>
    /// <param name="stride">From one window to the next; less than the kernel makes them overlap. Default: the kernel.</param>
    /// <param name="padding">A border, at most half the kernel. Default: none.</param>
    /// <param name="countPadding">Whether the border counts as zeros. Default: true.</param>
    /// <exception cref="ArgumentException">The window does not fit.</exception>
    public static Tensor AvgPool2D(
        this Tensor x, (int Y, int X) kernel, (int Y, int X)? stride = null, (int Y, int X) padding = default, bool countPadding = true)
        => Average(x, Pooling.Shape(x, kernel, stride ?? kernel, padding), countPadding);

    private static Tensor Average(Tensor x, PoolingShape shape, bool countPadding)
    {
        Tensor y = Tensor.Uninitialized([x.Shape[0], x.Shape[1], shape.OutputHeight, shape.OutputWidth], x.DType);
        if (x.RequireFloatingPoint() == DType.Float32)
        {
            AveragePool.Forward<float>(x.AsSpan<float>(), y.AsSpan<float>(), shape, countPadding);
        }
        else
        {
            AveragePool.Forward<double>(x.AsSpan<double>(), y.AsSpan<double>(), shape, countPadding);
        }
        return Tape.Record(y, [x], (x, shape, countPadding), static (s, dy) => s.x.AddFreshGradient(Scatter(dy, s.x.Shape, s.shape, s.countPadding)));
    }

    private static Tensor Scatter(Tensor y, Shape shapeOfInput, PoolingShape shape, bool countPadding)
    {
        Tensor x = Tensor.Uninitialized(shapeOfInput, y.DType);
        if (y.DType == DType.Float32)
        {
            AveragePool.Scatter<float>(y.AsSpan<float>(), x.AsSpan<float>(), shape, countPadding);
        }
        else
        {
            AveragePool.Scatter<double>(y.AsSpan<double>(), x.AsSpan<double>(), shape, countPadding);
        }
        return Tape.Record(x, [y], (y, shape, countPadding), static (s, dx) => s.y.AddGradient(Average(dx, s.shape, s.countPadding)));
    }
}
