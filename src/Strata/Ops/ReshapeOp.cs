using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The same elements under another shape.</summary>
public static class ReshapeOp
{
    /// <summary>A view of the same elements, in the same order and the same memory, under another shape.</summary>
    /// <exception cref="ArgumentException">The shapes have different numbers of elements.</exception>
    public static Tensor Reshape(this Tensor x, Shape shape)
    {
        if (x.Shape == shape)
        {
            return x;
        }
        if (x.Count != shape.ElementCount)
        {
            throw new ArgumentException($"Shape {x.Shape} has {x.Count} elements and cannot be viewed as {shape}, which has {shape.ElementCount}.", nameof(shape));
        }
        return Tape.Record(x.View(shape), [x], x, static (x, dy) => x.AddGradient(dy.Reshape(x.Shape)));
    }
}
