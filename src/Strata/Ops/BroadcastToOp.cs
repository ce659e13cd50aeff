using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Stretching of axes of length one.</summary>
public static class BroadcastToOp
{
    /// <summary>Repeats a tensor along axes of length one (or missing on the left) until it has <paramref name="shape"/>.</summary>
    /// <exception cref="ArgumentException">The tensor does not broadcast to that shape.</exception>
    public static Tensor BroadcastTo(this Tensor x, Shape shape)
    {
        if (x.Shape == shape)
        {
            return x;
        }
        if (Shape.Broadcast(x.Shape, shape) != shape)
        {
            throw new ArgumentException($"Shape {x.Shape} does not broadcast to {shape}.", nameof(shape));
        }
        return x.Add(Tensor.Zeros(shape, x.DType));
    }
}
