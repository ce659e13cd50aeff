using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Probabilistic max pooling (Lee, Grosse, Ranganath and Ng 2009): the probability that a unit of each block is on, 1 - 1 / (1 + Σ exp(x)), where at most one can be.
/// [batch, channels, height, width] → [batch, channels, height / size, width / size]. Blocks of one unit give the sigmoid.
/// </summary>
/// <param name="size">Rows and columns of a block.</param>
/// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
public sealed class ProbabilisticMaxPool2D(int size) : Layer
{
    /// <summary>Rows and columns of a block.</summary>
    public int Size { get; } = size >= 1 ? size : throw new ArgumentOutOfRangeException(nameof(size), size, "A block has at least one row and column.");

    /// <inheritdoc/>
    protected internal override bool TakesAnySteps => false;

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Window.RequirePicture(input, Unsuitable);
        return input[1] % Size == 0 && input[2] % Size == 0
            ? [input[0], input[1] / Size, input[2] / Size]
            : throw Unsuitable($"[channels, height, width] of whole blocks of {Size} x {Size}", input, "Crop or pad the pictures (Crop2D, Pad2D).");
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.ProbabilisticMaxPool2D(Size);
}
