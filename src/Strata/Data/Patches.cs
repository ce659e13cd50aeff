using Strata.Ops;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>Small square parts of pictures.</summary>
public static class Patches
{
    /// <summary>Patches from random places: each picture, and each place in it, with equal probability.</summary>
    /// <param name="pictures">Float32, [channels, height, width] each; heights and widths may differ.</param>
    /// <param name="size">Height and width of a patch.</param>
    /// <param name="count">How many.</param>
    /// <param name="random">Where the places are drawn from.</param>
    /// <returns>Float32 [count, channels, size, size].</returns>
    /// <exception cref="ArgumentException">There is no picture, one is smaller than a patch, or their channels differ.</exception>
    public static Tensor Sample(IReadOnlyList<Tensor> pictures, int size, int count, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (pictures.Count == 0)
        {
            throw new ArgumentException("There is no picture to take patches from.", nameof(pictures));
        }
        int channels = pictures[0].Rank == 3 ? pictures[0].Shape[0] : 0;
        if (pictures.FirstOrDefault(p => !Holds(p, channels, size)) is { } unfit)
        {
            throw new ArgumentException(
                $"Patches of {size} x {size} are taken from Float32 pictures [channels, height, width] of equal channels and at least that size, but one is {unfit.DType} {unfit.Shape}.",
                nameof(pictures));
        }
        Tensor patches = Tensor.Uninitialized([count, channels, size, size]);
        ReadOnlySpan<double> draws = RandomOps.Uniform([count, 3], 0, 1, random, DType.Float64).AsSpan<double>();
        for (int i = 0; i < count; i++)
        {
            Tensor picture = pictures[(int)(draws[3 * i] * pictures.Count)];
            int top = (int)(draws[(3 * i) + 1] * (picture.Shape[1] - size + 1)), left = (int)(draws[(3 * i) + 2] * (picture.Shape[2] - size + 1));
            Copy(picture.AsSpan<float>(), picture.Shape, top, left, patches.AsSpan<float>().Slice(i * channels * size * size, channels * size * size), size);
        }
        return patches;
    }

    /// <summary>All patches of pictures, row by row of their places.</summary>
    /// <param name="pictures">Float32 [pictures, channels, height, width].</param>
    /// <param name="size">Height and width of a patch.</param>
    /// <param name="stride">Pixels from a patch to the next. Default: 1.</param>
    /// <returns>Float32 [pictures · rows · columns, channels, size, size], rows and columns being the places down and across: (length - size) / stride + 1.</returns>
    /// <exception cref="ArgumentException">The pictures are no such tensor, or smaller than a patch.</exception>
    public static Tensor All(Tensor pictures, int size, int stride = 1)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        if (pictures.Rank != 4 || pictures.DType != DType.Float32 || pictures.Shape[2] < size || pictures.Shape[3] < size)
        {
            throw new ArgumentException(
                $"Patches of {size} x {size} are taken from Float32 [pictures, channels, height, width] of at least that size, but got {pictures.DType} {pictures.Shape}.", nameof(pictures));
        }
        int channels = pictures.Shape[1], rows = ((pictures.Shape[2] - size) / stride) + 1, columns = ((pictures.Shape[3] - size) / stride) + 1, length = channels * size * size;
        Tensor patches = Tensor.Uninitialized([pictures.Shape[0] * rows * columns, channels, size, size]);
        Span<float> to = patches.AsSpan<float>();
        for (int i = 0; i < pictures.Shape[0]; i++)
        {
            ReadOnlySpan<float> picture = pictures.AsSpan<float>().Slice(i * pictures.Shape[1..].ElementCount, pictures.Shape[1..].ElementCount);
            for (int place = 0; place < rows * columns; place++)
            {
                Copy(picture, pictures.Shape[1..], place / columns * stride, place % columns * stride, to[..length], size);
                to = to[length..];
            }
        }
        return patches;
    }

    private static bool Holds(Tensor picture, int channels, int size)
        => picture.Rank == 3 && picture.DType == DType.Float32 && picture.Shape[0] == channels && picture.Shape[1] >= size && picture.Shape[2] >= size;

    private static void Copy(ReadOnlySpan<float> picture, Shape shape, int top, int left, Span<float> patch, int size)
    {
        for (int c = 0; c < shape[0]; c++)
        {
            for (int y = 0; y < size; y++)
            {
                picture.Slice((((c * shape[1]) + top + y) * shape[2]) + left, size).CopyTo(patch[(((c * size) + y) * size)..]);
            }
        }
    }
}
