using System.Numerics;
using Strata.Autograd;
using Strata.Kernels.Recurrent;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The gated recurrent unit over a whole sequence; see <see cref="GruSequence"/>.</summary>
internal static class GruOp
{
    /// <summary>The states h after every step, [steps, batch, units].</summary>
    /// <param name="x">[steps, batch, inputs].</param>
    /// <param name="w">W [3 · units, inputs].</param>
    /// <param name="u">U [3 · units, units].</param>
    /// <param name="b">b [3 · units].</param>
    /// <param name="after">b' [units] where r resets after the product; null where it resets before.</param>
    /// <param name="first">The first h; null for zeros.</param>
    /// <param name="real">Bool [steps, batch, 1]; null where all steps count.</param>
    /// <param name="backwards">Whether the last step is read first.</param>
    /// <param name="stepByStep">The same of elementary ops, for second derivatives.</param>
    public static Tensor Gru(
        Tensor x, Tensor w, Tensor u, Tensor b, Tensor? after, Tensor[]? first, Tensor? real, bool backwards, StepByStep stepByStep)
    {
        var shape = new RecurrentShape(x.Shape[0], x.Shape[1], x.Shape[2], u.Shape[1], backwards);
        DType dtype = Elements.SameFloatingPoint(x, w);
        var run = new Run(
            shape, x, w, u, b, after, first, real, RecurrentSequence.States(shape, first?[0], dtype), Tensor.Uninitialized([shape.Steps, shape.Batch, 2 * shape.Units], dtype),
            Tensor.Uninitialized([shape.Steps, shape.Batch, shape.Units], dtype), Tensor.Uninitialized([shape.Steps, shape.Batch, shape.Units], dtype));
        if (dtype == DType.Float32)
        {
            Forward<float>(run);
        }
        else
        {
            Forward<double>(run);
        }
        return Tape.Record(RecurrentSequence.After(run.H, shape), [x, w, u, b, after ?? x, first?[0] ?? x], (run, stepByStep), static (s, dy) =>
        {
            if (Tape.IsRecording)
            {
                long since = Tape.Now;
                Differentiation.BackwardSince(since, s.stepByStep(s.run.X, s.run.First, s.run.Real).H, dy);
            }
            else if (dy.DType == DType.Float32)
            {
                AddGradients<float>(s.run, dy);
            }
            else
            {
                AddGradients<double>(s.run, dy);
            }
        });
    }

    private static void Forward<T>(in Run run)
        where T : unmanaged, IFloatingPointIeee754<T>
        => GruSequence.Forward<T>(
            run.Shape, run.X.AsSpan<T>(), run.W.AsSpan<T>(), run.U.AsSpan<T>(), run.B.AsSpan<T>(), RecurrentSequence.Optional<T>(run.After),
            RecurrentSequence.Real(run.Real), run.Gates.AsSpan<T>(), run.Candidates.AsSpan<T>(), run.Past.AsSpan<T>(), run.H.AsSpan<T>());

    private static void AddGradients<T>(in Run run, Tensor dy)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor dh = RecurrentSequence.Gradients(dy, run.Shape);
        Tensor? dx = run.X.NeedsGradient ? Tensor.Uninitialized(run.X.Shape, dy.DType) : null;
        Tensor? dafter = run.After is { } after ? Tensor.Uninitialized(after.Shape, dy.DType) : null;
        Tensor dw = Tensor.Uninitialized(run.W.Shape, dy.DType), du = Tensor.Uninitialized(run.U.Shape, dy.DType), db = Tensor.Uninitialized(run.B.Shape, dy.DType);
        GruSequence.Gradient(
            run.Shape, run.X.AsSpan<T>(), run.W.AsSpan<T>(), run.U.AsSpan<T>(), run.After is not null, RecurrentSequence.Real(run.Real), run.H.AsSpan<T>(),
            run.Gates.AsSpan<T>(), run.Candidates.AsSpan<T>(), run.Past.AsSpan<T>(), dh.AsSpan<T>(),
            RecurrentSequence.Optional<T>(dx), dw.AsSpan<T>(), du.AsSpan<T>(), db.AsSpan<T>(), RecurrentSequence.Optional<T>(dafter));
        if (dx is not null)
        {
            run.X.AddFreshGradient(dx);
        }
        run.W.AddFreshGradient(dw);
        run.U.AddFreshGradient(du);
        run.B.AddFreshGradient(db);
        run.After?.AddFreshGradient(dafter!);
        run.First?[0].AddGradient(RecurrentSequence.First(dh, run.Shape));
    }

    private readonly record struct Run(
        RecurrentShape Shape, Tensor X, Tensor W, Tensor U, Tensor B, Tensor? After, Tensor[]? First, Tensor? Real,
        Tensor H, Tensor Gates, Tensor Candidates, Tensor Past);
}
