using Strata.Tensors;

namespace Strata.Layers;

/// <summary>What slides over a sequence [channels, steps] in convolution and pooling.</summary>
internal sealed class Window1D
{
    /// <exception cref="ArgumentOutOfRangeException">Kernel, stride or dilation is not positive, or the padding is negative.</exception>
    public Window1D(int kernel, int stride, int padding, int dilation)
    {
        Kernel = AtLeast(1, kernel, nameof(kernel));
        Stride = AtLeast(1, stride, nameof(stride));
        Padding = AtLeast(0, padding, nameof(padding));
        Dilation = AtLeast(1, dilation, nameof(dilation));
    }

    /// <summary>A window of pooling: its stride is the kernel unless another is given, and it always holds a step of the sequence.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive, or the padding is negative or more than half the kernel.</exception>
    public static Window1D ForPooling(int kernel, int? stride, int padding) => 2L * padding <= kernel
        ? new Window1D(kernel, stride ?? kernel, padding, dilation: 1)
        : throw new ArgumentOutOfRangeException(nameof(padding), padding, $"The padding must be at most half the kernel, {kernel}.");

    public int Kernel { get; }

    public int Stride { get; }

    public int Padding { get; }

    public int Dilation { get; }

    /// <summary>How many positions it has: ⌊(n + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1.</summary>
    /// <param name="unsuitable">Makes the layer's error of what it expects, what came, and the remedy.</param>
    /// <exception cref="ShapeException">The sample is no sequence, or too short a one.</exception>
    public int Positions(Shape input, Func<string, Shape, string, ShapeException> unsuitable)
    {
        RequireSequence(input, unsuitable);
        long least = ((long)Dilation * (Kernel - 1)) + 1 - (2L * Padding);
        return input[1] >= least
            ? (int)((input[1] - least) / Stride) + 1
            : throw unsuitable($"[{input[0]}, {least} or more]", input, "Take a smaller kernel, more padding or fewer layers.");
    }

    /// <exception cref="ShapeException">The sample is no sequence.</exception>
    public static void RequireSequence(Shape input, Func<string, Shape, string, ShapeException> unsuitable)
    {
        if (input.Rank != 2 || input.ElementCount == 0)
        {
            throw unsuitable("[channels, steps]", input, "Put a Reshape layer before it, or a Permute(2, 1) where the steps come first.");
        }
    }

    private static int AtLeast(int least, int value, string name) => value >= least
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The {name} of a window must be at least {least}.");
}
