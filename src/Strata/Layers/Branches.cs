using System.Buffers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Parallel branches that all read the same input, their outputs joined along the channels (Szegedy et al. 2015): [batch, ...] → [batch, channels of all, ...]. The
/// branches' outputs agree in all but their first axis.
/// </summary>
/// <remarks>Not named Parallel, which every program that uses threads knows as another class.</remarks>
public sealed class Branches : Layer
{
    /// <summary>The given branches; one without a name is named by its position.</summary>
    /// <exception cref="ArgumentException">There is no branch, or two have one name.</exception>
    public Branches(params Layer[] branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        Children = branches.Length > 0
            ? Sequential.Named(branches)
            : throw new ArgumentException("Branches needs at least one branch.", nameof(branches));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Shape[] outputs = [.. Children.Select((branch, i) => branch.Build(input, random.Split((ulong)i), DType))];
        Shape first = outputs[0];
        if (first.Rank == 0 || outputs.Any(o => o.Rank != first.Rank || o.With(0, 1) != first.With(0, 1)))
        {
            throw new ShapeException(
                $"{this} joins its branches' outputs along their first axis, but of {input} they make {string.Join(", ", outputs)}. " +
                "All other axes must agree; adjust padding or stride.");
        }
        return first.With(0, outputs.Sum(o => o[0]));
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => Join(Children, x, context, axis: 1);

    /// <summary>What several layers make of one input, side by side along an axis.</summary>
    internal static Tensor Join(IReadOnlyList<Layer> layers, Tensor x, ForwardContext context, int axis)
    {
        Tensor[] outputs = ArrayPool<Tensor>.Shared.Rent(layers.Count);
        for (int i = 0; i < layers.Count; i++)
        {
            outputs[i] = layers[i].Forward(x, context);
        }
        Tensor y = ConcatenateOp.Concatenate(outputs.AsSpan(0, layers.Count), axis);
        ArrayPool<Tensor>.Shared.Return(outputs, clearArray: true);
        return y;
    }
}
