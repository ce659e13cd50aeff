using System.Numerics;
using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Conversion between element types.</summary>
public static class ToOp
{
    /// <summary>
    /// The same values in another type; the tensor itself if it has it. A fraction is cut off, what is out of an integer's range becomes the nearest one, NaN
    /// becomes 0; as a truth value everything but zero is true. Gradients pass between the floating-point types.
    /// </summary>
    public static Tensor To(this Tensor x, DType dtype)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.DType == dtype)
        {
            return x;
        }
        Tensor y = Tensor.Uninitialized(x.Shape, dtype);
        switch (x.DType)
        {
            case DType.Float32: From<float>(x, y); break;
            case DType.Float64: From<double>(x, y); break;
            case DType.Int32: From<int>(x, y); break;
            case DType.Int64: From<long>(x, y); break;
            case DType.UInt8: From<byte>(x, y); break;
            default: FromBool(x, y); break;
        }
        return dtype.IsFloatingPoint() ? Tape.Record(y, [x], x, static (x, dy) => x.AddGradient(dy.To(x.DType))) : y;
    }

    private static void From<T>(Tensor x, Tensor y)
        where T : unmanaged, INumberBase<T>
    {
        switch (y.DType)
        {
            case DType.Float32: Conversion.Convert(x.AsSpan<T>(), y.AsSpan<float>()); break;
            case DType.Float64: Conversion.Convert(x.AsSpan<T>(), y.AsSpan<double>()); break;
            case DType.Int32: Conversion.Convert(x.AsSpan<T>(), y.AsSpan<int>()); break;
            case DType.Int64: Conversion.Convert(x.AsSpan<T>(), y.AsSpan<long>()); break;
            case DType.UInt8: Conversion.Convert(x.AsSpan<T>(), y.AsSpan<byte>()); break;
            default: Conversion.ToBool(x.AsSpan<T>(), y.AsSpan<bool>()); break;
        }
    }

    private static void FromBool(Tensor x, Tensor y)
    {
        switch (y.DType)
        {
            case DType.Float32: Conversion.FromBool(x.AsSpan<bool>(), y.AsSpan<float>()); break;
            case DType.Float64: Conversion.FromBool(x.AsSpan<bool>(), y.AsSpan<double>()); break;
            case DType.Int32: Conversion.FromBool(x.AsSpan<bool>(), y.AsSpan<int>()); break;
            case DType.Int64: Conversion.FromBool(x.AsSpan<bool>(), y.AsSpan<long>()); break;
            default: Conversion.FromBool(x.AsSpan<bool>(), y.AsSpan<byte>()); break;
        }
    }
}
