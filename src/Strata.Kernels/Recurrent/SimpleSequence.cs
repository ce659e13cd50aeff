using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Elementwise;
using Strata.Kernels.Gemm;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Recurrent;

/// <summary>The simple recurrent network over a whole sequence: h(t) = f(W x + U h(t-1) + b), of W [units, inputs] and U [units, units].</summary>
public static unsafe class SimpleSequence
{
    /// <summary>Fills the states after every step.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[steps, batch, inputs].</param>
    /// <param name="w">W.</param>
    /// <param name="u">U.</param>
    /// <param name="b">b [units].</param>
    /// <param name="real">[steps, batch], false where a step leaves the state as it is; empty where all count.</param>
    /// <param name="h">h [<see cref="RecurrentShape.States"/>], whose first state is given.</param>
    /// <param name="f">The activation function.</param>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    public static void Forward<T, F>(
        in RecurrentShape s, ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> u, ReadOnlySpan<T> b, ReadOnlySpan<bool> real, Span<T> h, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IMap<T>
    {
        Check(s, x.Length, w.Length, u.Length, b.Length, real.Length, h.Length);
        MatrixProduct.Multiply(x, w, h.Slice(s.FirstAfter, s.Rows * s.Units), s.Rows, s.Units, s.Inputs, transposeB: true);
        fixed (T* pu = u, pb = b, ph = h)
        fixed (bool* pr = real)
        {
            var kept = new KeptMatrix<T>(pu, s.Units, s.Units, transposed: true, s.Batch, ScratchSlot.KeptPanels);
            for (int i = 0; i < s.Steps; i++)
            {
                int t = s.Step(i);
                T* before = ph + ((nint)s.Before(t) * s.State), after = ph + ((nint)s.After(t) * s.State);
                kept.Multiply(before, after);
                StateRows.For<T, Widest, Step<T, F>>(s.Batch, s.Units, new(pb, pr == null ? null : pr + ((nint)t * s.Batch), before, after, s.Units, f));
            }
        }
    }

    /// <summary>The gradients, given those of the states after every step.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[steps, batch, inputs].</param>
    /// <param name="w">W.</param>
    /// <param name="u">U.</param>
    /// <param name="real">As it was given to <see cref="Forward"/>.</param>
    /// <param name="h">As <see cref="Forward"/> left it.</param>
    /// <param name="da">[steps, batch, units], a result: the gradient of what f is applied to.</param>
    /// <param name="dh">The gradient of <paramref name="h"/>, zero for the first state; overwritten by what flows on through the states.</param>
    /// <param name="dx">As x; empty where it is not wanted.</param>
    /// <param name="dw">As W.</param>
    /// <param name="du">As U.</param>
    /// <param name="db">As b.</param>
    /// <param name="f">The gradient of the activation function, by its value.</param>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    public static void Gradient<T, F>(
        in RecurrentShape s, ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> u, ReadOnlySpan<bool> real, ReadOnlySpan<T> h,
        Span<T> da, Span<T> dh, Span<T> dx, Span<T> dw, Span<T> du, Span<T> db, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip<T>
    {
        Check(s, x.Length, w.Length, u.Length, db.Length, real.Length, h.Length);
        Require.Length(dh.Length, s.States, nameof(dh));
        Require.Length(da.Length, (long)s.Rows * s.Units, nameof(da));
        fixed (T* pu = u, ph = h, pa = da, pdh = dh)
        fixed (bool* pr = real)
        {
            var kept = new KeptMatrix<T>(pu, s.Units, s.Units, transposed: false, s.Batch, ScratchSlot.KeptPanels);
            for (int i = s.Steps - 1; i >= 0; i--)
            {
                int t = s.Step(i);
                T* d = pa + ((nint)t * s.State), before = pdh + ((nint)s.Before(t) * s.State);
                StateRows.For<T, Widest, StepBack<T, F>>(s.Batch, s.Units, new(
                    pr == null ? null : pr + ((nint)t * s.Batch), ph + ((nint)s.After(t) * s.State), pdh + ((nint)s.After(t) * s.State), d, before, s.Units, f));
                kept.Multiply(d, before);
            }
        }
        if (dx.Length > 0)
        {
            MatrixProduct.Multiply<T>(da, w, dx, s.Rows, s.Inputs, s.Units);
        }
        MatrixProduct.Multiply<T>(da, x, dw, s.Units, s.Inputs, s.Rows, transposeA: true);
        MatrixProduct.Multiply<T>(da, h.Slice(s.FirstBefore, s.Rows * s.Units), du, s.Units, s.Units, s.Rows, transposeA: true);
        Reduction.Reductions.Sum<T>(da, db, 1, s.Rows, s.Units);
    }

    private static void Check(in RecurrentShape s, int x, int w, int u, int b, int real, int h)
    {
        Require.Length(x, (long)s.Rows * s.Inputs, nameof(x));
        Require.Length(w, (long)s.Units * s.Inputs, nameof(w));
        Require.Length(u, (long)s.Units * s.Units, nameof(u));
        Require.Length(b, s.Units, nameof(b));
        Require.Length(real, real == 0 ? 0 : s.Rows, nameof(real));
        Require.Length(h, s.States, nameof(h));
    }

    private readonly struct Step<T, F>(T* bias, bool* real, T* before, T* after, int units, F f) : ICell<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IMap<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int row)
            where V : struct, IVector<V, T>
        {
            for (int unit = 0; unit < units; unit += V.Count)
            {
                int count = units - unit;
                nint at = ((nint)row * units) + unit;
                V next = real != null && !real[row]
                    ? Lanes.Load<T, V>(before + at, count)
                    : f.Invoke(Lanes.Load<T, V>(after + at, count) + Lanes.Load<T, V>(bias + unit, count));
                Lanes.Store<T, V>(next, after + at, count);
            }
        }
    }

    private readonly struct StepBack<T, F>(bool* real, T* state, T* dState, T* da, T* dBefore, int units, F f) : ICell<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int row)
            where V : struct, IVector<V, T>
        {
            for (int unit = 0; unit < units; unit += V.Count)
            {
                int count = units - unit;
                nint at = ((nint)row * units) + unit;
                V d = Lanes.Load<T, V>(dState + at, count);
                if (real != null && !real[row])
                {
                    Lanes.Store<T, V>(Lanes.Load<T, V>(dBefore + at, count) + d, dBefore + at, count);
                    Lanes.Store<T, V>(V.Create(T.Zero), da + at, count);
                    continue;
                }
                Lanes.Store<T, V>(f.Invoke(d, Lanes.Load<T, V>(state + at, count)), da + at, count);
            }
        }
    }
}
