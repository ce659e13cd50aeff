using System.Numerics;
using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Kernels.Recurrent;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The simple recurrent network with tanh or the rectifier over a whole sequence; see <see cref="SimpleSequence"/>.</summary>
internal static class SimpleRnnOp
{
    /// <summary>The states h after every step, [steps, batch, units].</summary>
    /// <param name="x">[steps, batch, inputs].</param>
    /// <param name="w">W [units, inputs].</param>
    /// <param name="u">U [units, units].</param>
    /// <param name="b">b [units].</param>
    /// <param name="first">The first h; null for zeros.</param>
    /// <param name="real">Bool [steps, batch, 1]; null where all steps count.</param>
    /// <param name="rectifies">Whether f is the rectifier rather than tanh.</param>
    /// <param name="backwards">Whether the last step is read first.</param>
    /// <param name="stepByStep">The same of elementary ops, for second derivatives.</param>
    public static Tensor SimpleRnn(Tensor x, Tensor w, Tensor u, Tensor b, Tensor[]? first, Tensor? real, bool rectifies, bool backwards, StepByStep stepByStep)
    {
        var shape = new RecurrentShape(x.Shape[0], x.Shape[1], x.Shape[2], u.Shape[1], backwards);
        DType dtype = Elements.SameFloatingPoint(x, w);
        var run = new Run(shape, x, w, u, b, first, real, rectifies, RecurrentSequence.States(shape, first?[0], dtype));
        if (dtype == DType.Float32)
        {
            Forward<float>(run);
        }
        else
        {
            Forward<double>(run);
        }
        return Tape.Record(RecurrentSequence.After(run.H, shape), [x, w, u, b, first?[0] ?? x], (run, stepByStep), static (s, dy) =>
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
    {
        if (run.Rectifies)
        {
            Forward<T, Relu<T>>(run);
        }
        else
        {
            Forward<T, Tanh<T>>(run);
        }
    }

    private static void Forward<T, F>(in Run run)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IMap<T>
        => SimpleSequence.Forward(
            run.Shape, run.X.AsSpan<T>(), run.W.AsSpan<T>(), run.U.AsSpan<T>(), run.B.AsSpan<T>(), RecurrentSequence.Real(run.Real), run.H.AsSpan<T>(), default(F));

    private static void AddGradients<T>(in Run run, Tensor dy)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (run.Rectifies)
        {
            AddGradients<T, ReluGradient<T>>(run, dy);
        }
        else
        {
            AddGradients<T, TanhGradient<T>>(run, dy);
        }
    }

    private static void AddGradients<T, F>(in Run run, Tensor dy)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip<T>
    {
        Tensor dh = RecurrentSequence.Gradients(dy, run.Shape), da = Tensor.Uninitialized(dy.Shape, dy.DType);
        Tensor? dx = run.X.NeedsGradient ? Tensor.Uninitialized(run.X.Shape, dy.DType) : null;
        Tensor dw = Tensor.Uninitialized(run.W.Shape, dy.DType), du = Tensor.Uninitialized(run.U.Shape, dy.DType), db = Tensor.Uninitialized(run.B.Shape, dy.DType);
        SimpleSequence.Gradient(
            run.Shape, run.X.AsSpan<T>(), run.W.AsSpan<T>(), run.U.AsSpan<T>(), RecurrentSequence.Real(run.Real), run.H.AsSpan<T>(), da.AsSpan<T>(), dh.AsSpan<T>(),
            RecurrentSequence.Optional<T>(dx), dw.AsSpan<T>(), du.AsSpan<T>(), db.AsSpan<T>(), default(F));
        if (dx is not null)
        {
            run.X.AddFreshGradient(dx);
        }
        run.W.AddFreshGradient(dw);
        run.U.AddFreshGradient(du);
        run.B.AddFreshGradient(db);
        run.First?[0].AddGradient(RecurrentSequence.First(dh, run.Shape));
    }

    private readonly record struct Run(RecurrentShape Shape, Tensor X, Tensor W, Tensor U, Tensor B, Tensor[]? First, Tensor? Real, bool Rectifies, Tensor H);
}
