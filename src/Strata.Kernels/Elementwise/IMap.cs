using System.Numerics;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

/// <summary>A function of one number, y = f(x), written over a register of them.</summary>
/// <typeparam name="T">The element type.</typeparam>
public interface IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>f(x), element by element.</summary>
    V Invoke<V>(V x)
        where V : struct, IVector<V, T>;
}

/// <summary>A function of two numbers, y = f(a, b), written over registers of them.</summary>
/// <typeparam name="T">The element type.</typeparam>
public interface IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>f(a, b), element by element.</summary>
    V Invoke<V>(V a, V b)
        where V : struct, IVector<V, T>;
}

/// <summary>A function of three numbers, y = f(a, b, c), written over registers of them.</summary>
/// <typeparam name="T">The element type.</typeparam>
public interface IZip3<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>f(a, b, c), element by element.</summary>
    V Invoke<V>(V a, V b, V c)
        where V : struct, IVector<V, T>;
}
