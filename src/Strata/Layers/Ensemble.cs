using System.Buffers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Several models of one task that answer by their mean (Hansen and Salamon 1990): the mean of the members' outputs, or, where those are logits, the logarithm of the mean of
/// their softmax probabilities, which are logits of that mean. [batch, ...] → [batch, ...], all members giving one shape. Usually the members are trained one by one, from
/// seeds of their own; the whole can be trained, saved and loaded as any layer.
/// </summary>
public sealed class Ensemble : Layer
{
    /// <summary>The given models, built or not; one without a name is named by its position.</summary>
    /// <param name="members">At least one.</param>
    /// <param name="logits">Whether the members end in logits [batch, ..., classes], whose probabilities are to be averaged. Default: false.</param>
    /// <exception cref="ArgumentException">There is no member, or two have one name.</exception>
    public Ensemble(Layer[] members, bool logits = false)
    {
        ArgumentNullException.ThrowIfNull(members);
        Children = members.Length > 0
            ? Sequential.Named(members)
            : throw new ArgumentException("An ensemble needs at least one member.", nameof(members));
        Logits = logits;
    }

    /// <summary>Whether the members end in logits.</summary>
    public bool Logits { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Shape[] outputs = [.. Children.Select((member, i) => member.Build(input, random.Split((ulong)i), DType))];
        if (outputs.Any(o => o != outputs[0]) || (Logits && outputs[0].Rank == 0))
        {
            throw new ShapeException(
                $"{this} averages its members' outputs, but of {input} they make {string.Join(", ", outputs)}. All must have one shape{(Logits ? ", [..., classes]" : "")}.");
        }
        return outputs[0];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor[] outputs = ArrayPool<Tensor>.Shared.Rent(Children.Count);
        for (int i = 0; i < Children.Count; i++)
        {
            Tensor y = Children[i].Forward(x, context);
            outputs[i] = Logits ? y.LogSoftmax() : y;
        }
        Tensor all = ConcatenateOp.Stack(outputs.AsSpan(0, Children.Count), outputs[0].Rank); // [batch, ..., members]
        ArrayPool<Tensor>.Shared.Return(outputs, clearArray: true);
        return Logits ? all.LogSumExp() - Math.Log(Children.Count) : all.Mean([-1]);
    }
}
