using Strata.Autograd;
using Strata.Kernels.Recurrent;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>
/// A recurrent layer over a whole sequence, made of elementary ops step by step: h after every step, [steps, batch, units], and all states after the last.
/// </summary>
internal delegate (Tensor H, Tensor[] Last) StepByStep(Tensor x, Tensor[]? first, Tensor? real);

/// <summary>What the kernels of recurrent layers have in common.</summary>
internal static class RecurrentSequence
{
    /// <summary>Room for the state before the first step and those after every step, the former filled.</summary>
    public static Tensor States(in RecurrentShape s, Tensor? first, DType dtype)
    {
        Tensor states = Tensor.Uninitialized([s.Steps + 1, s.Batch, s.Units], dtype);
        Tensor place = First(states, s);
        if (first is null)
        {
            TensorBytes.Of(place).Clear();
        }
        else
        {
            first.CopyTo(place);
        }
        return states;
    }

    /// <summary>The states after every step, sharing memory with all states.</summary>
    public static Tensor After(Tensor states, in RecurrentShape s) => states.View([s.Steps, s.Batch, s.Units], s.FirstAfter);

    /// <summary>The state before the first step, likewise.</summary>
    public static Tensor First(Tensor states, in RecurrentShape s) => states.View([s.Batch, s.Units], s.First);

    /// <summary>The state after the last step, likewise.</summary>
    public static Tensor Last(Tensor states, in RecurrentShape s) => states.View([s.Batch, s.Units], s.Last);

    /// <summary>The gradient of all states, for the kernels to go on with.</summary>
    public static Tensor Gradients(Tensor dy, in RecurrentShape s)
    {
        Tensor gradients = States(s, null, dy.DType);
        dy.CopyTo(After(gradients, s));
        return gradients;
    }

    /// <summary>Which steps count, [steps, batch]; all when there is no mask.</summary>
    public static ReadOnlySpan<bool> Real(Tensor? real) => real is null ? default : real.AsSpan<bool>();

    /// <summary>A vector, or none.</summary>
    public static Span<T> Optional<T>(Tensor? v)
        where T : unmanaged
        => v is null ? default : v.AsSpan<T>();

    /// <summary>
    /// The last c beside the states h: its gradient waits for that of h, which comes later on the way back. (All c are among what it is computed from, so that their memory
    /// stays until then.)
    /// </summary>
    public static Tensor RecordLastC(Tensor lastC, Tensor h, Tensor c, Waiting waiting) => Tape.Record(lastC, [h, c], (h, waiting), static (s, dy) =>
    {
        s.waiting.Gradient = dy.Clone();
        s.h.AddGradient(Tensor.Zeros(s.h.Shape, s.h.DType)); // h is asked even where nobody uses it
    });

    /// <summary>A gradient that waits.</summary>
    internal sealed class Waiting
    {
        public Tensor? Gradient { get; set; }
    }
}
