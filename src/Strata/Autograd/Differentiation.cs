using Strata.Tensors;

namespace Strata.Autograd;

/// <summary>Reverse-mode automatic differentiation.</summary>
public static class Differentiation
{
    private static long s_visits;
    [ThreadStatic] private static long s_pass;

    /// <summary>
    /// Computes the gradient of this tensor with respect to every leaf that requires one, and adds it to the leaf's <see cref="Tensor.Gradient"/>.
    /// Values saved for the way back are let go as they are used, so it runs once a forward pass.
    /// </summary>
    /// <param name="output">A scalar, or any tensor when <paramref name="gradient"/> is given.</param>
    /// <param name="gradient">The gradient of whatever the output is used for, of its shape. Default: one.</param>
    /// <param name="createGraph">Records the backward pass too, so that the gradients can be differentiated again.</param>
    /// <exception cref="InvalidOperationException">Nothing here needs a gradient, the output is no scalar, or the pass has been run before.</exception>
    public static void Backward(this Tensor output, Tensor? gradient = null, bool createGraph = false) => Run(output, gradient, createGraph, release: false);

    /// <summary>
    /// The same for whoever made all that <paramref name="output"/> was computed from in the innermost scope, and has no more use for it: the memory of values too, not only
    /// of gradients, goes back to the pool as soon as the way back has passed them.
    /// </summary>
    internal static void BackwardReleasing(this Tensor output, Tensor gradient) => Run(output, gradient, createGraph: false, release: true);

    private static void Run(Tensor output, Tensor? gradient, bool createGraph, bool release)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!output.NeedsGradient)
        {
            throw new InvalidOperationException(
                "Backward() was called on a tensor that was computed from nothing with RequiresGradient, or under Tape.Pause().");
        }
        if (gradient is null && output.Count != 1)
        {
            throw new InvalidOperationException(
                $"Backward() starts from a scalar, but this tensor has shape {output.Shape}. Reduce it with Sum() or Mean(), or give its gradient.");
        }
        int pauses = Tape.Suspend(record: createGraph);
        long outerPass = s_pass;
        s_pass = Interlocked.Increment(ref s_visits);
        try
        {
            output.AddGradient(gradient ?? Tensor.Ones(output.Shape, output.DType));
            GoBack(Nodes(output), keep: createGraph, release);
        }
        finally
        {
            Tape.Restore(pauses);
            s_pass = outerPass;
        }
    }

    /// <summary>Adds to the gradient of a tensor during a backward pass; ignored when the tensor needs none.</summary>
    /// <exception cref="ArgumentException">The gradient has another shape or type than the tensor.</exception>
    public static void AddGradient(this Tensor tensor, Tensor gradient)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(gradient);
        tensor.AddFreshGradient(gradient, isFresh: false);
    }

    /// <summary>The same for a gradient whose memory nobody else sees: what comes later may be added into it.</summary>
    /// <param name="tensor">Whose gradient it is.</param>
    /// <param name="gradient">Of the tensor's shape and type.</param>
    /// <param name="isFresh">False where somebody else may see it after all, as <see cref="AddGradient"/> takes it.</param>
    internal static void AddFreshGradient(this Tensor tensor, Tensor gradient, bool isFresh = true)
    {
        if (!tensor.NeedsGradient)
        {
            return;
        }
        if (gradient.Shape != tensor.Shape || gradient.DType != tensor.DType)
        {
            throw new ArgumentException(
                $"The gradient of a {tensor.DType} tensor of shape {tensor.Shape} came as {gradient.DType} {gradient.Shape}.", nameof(gradient));
        }
        if (tensor.History is TapeNode node)
        {
            node.Gradient.Add(gradient, isFresh);
            return;
        }
        GradientSum sum = SumOf(tensor);
        sum.Add(gradient, isFresh);
        tensor.Gradient = sum.Value;
        tensor.GradientPass = sum.IsOwned ? s_pass : 0;
        tensor.Gradient!.Storage.Gradients = 0; // a leaf's gradient is for anybody to see
    }

    /// <summary>The gradient so far, where more may be added into it; null where there is none, or somebody else sees it.</summary>
    internal static Tensor? OwnedGradient(this Tensor tensor) => tensor.History is TapeNode node ? node.Gradient.Owned : SumOf(tensor).Owned;

    // What a leaf has got in this pass may be written to; what it had before may have been seen.
    private static GradientSum SumOf(Tensor leaf) => new(leaf.Gradient, leaf.GradientPass == s_pass && s_pass != 0);

    /// <summary>The same values, sharing memory, without their history: a constant to whatever is computed from it.</summary>
    public static Tensor Detach(this Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.View(tensor.Shape);
    }

    /// <summary>The gradient of a scalar function at a point, without touching anybody's <see cref="Tensor.Gradient"/>.</summary>
    /// <param name="function">From copies of the inputs to a scalar.</param>
    /// <param name="inputs">The point.</param>
    /// <returns>One gradient an input; zeros where the function does not depend on it.</returns>
    public static Tensor[] Gradient(Func<Tensor[], Tensor> function, params Tensor[] inputs)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        Tensor[] leaves = Array.ConvertAll(inputs, x => x.View(x.Shape));
        foreach (Tensor leaf in leaves)
        {
            leaf.RequiresGradient = true;
        }
        Tensor output = function(leaves);
        if (output.NeedsGradient)
        {
            BackwardTo(leaves, output);
        }
        return Array.ConvertAll(leaves, leaf => leaf.Gradient ?? Tensor.Zeros(leaf.Shape, leaf.DType));
    }

    /// <summary>
    /// For an op that has computed its value again of elementary ops, inside its own way back: goes back through what has been recorded since, and so gives
    /// gradients that can be
    /// differentiated to what the op was computed from.
    /// </summary>
    /// <param name="since"><see cref="Tape.Now"/> before the value was computed again.</param>
    internal static void BackwardSince(long since, Tensor output, Tensor gradient, Tensor? second = null, Tensor? gradientOfSecond = null)
    {
        output.AddGradient(gradient);
        List<TapeNode> nodes = Nodes(output, since);
        if (second is not null && gradientOfSecond is not null)
        {
            second.AddGradient(gradientOfSecond);
            nodes = [.. nodes.Union(Nodes(second, since)).OrderByDescending(node => node.Sequence)];
        }
        GoBack(nodes, keep: true);
    }

    /// <summary>Goes back for the sake of some leaves; the gradients of all others, such as a model's parameters, stay as they were.</summary>
    internal static void BackwardTo(Tensor[] leaves, Tensor output, Tensor? gradient = null, bool createGraph = false)
    {
        (Tensor Leaf, Tensor? Gradient)[] others = [.. Nodes(output).SelectMany(node => Enumerable.Range(0, node.InputCount).Select(node.Input)).Distinct()
            .Where(input => input.RequiresGradient && !leaves.Contains(input)).Select(input => (input, input.Gradient))];
        output.Backward(gradient, createGraph);
        foreach ((Tensor leaf, Tensor? earlier) in others)
        {
            leaf.Gradient = earlier;
        }
    }

    private static void GoBack(List<TapeNode> nodes, bool keep, bool release = false)
    {
        foreach (TapeNode node in nodes)
        {
            if (node.Gradient.Take() is not { } dy)
            {
                continue;
            }
            node.Backward(dy);
            GradientSum.LetGo(dy);
            if (release)
            {
                node.ReleaseOutput();
            }
            if (!keep)
            {
                node.LetGo();
            }
        }
    }

    // All ops recorded since that the output depends on, last one first.
    private static List<TapeNode> Nodes(Tensor output, long since = 0)
    {
        long visit = Interlocked.Increment(ref s_visits);
        var nodes = new List<TapeNode>();
        var pending = new Stack<TapeNode>();
        Enter(output);
        while (pending.TryPop(out TapeNode? node))
        {
            nodes.Add(node);
            for (int i = 0; i < node.InputCount; i++)
            {
                Enter(node.Input(i));
            }
        }
        nodes.Sort(static (a, b) => b.Sequence.CompareTo(a.Sequence));
        return nodes;

        void Enter(Tensor tensor)
        {
            if (tensor.History is TapeNode node && node.Visit != visit && node.Sequence > since)
            {
                node.Visit = visit;
                pending.Push(node);
            }
        }
    }
}
