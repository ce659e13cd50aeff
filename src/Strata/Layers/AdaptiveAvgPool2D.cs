using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// The means of as many windows as the output is to have places, whatever the size of the picture: [batch, channels, height, width] →
/// [batch, channels, output rows, output columns]. Window i of m over n elements reaches from ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉, as PyTorch has it.
/// </summary>
/// <param name="output">Rows and columns of the output.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
public sealed class AdaptiveAvgPool2D(Size2D output) : Layer
{
    private Tensor? _rows;
    private Tensor? _columns;

    /// <summary>Rows and columns of the output.</summary>
    public Size2D Output { get; } = output is { Y: >= 1, X: >= 1 }
        ? output
        : throw new ArgumentOutOfRangeException(nameof(output), output, "The output of a pooling must have at least one row and one column.");

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Window.RequirePicture(input, Unsuitable);
        _rows = Means(input[1], Output.Y, DType);
        _columns = Means(input[2], Output.X, DType);
        return [input[0], Output.Y, Output.X];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => _rows!.MatMul(x.MatMul(_columns!, transposeB: true));

    // The matrix that takes the means, [windows, length].
    private static Tensor Means(int length, int windows, DType dtype)
    {
        double[] means = new double[windows * length];
        for (int i = 0; i < windows; i++)
        {
            int start = (int)((long)i * length / windows), end = (int)((((i + 1L) * length) + windows - 1) / windows);
            means.AsSpan((i * length) + start, end - start).Fill(1.0 / (end - start));
        }
        return Tensor.Wrap(means, [windows, length]).To(dtype);
    }
}
