using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Elementwise;
using Strata.Kernels.Gemm;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Recurrent;

/// <summary>
/// The gated recurrent unit over a whole sequence. The rows of W [3 · units, inputs], U [3 · units, units] and b are those of r, z, n.
/// <code>
/// r = σ(Wᵣ x + Uᵣ h(t-1) + bᵣ)     z likewise
/// n = tanh(W x + b + U (r ⊙ h(t-1)))     or, where r resets after the product,     tanh(W x + b + r ⊙ (U h(t-1) + b'))
/// h(t) = z ⊙ h(t-1) + (1 - z) ⊙ n
/// </code>
/// </summary>
public static unsafe class GruSequence
{
    /// <summary>Fills the states after every step.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[steps, batch, inputs].</param>
    /// <param name="w">W.</param>
    /// <param name="u">U.</param>
    /// <param name="b">b [3 · units].</param>
    /// <param name="after">b' [units], where r resets after the product; empty where it resets before.</param>
    /// <param name="real">[steps, batch], false where a step leaves the state as it is; empty where all count.</param>
    /// <param name="gates">[steps, batch, 2 · units]: r and z, for the way back.</param>
    /// <param name="candidates">[steps, batch, units]: n, likewise.</param>
    /// <param name="past">[steps, batch, units]: r ⊙ h(t-1), or U h(t-1) + b', likewise.</param>
    /// <param name="h">h [<see cref="RecurrentShape.States"/>], whose first state is given.</param>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    public static void Forward<T>(
        in RecurrentShape s, ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> u, ReadOnlySpan<T> b, ReadOnlySpan<T> after, ReadOnlySpan<bool> real,
        Span<T> gates, Span<T> candidates, Span<T> past, Span<T> h)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(s, x.Length, w.Length, u.Length, b.Length, after.Length, real.Length, gates.Length, candidates.Length, past.Length, h.Length);
        int units = s.Units, wide = 2 * units;
        MatrixProduct.Multiply(x, w[..(wide * s.Inputs)], gates, s.Rows, wide, s.Inputs, transposeB: true);
        MatrixProduct.Multiply(x, w[(wide * s.Inputs)..], candidates, s.Rows, units, s.Inputs, transposeB: true);
        fixed (T* pu = u, pb = b, pa = after, pg = gates, pn = candidates, pp = past, ph = h)
        fixed (bool* pr = real)
        {
            var keptGates = new KeptMatrix<T>(pu, wide, units, transposed: true, s.Batch, ScratchSlot.KeptPanels);
            var keptCandidate = new KeptMatrix<T>(pu + ((nint)wide * units), units, units, transposed: true, s.Batch, ScratchSlot.MoreKeptPanels);
            for (int i = 0; i < s.Steps; i++)
            {
                int t = s.Step(i);
                nint first = (nint)t * s.State;
                var step = new Step<T>(
                    pg + (2 * first), pn + first, pp + first, pb, pa, pr == null ? null : pr + ((nint)t * s.Batch),
                    ph + ((nint)s.Before(t) * s.State), ph + ((nint)s.After(t) * s.State), units);
                keptGates.Multiply(step.H, step.Gates(0));
                if (pa != null)
                {
                    keptCandidate.Multiply(step.H, step.Past, accumulate: false);
                }
                else
                {
                    StateRows.For<T, Widest, Reset<T>>(s.Batch, units, new(step, units));
                    keptCandidate.Multiply(step.Past, step.Candidates);
                }
                StateRows.For<T, Widest, Step<T>>(s.Batch, units, step);
            }
        }
    }

    /// <summary>The gradients, given those of the states after every step.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[steps, batch, inputs].</param>
    /// <param name="w">W.</param>
    /// <param name="u">U.</param>
    /// <param name="resetsAfter">Whether r resets after the product.</param>
    /// <param name="real">As it was given to <see cref="Forward"/>.</param>
    /// <param name="h">As <see cref="Forward"/> left it.</param>
    /// <param name="gates">As <see cref="Forward"/> left it; overwritten.</param>
    /// <param name="candidates">As <see cref="Forward"/> left it; overwritten.</param>
    /// <param name="past">As <see cref="Forward"/> left it; overwritten.</param>
    /// <param name="dh">The gradient of <paramref name="h"/>, zero for the first state; overwritten by what flows on through the states.</param>
    /// <param name="dx">As x; empty where it is not wanted.</param>
    /// <param name="dw">As W.</param>
    /// <param name="du">As U.</param>
    /// <param name="db">As b.</param>
    /// <param name="dafter">As b', or empty.</param>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    public static void Gradient<T>(
        in RecurrentShape s, ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> u, bool resetsAfter, ReadOnlySpan<bool> real, ReadOnlySpan<T> h,
        Span<T> gates, Span<T> candidates, Span<T> past, Span<T> dh, Span<T> dx, Span<T> dw, Span<T> du, Span<T> db, Span<T> dafter)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(s, x.Length, w.Length, u.Length, db.Length, dafter.Length, real.Length, gates.Length, candidates.Length, past.Length, h.Length);
        Require.Length(dh.Length, s.States, nameof(dh));
        Require.Length(dafter.Length, resetsAfter ? s.Units : 0, nameof(dafter));
        int units = s.Units, wide = 2 * units;
        Span<T> duGates = du[..(wide * units)], duCandidate = du[(wide * units)..];
        fixed (T* pu = u, pg = gates, pn = candidates, pp = past, ph = h, pdh = dh)
        fixed (bool* pr = real)
        {
            T* reset = Scratch.Rent<T>(ScratchSlot.Partials, s.State);
            var keptGates = new KeptMatrix<T>(pu, units, wide, transposed: false, s.Batch, ScratchSlot.KeptPanels);
            var keptCandidate = new KeptMatrix<T>(pu + ((nint)wide * units), units, units, transposed: false, s.Batch, ScratchSlot.MoreKeptPanels);
            for (int i = s.Steps - 1; i >= 0; i--)
            {
                int t = s.Step(i);
                nint first = (nint)t * s.State;
                var step = new StepBack<T>(
                    pg + (2 * first), pn + first, pp + first, resetsAfter, pr == null ? null : pr + ((nint)t * s.Batch),
                    ph + ((nint)s.Before(t) * s.State), pdh + ((nint)s.After(t) * s.State), pdh + ((nint)s.Before(t) * s.State), units);
                StateRows.For<T, Widest, StepBack<T>>(s.Batch, units, step);
                if (resetsAfter)
                {
                    // what is past now is the gradient of U h + b'
                    keptCandidate.Multiply(step.Past, step.DH);
                }
                else
                {
                    keptCandidate.Multiply(step.Candidates, reset, accumulate: false);
                    StateRows.For<T, Widest, ResetBack<T>>(s.Batch, units, new(step, reset, units));
                }
                keptGates.Multiply(step.Gates, step.DH);
            }
        }
        if (dx.Length > 0)
        {
            MatrixProduct.Multiply<T>(gates, w[..(wide * s.Inputs)], dx, s.Rows, s.Inputs, wide);
            MatrixProduct.Multiply<T>(candidates, w[(wide * s.Inputs)..], dx, s.Rows, s.Inputs, units, accumulate: true);
        }
        ReadOnlySpan<T> before = h.Slice(s.FirstBefore, s.Rows * units);
        MatrixProduct.Multiply<T>(gates, x, dw[..(wide * s.Inputs)], wide, s.Inputs, s.Rows, transposeA: true);
        MatrixProduct.Multiply<T>(candidates, x, dw[(wide * s.Inputs)..], units, s.Inputs, s.Rows, transposeA: true);
        MatrixProduct.Multiply<T>(gates, before, duGates, wide, units, s.Rows, transposeA: true);
        if (resetsAfter)
        {
            MatrixProduct.Multiply<T>(past, before, duCandidate, units, units, s.Rows, transposeA: true);
            Reduction.Reductions.Sum<T>(past, dafter, 1, s.Rows, units);
        }
        else
        {
            MatrixProduct.Multiply<T>(candidates, past, duCandidate, units, units, s.Rows, transposeA: true);
        }
        Reduction.Reductions.Sum<T>(gates, db[..wide], 1, s.Rows, wide);
        Reduction.Reductions.Sum<T>(candidates, db[wide..], 1, s.Rows, units);
    }

    private static void Check(in RecurrentShape s, int x, int w, int u, int b, int after, int real, int gates, int candidates, int past, int h)
    {
        int wide = checked(3 * s.Units);
        Require.Length(x, (long)s.Rows * s.Inputs, nameof(x));
        Require.Length(w, (long)wide * s.Inputs, nameof(w));
        Require.Length(u, (long)wide * s.Units, nameof(u));
        Require.Length(b, wide, nameof(b));
        Require.Length(after, after == 0 ? 0 : s.Units, nameof(after));
        Require.Length(real, real == 0 ? 0 : s.Rows, nameof(real));
        Require.Length(gates, 2L * s.Rows * s.Units, nameof(gates));
        Require.Length(candidates, (long)s.Rows * s.Units, nameof(candidates));
        Require.Length(past, (long)s.Rows * s.Units, nameof(past));
        Require.Length(h, s.States, nameof(h));
    }

    /// <summary>A step, once all its products have been added up.</summary>
    private readonly struct Step<T>(T* gates, T* candidates, T* past, T* bias, T* after, bool* real, T* h, T* nextH, int units) : ICell<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Candidates => candidates;

        public T* Past => past;

        public T* H => h;

        /// <summary>Where the gates r and z of a sequence are.</summary>
        public T* Gates(int row) => gates + ((nint)row * 2 * units);

        /// <summary>r.</summary>
        public void Reset<V>(int row)
            where V : struct, IVector<V, T>
            => GateFunctions.Sigmoid<T, V>(Gates(row), bias, null, null, units);

        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int row)
            where V : struct, IVector<V, T>
        {
            nint at = (nint)row * units;
            T* r = Gates(row), z = r + units, n = candidates + at, p = past + at, state = h + at, next = nextH + at;
            if (real != null && !real[row])
            {
                new Span<T>(state, units).CopyTo(new Span<T>(next, units));
                return;
            }
            GateFunctions.Sigmoid<T, V>(z, bias + units, null, null, units);
            if (after != null)
            {
                Reset<V>(row);
                for (int unit = 0; unit < units; unit += V.Count)
                {
                    int count = units - unit;
                    V pu = Lanes.Load<T, V>(p + unit, count) + Lanes.Load<T, V>(after + unit, count);
                    Lanes.Store<T, V>(pu, p + unit, count);
                    Lanes.Store<T, V>(V.MultiplyAdd(Lanes.Load<T, V>(r + unit, count), pu, Lanes.Load<T, V>(n + unit, count)), n + unit, count);
                }
            }
            GateFunctions.Tanh<T, V>(n, bias + (2 * units), units);
            for (int unit = 0; unit < units; unit += V.Count)
            {
                int count = units - unit;
                V nu = Lanes.Load<T, V>(n + unit, count);
                Lanes.Store<T, V>(V.MultiplyAdd(Lanes.Load<T, V>(z + unit, count), Lanes.Load<T, V>(state + unit, count) - nu, nu), next + unit, count);
            }
        }
    }

    /// <summary>r, and r ⊙ h for the candidate's product.</summary>
    private readonly struct Reset<T>(Step<T> step, int units) : ICell<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run<V>(int row)
            where V : struct, IVector<V, T>
        {
            step.Reset<V>(row);
            nint at = (nint)row * units;
            Elementwise.Elementwise.ZipRun<T, V, Multiply<T>>(step.Gates(row), step.H + at, step.Past + at, units, default);
        }
    }

    private readonly struct StepBack<T>(T* gates, T* candidates, T* past, bool resetsAfter, bool* real, T* h, T* dNextH, T* dh, int units) : ICell<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Gates => gates;

        public T* Candidates => candidates;

        public T* Past => past;

        public T* H => h;

        public T* DH => dh;

        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int row)
            where V : struct, IVector<V, T>
        {
            for (int unit = 0; unit < units; unit += V.Count)
            {
                int count = units - unit;
                nint at = ((nint)row * units) + unit;
                T* g = gates + ((nint)row * 2 * units) + unit;
                V dState = Lanes.Load<T, V>(dNextH + at, count), dBefore = Lanes.Load<T, V>(dh + at, count);
                if (real != null && !real[row])
                {
                    V zero = V.Create(T.Zero);
                    Lanes.Store<T, V>(dBefore + dState, dh + at, count);
                    Lanes.Store<T, V>(zero, g, count);
                    Lanes.Store<T, V>(zero, g + units, count);
                    Lanes.Store<T, V>(zero, candidates + at, count);
                    Lanes.Store<T, V>(zero, past + at, count);
                    continue;
                }
                V r = Lanes.Load<T, V>(g, count), z = Lanes.Load<T, V>(g + units, count), n = Lanes.Load<T, V>(candidates + at, count);
                V dN = new TanhGradient<T>().Invoke(dState * (V.Create(T.One) - z), n);
                if (resetsAfter)
                {
                    Lanes.Store<T, V>(new SigmoidGradient<T>().Invoke(dN * Lanes.Load<T, V>(past + at, count), r), g, count);
                    Lanes.Store<T, V>(dN * r, past + at, count);
                }
                Lanes.Store<T, V>(new SigmoidGradient<T>().Invoke(dState * (Lanes.Load<T, V>(h + at, count) - n), z), g + units, count);
                Lanes.Store<T, V>(dN, candidates + at, count);
                Lanes.Store<T, V>(V.MultiplyAdd(dState, z, dBefore), dh + at, count);
            }
        }
    }

    /// <summary>The gradients of r and h through r ⊙ h, given that of the product.</summary>
    private readonly struct ResetBack<T>(StepBack<T> step, T* dReset, int units) : ICell<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int row)
            where V : struct, IVector<V, T>
        {
            for (int unit = 0; unit < units; unit += V.Count)
            {
                int count = units - unit;
                nint at = ((nint)row * units) + unit;
                T* g = step.Gates + ((nint)row * 2 * units) + unit;
                V r = Lanes.Load<T, V>(g, count), d = Lanes.Load<T, V>(dReset + at, count);
                Lanes.Store<T, V>(new SigmoidGradient<T>().Invoke(d * Lanes.Load<T, V>(step.H + at, count), r), g, count);
                Lanes.Store<T, V>(V.MultiplyAdd(d, r, Lanes.Load<T, V>(step.DH + at, count)), step.DH + at, count);
            }
        }
    }
}
