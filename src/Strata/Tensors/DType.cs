namespace Strata.Tensors;

/// <summary>The type of a tensor's elements.</summary>
public enum DType
{
    /// <summary>32-bit floating point, the type that networks train in.</summary>
    Float32,

    /// <summary>64-bit floating point, for gradient checks and numerics.</summary>
    Float64,

    /// <summary>32-bit integers: labels and indices.</summary>
    Int32,

    /// <summary>64-bit integers.</summary>
    Int64,

    /// <summary>Bytes: pixels as files hold them.</summary>
    UInt8,

    /// <summary>Truth values: masks.</summary>
    Bool,
}

/// <summary>Facts about element types.</summary>
public static class DTypeExtensions
{
    /// <summary>True for <see cref="DType.Float32"/> and <see cref="DType.Float64"/>, the types that have gradients.</summary>
    public static bool IsFloatingPoint(this DType dtype) => dtype is DType.Float32 or DType.Float64;

    /// <summary>The size of one element in bytes.</summary>
    public static int Size(this DType dtype) => dtype switch
    {
        DType.Float64 or DType.Int64 => 8,
        DType.Float32 or DType.Int32 => 4,
        _ => 1,
    };

    /// <summary>The element type that the .NET type <typeparamref name="T"/> stands for.</summary>
    /// <exception cref="NotSupportedException">Tensors do not hold <typeparamref name="T"/>.</exception>
    public static DType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            return DType.Float32;
        }
        if (typeof(T) == typeof(double))
        {
            return DType.Float64;
        }
        if (typeof(T) == typeof(int))
        {
            return DType.Int32;
        }
        if (typeof(T) == typeof(long))
        {
            return DType.Int64;
        }
        if (typeof(T) == typeof(byte))
        {
            return DType.UInt8;
        }
        if (typeof(T) == typeof(bool))
        {
            return DType.Bool;
        }
        throw new NotSupportedException(
            $"A tensor cannot hold elements of type {typeof(T).Name}; it holds float, double, int, long, byte or bool.");
    }
}
