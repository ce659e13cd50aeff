using Strata.Tensors;

namespace Strata.Layers;

/// <summary>What slides over a picture [channels, height, width] in convolution and pooling.</summary>
internal sealed class Window
{
    /// <exception cref="ArgumentOutOfRangeException">Kernel, stride or dilation is not positive, or the padding is negative.</exception>
    public Window(Size2D kernel, Size2D stride, Size2D padding, Size2D dilation)
    {
        Kernel = AtLeast(1, kernel, nameof(kernel));
        Stride = AtLeast(1, stride, nameof(stride));
        Padding = AtLeast(0, padding, nameof(padding));
        Dilation = AtLeast(1, dilation, nameof(dilation));
    }

    /// <summary>A window of pooling: its stride is the kernel unless another is given, and it always holds a place of the picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive, or the padding is negative or more than half the kernel.</exception>
    public static Window ForPooling(Size2D kernel, Size2D? stride, Size2D padding) => 2L * padding.Y <= kernel.Y && 2L * padding.X <= kernel.X
        ? new Window(kernel, stride ?? kernel, padding, dilation: 1)
        : throw new ArgumentOutOfRangeException(nameof(padding), padding, $"The padding must be at most half the kernel, {kernel}.");

    public Size2D Kernel { get; }

    public Size2D Stride { get; }

    public Size2D Padding { get; }

    public Size2D Dilation { get; }

    /// <summary>Elements under it.</summary>
    public int Area => Kernel.Y * Kernel.X;

    /// <summary>How many positions it has: ⌊(n + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1 along each axis.</summary>
    /// <param name="unsuitable">Makes the layer's error of what it expects, what came, and the remedy.</param>
    /// <exception cref="ShapeException">The sample is no picture, or too small a one.</exception>
    public Size2D Positions(Shape input, Func<string, Shape, string, ShapeException> unsuitable)
    {
        RequirePicture(input, unsuitable);
        long leastY = Least(Kernel.Y, Padding.Y, Dilation.Y), leastX = Least(Kernel.X, Padding.X, Dilation.X);
        if (input[1] < leastY || input[2] < leastX)
        {
            string padding = Padding == default ? "" : $" with padding {Padding}", dilation = Dilation == 1 ? "" : $" (dilation {Dilation})";
            throw unsuitable($"[{input[0]}, {leastY} or more, {leastX} or more]", input,
                $"A kernel of {Kernel}{dilation} does not fit into {input[1]}×{input[2]}{padding}; take a smaller kernel, more padding or fewer layers.");
        }
        return ((int)((input[1] - leastY) / Stride.Y) + 1, (int)((input[2] - leastX) / Stride.X) + 1);
    }

    /// <exception cref="ShapeException">The sample is no picture.</exception>
    public static void RequirePicture(Shape input, Func<string, Shape, string, ShapeException> unsuitable)
    {
        if (input.Rank != 3 || input.ElementCount == 0)
        {
            throw unsuitable("[channels, height, width]", input, "Put a Reshape layer before it, such as Reshape([1, 28, 28]).");
        }
    }

    /// <summary>For each position the places of the elements under it, in the order of a filter's: Int32 [positions · channels · area], counted in the flattened sample.</summary>
    public Tensor Taps(Shape input, Size2D positions)
    {
        int[] taps = [.. from i in Enumerable.Range(0, positions.Y)
                         from j in Enumerable.Range(0, positions.X)
                         from c in Enumerable.Range(0, input[0])
                         from u in Enumerable.Range(0, Kernel.Y)
                         from v in Enumerable.Range(0, Kernel.X)
                         select (((c * input[1]) + (i * Stride.Y) + u) * input[2]) + (j * Stride.X) + v];
        return Tensor.Wrap(taps);
    }

    // The least length into which the kernel fits.
    private static long Least(int kernel, int padding, int dilation) => ((long)dilation * (kernel - 1)) + 1 - (2L * padding);

    private static Size2D AtLeast(int least, Size2D size, string name) => size.Y >= least && size.X >= least
        ? size
        : throw new ArgumentOutOfRangeException(name, size, $"The {name} of a window must be at least {least} along both axes.");
}
