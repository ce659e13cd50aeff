namespace Strata.Kernels.Pooling;

/// <summary>The sizes of a pooling: planes [planes, height, width], each by itself, to [planes, outputHeight, outputWidth].</summary>
/// <param name="Planes">Pictures times channels.</param>
/// <param name="Height">Rows of the input.</param>
/// <param name="Width">Columns of the input.</param>
/// <param name="KernelHeight">Rows of a window.</param>
/// <param name="KernelWidth">Columns of a window.</param>
/// <param name="StrideY">Rows from one window to the next.</param>
/// <param name="StrideX">Columns from one window to the next.</param>
/// <param name="PaddingY">Rows around the input that belong to windows but hold nothing.</param>
/// <param name="PaddingX">Columns likewise.</param>
public readonly record struct PoolingShape(
    int Planes, int Height, int Width, int KernelHeight, int KernelWidth, int StrideY, int StrideX, int PaddingY = 0, int PaddingX = 0)
{
    /// <summary>Rows of the output.</summary>
    public int OutputHeight => Windows.OutputLength(Height, KernelHeight, StrideY, PaddingY);

    /// <summary>Columns of the output.</summary>
    public int OutputWidth => Windows.OutputLength(Width, KernelWidth, StrideX, PaddingX);

    internal int InputPlane => Height * Width;

    internal int OutputPlane => OutputHeight * OutputWidth;

    /// <summary>Every window must hold at least one element of the input, which padding below the kernel's size makes sure of.</summary>
    internal void Check(int input, int output)
    {
        if (KernelHeight < 1 || KernelWidth < 1 || StrideY < 1 || StrideX < 1 || PaddingY < 0 || PaddingX < 0
            || 2L * PaddingY > KernelHeight || 2L * PaddingX > KernelWidth)
        {
            throw new ArgumentException(
                $"A window of {KernelHeight}×{KernelWidth}, stride {StrideY}×{StrideX}, padding {PaddingY}×{PaddingX}: expected kernel and stride of at least 1 and a padding of at most half the kernel.");
        }
        if (output > 0 && (Height < 1 || Width < 1))
        {
            throw new ArgumentException($"A picture of {Height}×{Width} has nothing to choose from.");
        }
        Require.Length(input, Require.View(Planes, Height, Width), nameof(input));
        Require.Length(output, Require.View(Planes, OutputHeight, OutputWidth), nameof(output));
    }

    /// <summary>The rows of the input in the window of output row y.</summary>
    internal (int Start, int End) Rows(int y) => (Math.Max(0, (y * StrideY) - PaddingY), Math.Min(Height, (y * StrideY) - PaddingY + KernelHeight));

    /// <summary>The columns of the input in the window of output column x.</summary>
    internal (int Start, int End) Columns(int x) => (Math.Max(0, (x * StrideX) - PaddingX), Math.Min(Width, (x * StrideX) - PaddingX + KernelWidth));
}
