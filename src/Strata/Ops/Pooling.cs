using Strata.Kernels.Pooling;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The sizes of a pooling of pictures.</summary>
internal static class Pooling
{
    /// <summary>The kernel's sizes for a tensor [batch, channels, height, width].</summary>
    /// <exception cref="ArgumentException">The tensor is no batch of pictures, or the window does not fit.</exception>
    public static PoolingShape Shape(Tensor x, (int Y, int X) kernel, (int Y, int X) stride, (int Y, int X) padding)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank != 4)
        {
            throw new ArgumentException($"Pooling takes [batch, channels, height, width], but got {x.Shape}.");
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(kernel.Y, kernel.X), 1, nameof(kernel));
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(stride.Y, stride.X), 1, nameof(stride));
        if (padding.Y < 0 || padding.X < 0 || 2L * padding.Y > kernel.Y || 2L * padding.X > kernel.X)
        {
            throw new ArgumentException($"The padding of a pooling, {padding.Y}×{padding.X}, must be from zero to half the window, {kernel.Y}×{kernel.X}.");
        }
        var shape = new PoolingShape(x.Shape[0] * x.Shape[1], x.Shape[2], x.Shape[3], kernel.Y, kernel.X, stride.Y, stride.X, padding.Y, padding.X);
        return shape.OutputHeight > 0 && shape.OutputWidth > 0 && x.Shape[2] > 0 && x.Shape[3] > 0 ? shape : throw new ArgumentException(
            $"A window of {kernel.Y}×{kernel.X} does not fit into a picture of {x.Shape[2]}×{x.Shape[3]} with padding {padding.Y}×{padding.X}.");
    }
}
