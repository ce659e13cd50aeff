using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Elementwise;

/// <summary>
/// The drivers of element-wise work: they own the loop, the tail and the threads; the formula comes as a struct. An element's result
/// does not depend on where it lies. An output may be the same span as an input, but must not overlap one otherwise. Empty spans are fine.
/// </summary>
public static unsafe class Elementwise
{
    /// <summary>y[i] = f(x[i]).</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Map<T, F>(ReadOnlySpan<T> x, Span<T> y, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IMap<T>
        => Map<T, F, Widest>(x, y, f);

    /// <summary>y[i] = f(a[i], b[i]).</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Zip<T, F>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip<T>
        => Zip<T, F, Widest>(a, b, y, f);

    /// <summary>y[i] = f(a[i], b[i], c[i]).</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Zip<T, F>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip3<T>
        => Zip<T, F, Widest>(a, b, c, y, f);

    /// <summary>y[i] = f(a[i], b).</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void ZipScalar<T, F>(ReadOnlySpan<T> a, T b, Span<T> y, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip<T>
        => Map(a, y, new RightScalar<T, F>(b, f));

    /// <summary>y[i] = f(a, b[i]).</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void ZipScalar<T, F>(T a, ReadOnlySpan<T> b, Span<T> y, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip<T>
        => Map(b, y, new LeftScalar<T, F>(a, f));

    internal static void Map<T, F, TRegisters>(ReadOnlySpan<T> x, Span<T> y, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IMap<T>
        where TRegisters : struct, IRegisters
    {
        Require.Length(y.Length, x.Length, nameof(y));
        fixed (T* px = x, py = y)
        {
            Ranges.For<T, TRegisters, Mapping<T, F>>(x.Length, Ranges.ElementsPerSlice, new(px, py, f));
        }
    }

    internal static void Zip<T, F, TRegisters>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip<T>
        where TRegisters : struct, IRegisters
    {
        Require.Length(b.Length, a.Length, nameof(b));
        Require.Length(y.Length, a.Length, nameof(y));
        fixed (T* pa = a, pb = b, py = y)
        {
            Ranges.For<T, TRegisters, Zipping<T, F>>(a.Length, Ranges.ElementsPerSlice, new(pa, pb, py, f));
        }
    }

    internal static void Zip<T, F, TRegisters>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip3<T>
        where TRegisters : struct, IRegisters
    {
        Require.Length(b.Length, a.Length, nameof(b));
        Require.Length(c.Length, a.Length, nameof(c));
        Require.Length(y.Length, a.Length, nameof(y));
        fixed (T* pa = a, pb = b, pc = c, py = y)
        {
            Ranges.For<T, TRegisters, Zipping3<T, F>>(a.Length, Ranges.ElementsPerSlice, new(pa, pb, pc, py, f));
        }
    }

    private readonly struct Mapping<T, F>(T* x, T* y, F f) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IMap<T>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
            => MapRun<T, V, F>(x + start, y + start, end - start, f);
    }

    private readonly struct Zipping<T, F>(T* a, T* b, T* y, F f) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip<T>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
            => ZipRun<T, V, F>(a + start, b + start, y + start, end - start, f);
    }

    private readonly struct Zipping3<T, F>(T* a, T* b, T* c, T* y, F f) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip3<T>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
            => ZipRun<T, V, F>(a + start, b + start, c + start, y + start, end - start, f);
    }

    // The tail is the last whole register once more, overlapping its neighbour; it is loaded first, because y may be x. The formula stands here once: long ones are then still made part of the loop.
    [MethodImpl(Compiled.Alone)]
    internal static void MapRun<T, V, F>(T* x, T* y, int n, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where F : struct, IMap<T>
    {
        int last = n - V.Count;
        V tail = Tail<T, V>(x, n);
        for (int i = 0; ; i += V.Count)
        {
            V value = f.Invoke(i < last ? V.Load(x + i) : tail);
            if (i >= last)
            {
                StoreTail(value, y, n);
                return;
            }
            value.Store(y + i);
        }
    }

    [MethodImpl(Compiled.Alone)]
    internal static void ZipRun<T, V, F>(T* a, T* b, T* y, int n, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where F : struct, IZip<T>
    {
        int last = n - V.Count;
        V tailA = Tail<T, V>(a, n), tailB = Tail<T, V>(b, n);
        for (int i = 0; ; i += V.Count)
        {
            V va = tailA, vb = tailB;
            if (i < last)
            {
                (va, vb) = (V.Load(a + i), V.Load(b + i));
            }
            V value = f.Invoke(va, vb);
            if (i >= last)
            {
                StoreTail(value, y, n);
                return;
            }
            value.Store(y + i);
        }
    }

    [MethodImpl(Compiled.Alone)]
    private static void ZipRun<T, V, F>(T* a, T* b, T* c, T* y, int n, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where F : struct, IZip3<T>
    {
        int last = n - V.Count;
        V tailA = Tail<T, V>(a, n), tailB = Tail<T, V>(b, n), tailC = Tail<T, V>(c, n);
        for (int i = 0; ; i += V.Count)
        {
            V va = tailA, vb = tailB, vc = tailC;
            if (i < last)
            {
                (va, vb, vc) = (V.Load(a + i), V.Load(b + i), V.Load(c + i));
            }
            V value = f.Invoke(va, vb, vc);
            if (i >= last)
            {
                StoreTail(value, y, n);
                return;
            }
            value.Store(y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Tail<T, V>(T* x, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        => n < V.Count ? V.LoadPartial(x, n) : V.Load(x + n - V.Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTail<T, V>(V tail, T* y, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        if (n < V.Count)
        {
            V.StorePartial(tail, y, n);
        }
        else
        {
            tail.Store(y + n - V.Count);
        }
    }
}

/// <summary>x ↦ f(x, b) for a fixed b.</summary>
internal readonly struct RightScalar<T, F>(T b, F f) : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where F : struct, IZip<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => f.Invoke(x, V.Create(b));
}

/// <summary>x ↦ f(a, x) for a fixed a.</summary>
internal readonly struct LeftScalar<T, F>(T a, F f) : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where F : struct, IZip<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => f.Invoke(V.Create(a), x);
}
