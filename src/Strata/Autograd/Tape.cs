using Strata.Tensors;

namespace Strata.Autograd;

/// <summary>
/// Records how tensors are computed, op by op as the program runs, so that <see cref="Differentiation.Backward"/> can go the way back. An op of your own:
/// <code>
/// public static Tensor Cube(this Tensor x)
/// {
///     Tensor y = ...;                                              // the value, from x's span
///     return Tape.Record(y, [x], dy => x.AddGradient(dy * 3 * x * x));
/// }
/// </code>
/// </summary>
public static class Tape
{
    private static long s_sequence;
    [ThreadStatic] private static int s_pauses;

    /// <summary>True unless recording is paused on this thread.</summary>
    public static bool IsRecording => s_pauses == 0;

    /// <summary>
    /// Notes that <paramref name="output"/> was computed from <paramref name="inputs"/>. Does nothing when no input needs a gradient or recording is paused.
    /// </summary>
    /// <param name="output">A newly made tensor.</param>
    /// <param name="inputs">What it was computed from.</param>
    /// <param name="backward">
    /// Given the gradient of the output, of its shape, adds to the inputs' gradients with <see cref="Differentiation.AddGradient"/>. To look at the gradient
    /// later, <see cref="Tensor.Clone"/> it: its memory may be used again.
    /// </param>
    /// <returns><paramref name="output"/>.</returns>
    public static Tensor Record(Tensor output, ReadOnlySpan<Tensor> inputs, Action<Tensor> backward)
    {
        ArgumentNullException.ThrowIfNull(backward);
        return Record(output, inputs, backward, static (backward, dy) => backward(dy));
    }

    /// <summary>
    /// The same for an op that allocates nothing when nothing is recorded: what its way back needs is handed over instead of being captured.
    /// <code>return Tape.Record(y, [x], (x, y), static (saved, dy) => saved.x.AddGradient(dy * saved.y));</code>
    /// </summary>
    /// <typeparam name="TSaved">A tuple, as a rule.</typeparam>
    /// <param name="output">A newly made tensor.</param>
    /// <param name="inputs">What it was computed from.</param>
    /// <param name="saved">The first argument of <paramref name="backward"/>.</param>
    /// <param name="backward">
    /// Given <paramref name="saved"/> and the gradient of the output, of its shape, adds to the inputs' gradients with <see cref="Differentiation.AddGradient"/>.
    /// </param>
    /// <returns><paramref name="output"/>.</returns>
    public static Tensor Record<TSaved>(Tensor output, ReadOnlySpan<Tensor> inputs, TSaved saved, Action<TSaved, Tensor> backward)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(backward);
        if (IsWanted(inputs))
        {
            output.History = new TapeNode<TSaved>(Interlocked.Increment(ref s_sequence), output, inputs, saved, backward);
        }
        return output;
    }

    /// <summary>
    /// Notes that an op has no gradient: going back through it throws, instead of silently freezing everything upstream.
    /// </summary>
    public static Tensor RecordWithoutGradient(string op, Tensor output, params ReadOnlySpan<Tensor> inputs)
        => Record(output, inputs, op, static (op, _) => throw new NotSupportedException(
            $"{op} has no gradient, but something that it was computed from needs one. Detach() its input, or compute it under Tape.Pause()."));

    /// <summary>Until the result is disposed of, nothing is recorded on this thread: for inference and for updates.</summary>
    public static PauseScope Pause()
    {
        s_pauses++;
        return new PauseScope(open: true);
    }

    /// <summary>A number above those of all ops that have been recorded, and not above those that will be.</summary>
    internal static long Now => Interlocked.Increment(ref s_sequence);

    internal static int Suspend(bool record)
    {
        int pauses = s_pauses;
        s_pauses = record ? 0 : 1;
        return pauses;
    }

    internal static void Restore(int pauses) => s_pauses = pauses;

    /// <summary>Whether what is computed from these tensors is recorded.</summary>
    internal static bool IsWanted(ReadOnlySpan<Tensor> inputs)
    {
        if (s_pauses != 0)
        {
            return false;
        }
        foreach (Tensor input in inputs)
        {
            if (input.NeedsGradient)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Ends a pause when disposed of.</summary>
    public readonly ref struct PauseScope
    {
        private readonly bool _open;

        internal PauseScope(bool open) => _open = open;

        /// <summary>Goes on recording, unless an outer pause is open.</summary>
        public void Dispose() => s_pauses -= _open ? 1 : 0;
    }
}
