using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Strata.Kernels.Simd;

/// <summary>A loop over a range of indices, written once for all registers.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal interface IRangeWork<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Does the indices from <paramref name="start"/> up to, without, <paramref name="end"/>.</summary>
    void Run<V>(int start, int end)
        where V : struct, IVector<V, T>;
}

/// <summary>The choice of a register type. Kernels take <see cref="Widest"/>; tests go through all of them.</summary>
internal interface IRegisters
{
    /// <summary>Runs the work over registers of this choice.</summary>
    static abstract void Run<T, TWork>(in TWork work, int start, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TWork : struct, IRangeWork<T>;
}

/// <summary>The widest registers that the processor has.</summary>
internal readonly struct Widest : IRegisters
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<T, TWork>(in TWork work, int start, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TWork : struct, IRangeWork<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            work.Run<V512<T>>(start, end);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            work.Run<V256<T>>(start, end);
        }
        else
        {
            work.Run<V128<T>>(start, end);
        }
    }
}

/// <summary>128-bit registers.</summary>
internal readonly struct Bits128 : IRegisters
{
    public static void Run<T, TWork>(in TWork work, int start, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TWork : struct, IRangeWork<T> => work.Run<V128<T>>(start, end);
}

/// <summary>256-bit registers.</summary>
internal readonly struct Bits256 : IRegisters
{
    public static void Run<T, TWork>(in TWork work, int start, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TWork : struct, IRangeWork<T> => work.Run<V256<T>>(start, end);
}

/// <summary>512-bit registers.</summary>
internal readonly struct Bits512 : IRegisters
{
    public static void Run<T, TWork>(in TWork work, int start, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TWork : struct, IRangeWork<T> => work.Run<V512<T>>(start, end);
}
