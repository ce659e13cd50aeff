using System.Numerics;
using System.Runtime.CompilerServices;

namespace Strata.Kernels.Simd;

/// <summary>Functions one lane after the other, by the C library's: for float64, which serves tests and small models, and for what a polynomial does not reach.</summary>
internal static unsafe class LanewiseFunctions
{
    private interface IFunction<T>
    {
        static abstract T Of(T x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V, T>(V x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        => Map<V, T, ExpOf<T>>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V, T>(V x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        => Map<V, T, LogOf<T>>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin<V, T>(V x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        => Map<V, T, SinOf<T>>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos<V, T>(V x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        => Map<V, T, CosOf<T>>(x);

    [MethodImpl(Compiled.Alone)]
    private static V Map<V, T, F>(V x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where F : struct, IFunction<T>
    {
        T* lanes = stackalloc T[V.Count];
        x.Store(lanes);
        for (int i = 0; i < V.Count; i++)
        {
            lanes[i] = F.Of(lanes[i]);
        }
        return V.Load(lanes);
    }

    private readonly struct ExpOf<T> : IFunction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static T Of(T x) => T.Exp(x);
    }

    private readonly struct LogOf<T> : IFunction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static T Of(T x) => T.Log(x);
    }

    private readonly struct SinOf<T> : IFunction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static T Of(T x) => T.Sin(x);
    }

    private readonly struct CosOf<T> : IFunction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static T Of(T x) => T.Cos(x);
    }
}
