using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Enlarges pictures: [batch, channels, height, width] → [batch, channels, height · rows, width · columns]. Bilinear interpolation is what PyTorch calls
/// align_corners=false.
/// </summary>
/// <param name="factor">How many rows and columns one becomes.</param>
/// <param name="interpolation">Default: each element is repeated.</param>
/// <exception cref="ArgumentOutOfRangeException">A factor is not positive, or there is no such interpolation.</exception>
public sealed class UpSample2D(Size2D factor, Interpolation interpolation = Interpolation.Nearest) : Layer
{
    private Tensor? _rows;
    private Tensor? _columns;

    /// <summary>How many rows and columns one becomes.</summary>
    public Size2D Factor { get; } = factor is { Y: >= 1, X: >= 1 }
        ? factor
        : throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factors of up-sampling must be at least 1.");

    /// <summary>How the places between are filled.</summary>
    public Interpolation Interpolation { get; } = Enum.IsDefined(interpolation)
        ? interpolation
        : throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "There is no such interpolation.");

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Window.RequirePicture(input, Unsuitable);
        if (Interpolation == Interpolation.Bilinear)
        {
            _rows = Weights(input[1], Factor.Y, DType);
            _columns = Weights(input[2], Factor.X, DType);
        }
        return [input[0], checked(input[1] * Factor.Y), checked(input[2] * Factor.X)];
    }

    /// <inheritdoc/>
    protected internal override bool TakesAnySteps => false;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        if (Interpolation == Interpolation.Bilinear)
        {
            return _rows!.MatMul(x.MatMul(_columns!, transposeB: true));
        }
        (int batch, int channels, int height, int width) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        return x.Reshape([batch, channels, height, 1, width, 1])
            .BroadcastTo([batch, channels, height, Factor.Y, width, Factor.X])
            .Reshape(OutputShape.Insert(0, batch));
    }

    // The matrix that interpolates between the elements of an axis, [length · factor, length].
    private static Tensor Weights(int length, int factor, DType dtype)
    {
        double[] weights = new double[length * factor * length];
        for (int i = 0; i < length * factor; i++)
        {
            double place = Math.Max(0, ((i + 0.5) / factor) - 0.5);
            int before = (int)place, after = Math.Min(before + 1, length - 1);
            weights[(i * length) + before] += 1 - (place - before);
            weights[(i * length) + after] += place - before;
        }
        return Tensor.Wrap(weights, [length * factor, length]).To(dtype);
    }
}
