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
        => Largest(x, Pooling.Shape(x, kernel, stride ?? kernel, padding), Tape.IsWanted([x]), out _);

    /// <summary>The same, and where the largest elements were.</summary>
    /// <param name="x">The pictures.</param>
    /// <param name="kernel">Rows and columns of a window.</param>
    /// <param name="stride">From one window to the next; null for the kernel.</param>
    /// <param name="padding">A border that no element is chosen from, at most half the kernel.</param>
    /// <param name="switches">For <see cref="MaxUnpool2D"/>.</param>
    /// <exception cref="ArgumentException">The window does not fit.</exception>
    public static Tensor MaxPool2D(this Tensor x, (int Y, int X) kernel, (int Y, int X)? stride, (int Y, int X) padding, out MaxPoolSwitches switches)
    {
        PoolingShape shape = Pooling.Shape(x, kernel, stride ?? kernel, padding);
        Tensor y = Largest(x, shape, withPlaces: true, out Tensor places);
        switches = new MaxPoolSwitches(places, x.Shape, shape);
        return y;
    }

    private static Tensor Largest(Tensor x, PoolingShape shape, bool withPlaces, out Tensor places)
    {
        Tensor y = Tensor.Uninitialized([x.Shape[0], x.Shape[1], shape.OutputHeight, shape.OutputWidth], x.DType);
        places = Tensor.Uninitialized(withPlaces ? y.Shape : [0], DType.Int32);
        if (x.RequireFloatingPoint() == DType.Float32)
        {
            MaxPool.Forward<float>(x.AsSpan<float>(), y.AsSpan<float>(), places.AsSpan<int>(), shape);
        }
        else
        {
            MaxPool.Forward<double>(x.AsSpan<double>(), y.AsSpan<double>(), places.AsSpan<int>(), shape);
        }
        return Tape.Record(y, [x], (x, places, shape), static (s, dy) => s.x.AddFreshGradient(Scatter(dy, s.places, s.x.Shape, s.shape)));
    }

    /// <summary>
    /// Puts each element back to where max pooling found the largest of its window, and zeros elsewhere (Zeiler and Fergus 2014): [batch, channels, outHeight, outWidth] →
    /// [batch, channels, height, width]. Elements that go to one place, as windows that overlap may have it, add up.
    /// </summary>
    /// <param name="y">As the result of the pooling.</param>
    /// <param name="switches">Of the pooling.</param>
    /// <exception cref="ArgumentException">y has another shape than the result of the pooling.</exception>
    public static Tensor MaxUnpool2D(this Tensor y, MaxPoolSwitches switches)
    {
        y.RequireFloatingPoint();
        return y.Shape == switches.Places?.Shape
            ? Scatter(y, switches.Places, switches.InputShape, switches.Window)
            : throw new ArgumentException($"The switches are of a pooling {switches.InputShape} → {switches.Places?.Shape}, but what is to go back is {y.Shape}.", nameof(y));
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
        return Tape.Record(x, [y], (y, places, shape), static (s, dx) => s.y.AddGradient(Gather(dx, s.places, s.shape)));
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
        return Tape.Record(y, [x], (x, places, shape), static (s, dy) => s.x.AddFreshGradient(Scatter(dy, s.places, s.x.Shape, s.shape)));
    }
}
