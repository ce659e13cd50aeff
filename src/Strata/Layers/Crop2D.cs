using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>Takes a border away: [batch, channels, height, width] → [batch, channels, height - 2·rows, width - 2·columns].</summary>
/// <param name="border">Rows taken away above and below, columns taken away left and right.</param>
/// <exception cref="ArgumentOutOfRangeException">The border is negative.</exception>
public sealed class Crop2D(Size2D border) : Layer
{
    /// <summary>Rows taken away above and below, columns taken away left and right.</summary>
    public Size2D Border { get; } = border is { Y: >= 0, X: >= 0 }
        ? border
        : throw new ArgumentOutOfRangeException(nameof(border), border, "A border cannot be negative; Pad2D adds one.");

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Window.RequirePicture(input, Unsuitable);
        long height = input[1] - (2L * Border.Y), width = input[2] - (2L * Border.X);
        return height > 0 && width > 0
            ? [input[0], (int)height, (int)width]
            : throw Unsuitable($"[{input[0]}, more than {2L * Border.Y}, more than {2L * Border.X}]", input, $"A border of {Border} on each side leaves nothing.");
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => x.Slice(2, Border.Y, OutputShape[1]).Slice(3, Border.X, OutputShape[2]);
}
