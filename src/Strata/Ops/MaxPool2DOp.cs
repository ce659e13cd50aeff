using Strata.Autograd;
using Strata.Kernels.Pooling;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Max pooling of pictures.</summary>
public static class MaxPool2DOp
{
    /// <summary>The largest element of each window: [batch, channels, height, width] → [batch, channels, outHeight, outWidth]. The gradient goes to the first largest.</summary>
    /// <param name="x">The pictures.</param>
    /// <param name="kernel">Rows and columns of a window.</param>
    /// <param name="stride">From one window to the next; less than the kernel makes them overlap. Default: the kernel.</param>
    /// <param name="padding">A border that no element is chosen from, at most half the kernel. Default: none.</param>
    /// <exception cref="ArgumentException">The window does not fit.</exception>
    public static Tensor MaxPool2D(this Tensor x, (int Y, int X) kernel, (int Y, int X)? stride = null, (int Y, int X) padding = default)
    {
        PoolingShape shape = Pooling.Shape(x, kernel, stride ?? kernel, padding);
        Tensor y = Tensor.Uninitialized([x.Shape[0], x.Shape[1], shape.OutputHeight, shape.OutputWidth], x.DType);
        Tensor places = Tensor.Uninitialized(y.Shape, DType.Int32);
        if (x.RequireFloatingPoint() == DType.Float32)
        {
            MaxPool.Forward<float>(x.AsSpan<float>(), y.AsSpan<float>(), places.AsSpan<int>(), shape);
        }
        else
        {
            MaxPool.Forward<double>(x.AsSpan<double>(), y.AsSpan<double>(), places.AsSpan<int>(), shape);
        }
        return Tape.Record(y, [x], dy => x.AddGradient(Scatter(dy, places, x.Shape, shape)));
    }

    private static Tensor Scatter(Tensor y, Tensor places, Shape shapeOfInput, PoolingShape shape)
    {
        Tensor x = Tensor.Uninitialized(shapeOfInput, y.DType);
        if (y.DType == DType.Float32)
        {
            MaxPool.Scatter<float>(y.AsSpan<float>(), places.AsSpan<int>(), x.AsSpan<float>(), shape);
        }
        else
        {
            MaxPool.Scatter<double>(y.AsSpan<double>(), places.AsSpan<int>(), x.AsSpan<double>(), shape);
        }
        return Tape.Record(x, [y], dx => y.AddGradient(Gather(dx, places, shape)));
    }

    private static Tensor Gather(Tensor x, Tensor places, PoolingShape shape)
    {
        Tensor y = Tensor.Uninitialized(places.Shape, x.DType);
        if (x.DType == DType.Float32)
        {
            MaxPool.Gather<float>(x.AsSpan<float>(), places.AsSpan<int>(), y.AsSpan<float>(), shape);
        }
        else
        {
            MaxPool.Gather<double>(x.AsSpan<double>(), places.AsSpan<int>(), y.AsSpan<double>(), shape);
        }
        return Tape.Record(y, [x], dy => x.AddGradient(Scatter(dy, places, x.Shape, shape)));
    }
}
