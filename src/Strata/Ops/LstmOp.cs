using System.Numerics;
using Strata.Autograd;
using Strata.Kernels.Recurrent;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Long short-term memory over a whole sequence; see <see cref="LstmSequence"/>.</summary>
internal static class LstmOp
{
    /// <summary>The states h after every step, [steps, batch, units].</summary>
    /// <param name="x">[steps, batch, inputs].</param>
    /// <param name="w">W [4 · units, inputs].</param>
    /// <param name="u">U [4 · units, units].</param>
    /// <param name="b">b [4 · units].</param>
    /// <param name="v">v [3, units]; null without peepholes.</param>
    /// <param name="peepsAtCurrent">Whether the output gate sees the new c.</param>
    /// <param name="first">The first h and c; null for zeros.</param>
    /// <param name="real">Bool [steps, batch, 1]; null where all steps count.</param>
    /// <param name="backwards">Whether the last step is read first.</param>
    /// <param name="stepByStep">The same of elementary ops, for second derivatives.</param>
    /// <param name="waiting">Where the last c's gradient waits; null where nobody uses it.</param>
    /// <param name="lastC">The last c.</param>
    public static Tensor Lstm(
        Tensor x, Tensor w, Tensor u, Tensor b, Tensor? v, bool peepsAtCurrent, Tensor[]? first, Tensor? real, bool backwards,
        StepByStep stepByStep, RecurrentSequence.Waiting? waiting, out Tensor lastC)
    {
        var shape = new RecurrentShape(x.Shape[0], x.Shape[1], x.Shape[2], u.Shape[1], backwards);
        DType dtype = Elements.SameFloatingPoint(x, w);
        var run = new Run(
            shape, x, w, u, b, v, peepsAtCurrent, first, real,
            RecurrentSequence.States(shape, first?[0], dtype), RecurrentSequence.States(shape, first?[1], dtype), Tensor.Uninitialized([shape.Steps, shape.Batch, 4 * shape.Units], dtype));
        if (dtype == DType.Float32)
        {
            Forward<float>(run);
        }
        else
        {
            Forward<double>(run);
        }
        Tensor y = Tape.Record(RecurrentSequence.After(run.H, shape), [x, w, u, b, v ?? x, first?[0] ?? x, first?[1] ?? x], (run, stepByStep, waiting), static (s, dy) =>
        {
            if (Tape.IsRecording)
            {
                long since = Tape.Now;
                (Tensor composed, Tensor[] last) = s.stepByStep(s.run.X, s.run.First, s.run.Real);
                Differentiation.BackwardSince(since, composed, dy, last[1], s.waiting?.Gradient);
            }
            else if (dy.DType == DType.Float32)
            {
                AddGradients<float>(s.run, dy, s.waiting?.Gradient);
            }
            else
            {
                AddGradients<double>(s.run, dy, s.waiting?.Gradient);
            }
        });
        lastC = RecurrentSequence.Last(run.C, shape);
        if (waiting is not null)
        {
            lastC = RecurrentSequence.RecordLastC(lastC, y, run.C, waiting);
        }
        return y;
    }

    private static void Forward<T>(in Run run)
        where T : unmanaged, IFloatingPointIeee754<T>
        => LstmSequence.Forward<T>(
            run.Shape, run.X.AsSpan<T>(), run.W.AsSpan<T>(), run.U.AsSpan<T>(), run.B.AsSpan<T>(), RecurrentSequence.Optional<T>(run.V), run.PeepsAtCurrent,
            RecurrentSequence.Real(run.Real), run.Gates.AsSpan<T>(), run.H.AsSpan<T>(), run.C.AsSpan<T>());

    private static void AddGradients<T>(in Run run, Tensor dy, Tensor? dLastC)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor dh = RecurrentSequence.Gradients(dy, run.Shape);
        Tensor dc = dLastC ?? Tensor.Zeros([run.Shape.Batch, run.Shape.Units], dy.DType);
        Tensor? dx = run.X.NeedsGradient ? Tensor.Uninitialized(run.X.Shape, dy.DType) : null, dv = run.V is { } v ? Tensor.Uninitialized(v.Shape, dy.DType) : null;
        Tensor dw = Tensor.Uninitialized(run.W.Shape, dy.DType), du = Tensor.Uninitialized(run.U.Shape, dy.DType), db = Tensor.Uninitialized(run.B.Shape, dy.DType);
        LstmSequence.Gradient(
            run.Shape, run.X.AsSpan<T>(), run.W.AsSpan<T>(), run.U.AsSpan<T>(), RecurrentSequence.Optional<T>(run.V), run.PeepsAtCurrent,
            RecurrentSequence.Real(run.Real), run.H.AsSpan<T>(), run.C.AsSpan<T>(), run.Gates.AsSpan<T>(), dh.AsSpan<T>(), dc.AsSpan<T>(),
            RecurrentSequence.Optional<T>(dx), dw.AsSpan<T>(), du.AsSpan<T>(), db.AsSpan<T>(), RecurrentSequence.Optional<T>(dv));
        if (dx is not null)
        {
            run.X.AddFreshGradient(dx);
        }
        run.W.AddFreshGradient(dw);
        run.U.AddFreshGradient(du);
        run.B.AddFreshGradient(db);
        run.V?.AddFreshGradient(dv!);
        run.First?[0].AddGradient(RecurrentSequence.First(dh, run.Shape));
        run.First?[1].AddGradient(dc);
    }

    private readonly record struct Run(
        RecurrentShape Shape, Tensor X, Tensor W, Tensor U, Tensor B, Tensor? V, bool PeepsAtCurrent, Tensor[]? First, Tensor? Real,
        Tensor H, Tensor C, Tensor Gates);
}
