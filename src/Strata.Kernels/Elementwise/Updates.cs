using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Elementwise;

/// <summary>An optimizer's rule without memory: how a weight moves, given its gradient.</summary>
/// <typeparam name="T">The element type.</typeparam>
public interface IUpdate<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Moves the weights.</summary>
    void Invoke<V>(ref V w, V g)
        where V : struct, IVector<V, T>;
}

/// <summary>An optimizer's rule that remembers one number for each weight.</summary>
/// <typeparam name="T">The element type.</typeparam>
public interface IUpdateWithState<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Moves the weights and what is remembered of them.</summary>
    void Invoke<V>(ref V w, V g, ref V state)
        where V : struct, IVector<V, T>;
}

/// <summary>An optimizer's rule that remembers two numbers for each weight.</summary>
/// <typeparam name="T">The element type.</typeparam>
public interface IUpdateWithTwoStates<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Moves the weights and what is remembered of them.</summary>
    void Invoke<V>(ref V w, V g, ref V first, ref V second)
        where V : struct, IVector<V, T>;
}

/// <summary>
/// The drivers of optimizers' rules: one pass, in place over the weights and their state. The spans must be of one length and must not
/// overlap; empty ones are fine.
/// </summary>
public static unsafe class Updates
{
    /// <summary>Applies a rule without memory to the weights <paramref name="w"/> with the gradient <paramref name="g"/>.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Apply<T, F>(Span<T> w, ReadOnlySpan<T> g, F rule)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IUpdate<T>
        => Apply<T, F, Widest>(w, g, rule);

    /// <summary>Applies a rule with one state.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Apply<T, F>(Span<T> w, ReadOnlySpan<T> g, Span<T> state, F rule)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IUpdateWithState<T>
        => Apply<T, F, Widest>(w, g, state, rule);

    /// <summary>Applies a rule with two states.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Apply<T, F>(Span<T> w, ReadOnlySpan<T> g, Span<T> first, Span<T> second, F rule)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IUpdateWithTwoStates<T>
        => Apply<T, F, Widest>(w, g, first, second, rule);

    internal static void Apply<T, F, TRegisters>(Span<T> w, ReadOnlySpan<T> g, F rule)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IUpdate<T>
        where TRegisters : struct, IRegisters
    {
        Require.Length(g.Length, w.Length, nameof(g));
        fixed (T* pw = w, pg = g)
        {
            Ranges.For<T, TRegisters, Plain<T, F>>(w.Length, Ranges.ElementsPerSlice, new(pw, pg, rule));
        }
    }

    internal static void Apply<T, F, TRegisters>(Span<T> w, ReadOnlySpan<T> g, Span<T> state, F rule)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IUpdateWithState<T>
        where TRegisters : struct, IRegisters
    {
        Require.Length(g.Length, w.Length, nameof(g));
        Require.Length(state.Length, w.Length, nameof(state));
        fixed (T* pw = w, pg = g, ps = state)
        {
            Ranges.For<T, TRegisters, WithState<T, F>>(w.Length, Ranges.ElementsPerSlice, new(pw, pg, ps, rule));
        }
    }

    internal static void Apply<T, F, TRegisters>(Span<T> w, ReadOnlySpan<T> g, Span<T> first, Span<T> second, F rule)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IUpdateWithTwoStates<T>
        where TRegisters : struct, IRegisters
    {
        Require.Length(g.Length, w.Length, nameof(g));
        Require.Length(first.Length, w.Length, nameof(first));
        Require.Length(second.Length, w.Length, nameof(second));
        fixed (T* pw = w, pg = g, p1 = first, p2 = second)
        {
            Ranges.For<T, TRegisters, WithTwoStates<T, F>>(w.Length, Ranges.ElementsPerSlice, new(pw, pg, p1, p2, rule));
        }
    }

    private readonly struct Plain<T, F>(T* w, T* g, F rule) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IUpdate<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            int i = start;
            for (; i <= end - V.Count; i += V.Count)
            {
                V weight = V.Load(w + i);
                rule.Invoke(ref weight, V.Load(g + i));
                weight.Store(w + i);
            }
            if (i < end)
            {
                V weight = V.LoadPartial(w + i, end - i);
                rule.Invoke(ref weight, V.LoadPartial(g + i, end - i));
                V.StorePartial(weight, w + i, end - i);
            }
        }
    }

    private readonly struct WithState<T, F>(T* w, T* g, T* s, F rule) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IUpdateWithState<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            int i = start;
            for (; i <= end - V.Count; i += V.Count)
            {
                V weight = V.Load(w + i), state = V.Load(s + i);
                rule.Invoke(ref weight, V.Load(g + i), ref state);
                weight.Store(w + i);
                state.Store(s + i);
            }
            if (i < end)
            {
                V weight = V.LoadPartial(w + i, end - i), state = V.LoadPartial(s + i, end - i);
                rule.Invoke(ref weight, V.LoadPartial(g + i, end - i), ref state);
                V.StorePartial(weight, w + i, end - i);
                V.StorePartial(state, s + i, end - i);
            }
        }
    }

    private readonly struct WithTwoStates<T, F>(T* w, T* g, T* s, T* r, F rule) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IUpdateWithTwoStates<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            int i = start;
            for (; i <= end - V.Count; i += V.Count)
            {
                V weight = V.Load(w + i), first = V.Load(s + i), second = V.Load(r + i);
                rule.Invoke(ref weight, V.Load(g + i), ref first, ref second);
                weight.Store(w + i);
                first.Store(s + i);
                second.Store(r + i);
            }
            if (i < end)
            {
                V weight = V.LoadPartial(w + i, end - i);
                V first = V.LoadPartial(s + i, end - i), second = V.LoadPartial(r + i, end - i);
                rule.Invoke(ref weight, V.LoadPartial(g + i, end - i), ref first, ref second);
                V.StorePartial(weight, w + i, end - i);
                V.StorePartial(first, s + i, end - i);
                V.StorePartial(second, r + i, end - i);
            }
        }
    }
}
