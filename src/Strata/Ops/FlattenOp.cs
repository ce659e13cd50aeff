using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Many axes as one.</summary>
public static class FlattenOp
{
    /// <summary>A view with all axes from <paramref name="startAxis"/> on made one: [batch, channels, height, width] → [batch, channels · height · width].</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public static Tensor Flatten(this Tensor x, int startAxis = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        int start = startAxis == x.Rank ? startAxis : x.Shape.Axis(startAxis);
        return x.Reshape(x.Shape[..start].Append(x.Shape[start..].ElementCount));
    }
}
