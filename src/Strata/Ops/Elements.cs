using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>
/// The step from tensors to element-wise kernels. A formula is a struct generic over the element type; it is given once for
/// float and once for double, and the tensor's type chooses.
/// </summary>
internal static class Elements
{
    /// <summary>f of every element.</summary>
    public static Tensor Map<TFloat, TDouble>(Tensor x, TFloat f, TDouble d)
        where TFloat : struct, IMap<float>
        where TDouble : struct, IMap<double>
        => Map(x, Tensor.Uninitialized(x.Shape, x.RequireFloatingPoint()), f, d);

    /// <summary>The same into a tensor of that many elements, which may be x.</summary>
    public static Tensor Map<TFloat, TDouble>(Tensor x, Tensor y, TFloat f, TDouble d)
        where TFloat : struct, IMap<float>
        where TDouble : struct, IMap<double>
    {
        if (y.DType == DType.Float32)
        {
            Elementwise.Map(x.AsSpan<float>(), y.AsSpan<float>(), f);
        }
        else
        {
            Elementwise.Map(x.AsSpan<double>(), y.AsSpan<double>(), d);
        }
        return y;
    }

    /// <summary>f of every pair of elements, of tensors that broadcast.</summary>
    public static Tensor Zip<TFloat, TDouble>(Tensor a, Tensor b, TFloat f, TDouble d)
        where TFloat : struct, IZip<float>
        where TDouble : struct, IZip<double>
    {
        DType dtype = SameFloatingPoint(a, b);
        return Zip(a, b, Tensor.Uninitialized(Shape.Broadcast(a.Shape, b.Shape), dtype), f, d);
    }

    /// <summary>
    /// The gradient of an element-wise op by a fused kernel of (dy, v), v being the op's input or output. It is not recorded: where a second
    /// derivative is wanted, the op composes its gradient from other ops instead. It takes the memory of dy where nobody else will read that.
    /// </summary>
    public static Tensor Gradient<TFloat, TDouble>(Tensor dy, Tensor v, TFloat f, TDouble d)
        where TFloat : struct, IZip<float>
        where TDouble : struct, IZip<double>
        => dy.Storage.Gradients == 1 && dy.Shape == v.Shape && dy.DType == v.DType ? Zip(dy, v, dy, f, d) : Zip(dy, v, f, d);

    /// <summary>Adds to the gradient of an input that may have been broadcast: the axes that were stretched are summed.</summary>
    public static void AddBroadcastGradient(this Tensor input, Tensor gradient, bool fresh = false)
    {
        if (input.NeedsGradient)
        {
            input.AddFreshGradient(gradient.SumTo(input.Shape), fresh || gradient.Count != input.Count);
        }
    }

    /// <summary>The tensor's type.</summary>
    /// <exception cref="NotSupportedException">The type is an integer or a truth value.</exception>
    public static DType RequireFloatingPoint(this Tensor x) => x.DType.IsFloatingPoint()
        ? x.DType
        : throw new NotSupportedException(
            $"This op works on Float32 and Float64, but the tensor of shape {x.Shape} holds {x.DType}. Convert it with To(DType.Float32).");

    /// <summary>The one floating-point type of two tensors.</summary>
    /// <exception cref="ArgumentException">They differ.</exception>
    public static DType SameFloatingPoint(Tensor a, Tensor b) => a.RequireFloatingPoint() == b.RequireFloatingPoint()
        ? a.DType
        : throw new ArgumentException(
            $"The tensors are {a.DType} {a.Shape} and {b.DType} {b.Shape}; both must be of one type. Convert one with To(...).");

    private static Tensor Zip<TFloat, TDouble>(Tensor a, Tensor b, Tensor y, TFloat f, TDouble d)
        where TFloat : struct, IZip<float>
        where TDouble : struct, IZip<double>
    {
        if (y.DType == DType.Float32)
        {
            Zip<float, TFloat>(a, b, y, f);
        }
        else
        {
            Zip<double, TDouble>(a, b, y, d);
        }
        return y;
    }

    private static void Zip<T, TFunction>(Tensor a, Tensor b, Tensor y, TFunction f)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        where TFunction : struct, IZip<T>
    {
        if (a.Shape == b.Shape)
        {
            Elementwise.Zip(a.AsSpan<T>(), b.AsSpan<T>(), y.AsSpan<T>(), f);
        }
        else
        {
            Broadcast.Zip(
                a.AsSpan<T>(), Strides(a.Shape, stackalloc int[y.Rank]), b.AsSpan<T>(), Strides(b.Shape, stackalloc int[y.Rank]), y.AsSpan<T>(), y.Shape.Lengths, f);
        }
    }

    // Elements from one index to the next along each axis of the broadcast shape; zero along a stretched axis.
    private static ReadOnlySpan<int> Strides(Shape shape, Span<int> strides)
    {
        strides.Clear();
        int stride = 1;
        for (int i = 1; i <= shape.Rank; i++)
        {
            strides[^i] = shape[^i] == 1 ? 0 : stride;
            stride *= shape[^i];
        }
        return strides;
    }
}
