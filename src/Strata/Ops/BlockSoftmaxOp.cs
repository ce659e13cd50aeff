using Strata.Autograd;
using Strata.Kernels.Pooling;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Probabilistic max pooling: the normalized exponential of blocks of which at most one element is on.</summary>
public static class BlockSoftmaxOp
{
    /// <summary>
    /// exp(x) / (1 + Σ exp(x)), the sum being over the element's block (Lee et al. 2009): the probability of being the one that is on, where a block of none on is possible too.
    /// [batch, channels, height, width] → the same.
    /// </summary>
    /// <param name="x">Maps, whose height and width are multiples of the size.</param>
    /// <param name="size">Rows and columns of a block. Blocks of one element give the sigmoid.</param>
    /// <exception cref="ArgumentException">Blocks do not fill the maps.</exception>
    public static Tensor BlockSoftmax(this Tensor x, int size)
    {
        PoolingShape shape = ShapeOf(x, size);
        Tensor y = Tensor.Uninitialized(x.Shape, x.DType);
        if (x.RequireFloatingPoint() == DType.Float32)
        {
            Kernels.Pooling.BlockSoftmax.Forward<float>(x.AsSpan<float>(), y.AsSpan<float>(), shape);
        }
        else
        {
            Kernels.Pooling.BlockSoftmax.Forward<double>(x.AsSpan<double>(), y.AsSpan<double>(), shape);
        }
        return Tape.Record(y, [x], (x, y, shape), static (s, dy) => s.x.AddGradient(
            Tape.IsRecording ? s.y * (dy - SumOverBlocks(dy * s.y, s.shape.KernelHeight)) : Gradient(dy, s.y, s.shape)));
    }

    /// <summary>
    /// The probability that an element of a block is on, 1 - 1 / (1 + Σ exp(x)): the sum of <see cref="BlockSoftmax"/> over the block (Lee et al. 2009).
    /// [batch, channels, height, width] → [batch, channels, rows, columns] of blocks.
    /// </summary>
    /// <param name="x">Maps, whose height and width are multiples of the size.</param>
    /// <param name="size">Rows and columns of a block.</param>
    /// <exception cref="ArgumentException">Blocks do not fill the maps.</exception>
    public static Tensor ProbabilisticMaxPool2D(this Tensor x, int size)
    {
        Tensor y = x.BlockSoftmax(size);
        return size == 1 ? y : y.AvgPool2D((size, size)) * ((double)size * size);
    }

    /// <summary>ln(1 + Σ exp(x)) of each block, the logarithm of what <see cref="BlockSoftmax"/> divides by: [batch, channels, height, width] → [batch, channels, rows, columns].</summary>
    /// <param name="x">Maps, whose height and width are multiples of the size.</param>
    /// <param name="size">Rows and columns of a block.</param>
    /// <exception cref="ArgumentException">Blocks do not fill the maps.</exception>
    public static Tensor BlockLogSumExp(this Tensor x, int size)
    {
        PoolingShape shape = ShapeOf(x, size);
        int rows = shape.OutputHeight, columns = shape.OutputWidth;
        Tensor blocks = x.Reshape([shape.Planes, rows, size, columns, size]).Transpose(0, 1, 3, 2, 4).Reshape([x.Shape[0], x.Shape[1], rows, columns, size * size]);
        return ConcatenateOp.Concatenate([blocks, Tensor.Zeros(blocks.Shape.With(4, 1), x.DType)], axis: 4).LogSumExp();
    }

    /// <summary>The kernel's sizes.</summary>
    /// <exception cref="ArgumentException">Blocks do not fill the maps.</exception>
    internal static PoolingShape ShapeOf(Tensor x, int size)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return x.Rank == 4 && x.Shape[2] % size == 0 && x.Shape[3] % size == 0
            ? new(x.Shape[0] * x.Shape[1], x.Shape[2], x.Shape[3], size, size, size, size)
            : throw new ArgumentException($"Blocks of {size}×{size} are of maps [batch, channels, height, width] of whole blocks, but got {x.Shape}.", nameof(x));
    }

    private static Tensor Gradient(Tensor dy, Tensor y, PoolingShape shape)
    {
        Tensor dx = Tensor.Uninitialized(y.Shape, y.DType);
        if (y.DType == DType.Float32)
        {
            Kernels.Pooling.BlockSoftmax.Gradient<float>(dy.AsSpan<float>(), y.AsSpan<float>(), dx.AsSpan<float>(), shape);
        }
        else
        {
            Kernels.Pooling.BlockSoftmax.Gradient<double>(dy.AsSpan<double>(), y.AsSpan<double>(), dx.AsSpan<double>(), shape);
        }
        return dx;
    }

    // At each element the sum of its block.
    private static Tensor SumOverBlocks(Tensor x, int size)
    {
        Shape blocks = [x.Shape[0], x.Shape[1], x.Shape[2] / size, size, x.Shape[3] / size, size];
        return x.Reshape(blocks).Sum([3, 5], keepAxes: true).BroadcastTo(blocks).Reshape(x.Shape);
    }
}
