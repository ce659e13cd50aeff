using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Elementwise;
using Strata.Kernels.Gemm;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Recurrent;

/// <summary>
/// Long short-term memory over a whole sequence: one product for all steps' inputs, the recurrent weights packed once, a step's gates in one pass.
/// The rows of W [4 · units, inputs], U [4 · units, units] and b are those of i, f, c, o.
/// <code>
/// a = W x + U h(t-1) + b     i = σ(aᵢ + vᵢ ⊙ c(t-1))     f likewise     g = tanh a_c
/// c(t) = f ⊙ c(t-1) + i ⊙ g     o = σ(aₒ + vₒ ⊙ c(t-1) or c(t))     h(t) = o ⊙ tanh c(t)
/// </code>
/// </summary>
public static unsafe class LstmSequence
{
    /// <summary>Fills the states after every step.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[steps, batch, inputs].</param>
    /// <param name="w">W.</param>
    /// <param name="u">U.</param>
    /// <param name="b">b [4 · units].</param>
    /// <param name="v">v [3, units] of i, f and o; empty without peepholes.</param>
    /// <param name="peepsAtCurrent">Whether the output gate sees c(t) rather than c(t-1).</param>
    /// <param name="real">[steps, batch], false where a step leaves the state as it is; empty where all count.</param>
    /// <param name="gates">[steps, batch, 4 · units]: i, f, g and o, for the way back.</param>
    /// <param name="h">h [<see cref="RecurrentShape.States"/>], whose first state is given.</param>
    /// <param name="c">c, likewise.</param>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    public static void Forward<T>(
        in RecurrentShape s, ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> u, ReadOnlySpan<T> b, ReadOnlySpan<T> v, bool peepsAtCurrent,
        ReadOnlySpan<bool> real, Span<T> gates, Span<T> h, Span<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int wide = 4 * s.Units;
        Check(s, x.Length, w.Length, u.Length, b.Length, v.Length, real.Length, gates.Length, h.Length, c.Length);
        MatrixProduct.Multiply(x, w, gates, s.Rows, wide, s.Inputs, transposeB: true);
        fixed (T* pu = u, pb = b, pv = v, pg = gates, ph = h, pc = c)
        fixed (bool* pr = real)
        {
            var kept = new KeptMatrix<T>(pu, wide, s.Units, transposed: true, s.Batch, ScratchSlot.KeptPanels);
            for (int i = 0; i < s.Steps; i++)
            {
                int t = s.Step(i);
                nint before = (nint)s.Before(t) * s.State, after = (nint)s.After(t) * s.State;
                T* g = pg + ((nint)t * s.Batch * wide);
                kept.Multiply(ph + before, g);
                StateRows.For<T, Widest, Step<T>>(s.Batch, s.Units, new(
                    g, pb, pv, peepsAtCurrent, pr == null ? null : pr + ((nint)t * s.Batch), ph + before, pc + before, ph + after, pc + after, s.Units));
            }
        }
    }

    /// <summary>The gradients, given those of the states after every step.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[steps, batch, inputs].</param>
    /// <param name="w">W.</param>
    /// <param name="u">U.</param>
    /// <param name="v">v; empty without peepholes.</param>
    /// <param name="peepsAtCurrent">Whether the output gate sees c(t) rather than c(t-1).</param>
    /// <param name="real">As it was given to <see cref="Forward"/>.</param>
    /// <param name="h">As <see cref="Forward"/> left it.</param>
    /// <param name="c">As <see cref="Forward"/> left it.</param>
    /// <param name="gates">As <see cref="Forward"/> left it; overwritten by the gradients of a.</param>
    /// <param name="dh">The gradient of <paramref name="h"/>, zero for the first state; overwritten by what flows on through the states.</param>
    /// <param name="dc">[batch, units], of the last c; overwritten by that of the first.</param>
    /// <param name="dx">As x; empty where it is not wanted.</param>
    /// <param name="dw">As W.</param>
    /// <param name="du">As U.</param>
    /// <param name="db">As b.</param>
    /// <param name="dv">As v.</param>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    public static void Gradient<T>(
        in RecurrentShape s, ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> u, ReadOnlySpan<T> v, bool peepsAtCurrent, ReadOnlySpan<bool> real,
        ReadOnlySpan<T> h, ReadOnlySpan<T> c, Span<T> gates, Span<T> dh, Span<T> dc, Span<T> dx, Span<T> dw, Span<T> du, Span<T> db, Span<T> dv)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int wide = 4 * s.Units;
        Check(s, x.Length, w.Length, u.Length, db.Length, v.Length, real.Length, gates.Length, h.Length, c.Length);
        Require.Length(dh.Length, s.States, nameof(dh));
        Require.Length(dc.Length, s.State, nameof(dc));
        Require.Length(dv.Length, v.Length, nameof(dv));
        fixed (T* pu = u, pv = v, pg = gates, pc = c, pdh = dh, pdc = dc)
        fixed (bool* pr = real)
        {
            var kept = new KeptMatrix<T>(pu, s.Units, wide, transposed: false, s.Batch, ScratchSlot.KeptPanels);
            for (int i = s.Steps - 1; i >= 0; i--)
            {
                int t = s.Step(i);
                nint before = (nint)s.Before(t) * s.State, after = (nint)s.After(t) * s.State;
                T* g = pg + ((nint)t * s.Batch * wide);
                StateRows.For<T, Widest, StepBack<T>>(s.Batch, s.Units, new(
                    g, pv, peepsAtCurrent, pr == null ? null : pr + ((nint)t * s.Batch), pc + before, pc + after, pdh + after, pdc, pdh + before, s.Units));
                kept.Multiply(g, pdh + before);
            }
            if (pv != null)
            {
                Peepholes(s, pg, pc, peepsAtCurrent, dv);
            }
        }
        if (dx.Length > 0)
        {
            MatrixProduct.Multiply<T>(gates, w, dx, s.Rows, s.Inputs, wide);
        }
        MatrixProduct.Multiply<T>(gates, x, dw, wide, s.Inputs, s.Rows, transposeA: true);
        MatrixProduct.Multiply<T>(gates, h.Slice(s.FirstBefore, s.Rows * s.Units), du, wide, s.Units, s.Rows, transposeA: true);
        Reduction.Reductions.Sum<T>(gates, db, 1, s.Rows, wide);
    }

    private static void Check(in RecurrentShape s, int x, int w, int u, int b, int v, int real, int gates, int h, int c)
    {
        int wide = checked(4 * s.Units);
        Require.Length(x, (long)s.Rows * s.Inputs, nameof(x));
        Require.Length(w, (long)wide * s.Inputs, nameof(w));
        Require.Length(u, (long)wide * s.Units, nameof(u));
        Require.Length(b, wide, nameof(b));
        Require.Length(v, v == 0 ? 0 : 3L * s.Units, nameof(v));
        Require.Length(real, real == 0 ? 0 : s.Rows, nameof(real));
        Require.Length(gates, (long)s.Rows * wide, nameof(gates));
        Require.Length(h, s.States, nameof(h));
        Require.Length(c, s.States, nameof(c));
    }

    // dv of i, f, o: Σ of the gate's gradient times the c that it saw.
    private static void Peepholes<T>(in RecurrentShape s, T* gates, T* c, bool peepsAtCurrent, Span<T> dv)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        dv.Clear();
        for (int row = 0; row < s.Rows; row++)
        {
            T* g = gates + ((nint)row * 4 * s.Units);
            T* before = c + s.FirstBefore + ((nint)row * s.Units);
            T* seen = peepsAtCurrent ? c + s.FirstAfter + ((nint)row * s.Units) : before;
            for (int j = 0; j < s.Units; j++)
            {
                dv[j] += g[j] * before[j];
                dv[s.Units + j] += g[s.Units + j] * before[j];
                dv[(2 * s.Units) + j] += g[(3 * s.Units) + j] * seen[j];
            }
        }
    }

    private readonly struct Step<T>(T* gates, T* bias, T* v, bool peepsAtCurrent, bool* real, T* h, T* c, T* nextH, T* nextC, int units) : ICell<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int row)
            where V : struct, IVector<V, T>
        {
            nint at = (nint)row * units;
            T* i = gates + (4 * at), f = i + units, candidate = f + units, o = candidate + units;
            T* cell = c + at, next = nextC + at, state = nextH + at;
            if (real != null && !real[row])
            {
                new Span<T>(cell, units).CopyTo(new Span<T>(next, units));
                new Span<T>(h + at, units).CopyTo(new Span<T>(state, units));
                return;
            }
            GateFunctions.Sigmoid<T, V>(i, bias, v, cell, units);
            GateFunctions.Sigmoid<T, V>(f, bias + units, v == null ? null : v + units, cell, units);
            GateFunctions.Tanh<T, V>(candidate, bias + (2 * units), units);
            for (int unit = 0; unit < units; unit += V.Count)
            {
                int count = units - unit;
                V fresh = Lanes.Load<T, V>(i + unit, count) * Lanes.Load<T, V>(candidate + unit, count);
                Lanes.Store<T, V>(V.MultiplyAdd(Lanes.Load<T, V>(f + unit, count), Lanes.Load<T, V>(cell + unit, count), fresh), next + unit, count);
            }
            GateFunctions.Sigmoid<T, V>(o, bias + (3 * units), v == null ? null : v + (2 * units), peepsAtCurrent ? next : cell, units);
            Elementwise.Elementwise.MapRun<T, V, Tanh<T>>(next, state, units, default);
            Elementwise.Elementwise.ZipRun<T, V, Multiply<T>>(o, state, state, units, default);
        }
    }

    private readonly struct StepBack<T>(
        T* gates, T* v, bool peepsAtCurrent, bool* real, T* c, T* nextC, T* dNextH, T* dc, T* dh, int units) : ICell<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int row)
            where V : struct, IVector<V, T>
        {
            for (int unit = 0; unit < units; unit += V.Count)
            {
                int count = units - unit;
                T* g = gates + ((nint)row * 4 * units) + unit;
                nint at = ((nint)row * units) + unit;
                V zero = V.Create(T.Zero);
                V dState = Lanes.Load<T, V>(dNextH + at, count);
                if (real != null && !real[row])
                {
                    Lanes.Store<T, V>(Lanes.Load<T, V>(dh + at, count) + dState, dh + at, count);
                    for (int gate = 0; gate < 4; gate++)
                    {
                        Lanes.Store<T, V>(zero, g + (gate * units), count);
                    }
                    continue;
                }
                V i = Lanes.Load<T, V>(g, count), f = Lanes.Load<T, V>(g + units, count);
                V candidate = Lanes.Load<T, V>(g + (2 * units), count), o = Lanes.Load<T, V>(g + (3 * units), count);
                V cell = Lanes.Load<T, V>(c + at, count), next = Lanes.Load<T, V>(nextC + at, count), dCell = Lanes.Load<T, V>(dc + at, count);
                V squashed = new Tanh<T>().Invoke(next);
                V dO = new SigmoidGradient<T>().Invoke(dState * squashed, o);
                dCell += new TanhGradient<T>().Invoke(dState * o, squashed);
                if (v != null && peepsAtCurrent)
                {
                    dCell = V.MultiplyAdd(dO, Lanes.Load<T, V>(v + (2 * units) + unit, count), dCell);
                }
                V dI = new SigmoidGradient<T>().Invoke(dCell * candidate, i), dF = new SigmoidGradient<T>().Invoke(dCell * cell, f);
                V dCandidate = new TanhGradient<T>().Invoke(dCell * i, candidate);
                dCell *= f;
                if (v != null)
                {
                    dCell = V.MultiplyAdd(dI, Lanes.Load<T, V>(v + unit, count), dCell);
                    dCell = V.MultiplyAdd(dF, Lanes.Load<T, V>(v + units + unit, count), dCell);
                    if (!peepsAtCurrent)
                    {
                        dCell = V.MultiplyAdd(dO, Lanes.Load<T, V>(v + (2 * units) + unit, count), dCell);
                    }
                }
                Lanes.Store<T, V>(dI, g, count);
                Lanes.Store<T, V>(dF, g + units, count);
                Lanes.Store<T, V>(dCandidate, g + (2 * units), count);
                Lanes.Store<T, V>(dO, g + (3 * units), count);
                Lanes.Store<T, V>(dCell, dc + at, count);
            }
        }
    }
}
