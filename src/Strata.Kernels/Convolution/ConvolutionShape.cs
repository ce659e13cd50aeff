namespace Strata.Kernels.Convolution;

/// <summary>
/// The sizes of a two-dimensional convolution. Input [batch, inChannels, height, width], filters
/// [outChannels, inChannels / groups, kernelHeight, kernelWidth], output [batch, outChannels, outputHeight, outputWidth], all row-major.
/// A one-dimensional convolution is one of height 1.
/// </summary>
/// <param name="Batch">Images.</param>
/// <param name="InChannels">Channels of the input.</param>
/// <param name="Height">Rows of the input.</param>
/// <param name="Width">Columns of the input.</param>
/// <param name="OutChannels">Filters, which are channels of the output.</param>
/// <param name="KernelHeight">Rows of a filter.</param>
/// <param name="KernelWidth">Columns of a filter.</param>
public readonly record struct ConvolutionShape(
    int Batch, int InChannels, int Height, int Width, int OutChannels, int KernelHeight, int KernelWidth)
{
    /// <summary>Rows from one output to the next.</summary>
    public int StrideY { get; init; } = 1;

    /// <summary>Columns from one output to the next.</summary>
    public int StrideX { get; init; } = 1;

    /// <summary>Rows of zeros above and below the input.</summary>
    public int PaddingY { get; init; }

    /// <summary>Columns of zeros left and right of the input.</summary>
    public int PaddingX { get; init; }

    /// <summary>Rows from one filter tap to the next.</summary>
    public int DilationY { get; init; } = 1;

    /// <summary>Columns from one filter tap to the next.</summary>
    public int DilationX { get; init; } = 1;

    /// <summary>Parts that the channels are cut into; a filter sees one part of the input.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Rows of the output.</summary>
    public int OutputHeight => Windows.OutputLength(Height, KernelHeight, StrideY, PaddingY, DilationY);

    /// <summary>Columns of the output.</summary>
    public int OutputWidth => Windows.OutputLength(Width, KernelWidth, StrideX, PaddingX, DilationX);

    /// <summary>Elements of the input.</summary>
    public int InputCount => checked(Batch * InChannels * Height * Width);

    /// <summary>Elements of the filters.</summary>
    public int FilterCount => checked(OutChannels * GroupInChannels * Taps);

    /// <summary>Elements of the output.</summary>
    public int OutputCount => checked(Batch * OutChannels * OutputHeight * OutputWidth);

    internal int GroupInChannels => InChannels / Groups;

    internal int GroupOutChannels => OutChannels / Groups;

    internal int Taps => KernelHeight * KernelWidth;

    internal int InputPlane => Height * Width;

    /// <summary>Whether an output sees one pixel, its own: the convolution is a product of filters and pixels.</summary>
    internal bool IsPointwise => this is { Taps: 1, StrideX: 1, StrideY: 1, PaddingX: 0, PaddingY: 0 };

    /// <summary>The same convolution with images of one row where rows do not matter, so that runs of pixels are long.</summary>
    internal ConvolutionShape Flattened => IsPointwise ? this with { Height = 1, Width = InputPlane } : this;

    internal int OutputPlane => OutputHeight * OutputWidth;
}
