using Strata.Kernels.Reduction;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The largest elements of each sample.</summary>
public static class LargestOp
{
    /// <summary>A mask of x's shape: whether an element is one of the <paramref name="count"/> largest of its sample. Of equal ones the first count. No gradient.</summary>
    /// <param name="x">[batch, ...], float32 or float64.</param>
    /// <param name="count">From 0 to the number of elements of a sample.</param>
    /// <returns>Bool, with exactly <paramref name="count"/> elements true in each sample, as long as none is NaN.</returns>
    /// <exception cref="ArgumentException">x is a scalar.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A sample has not so many elements.</exception>
    public static Tensor Largest(this Tensor x, int count)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank == 0)
        {
            throw new ArgumentException("The largest elements are looked for in samples [batch, ...], but got a scalar.", nameof(x));
        }
        Tensor mask = Tensor.Uninitialized(x.Shape, DType.Bool);
        int width = x.Shape[1..].ElementCount;
        if (x.RequireFloatingPoint() == DType.Float32)
        {
            Selection.Largest<float>(x.AsSpan<float>(), mask.AsSpan<bool>(), x.Shape[0], width, count);
        }
        else
        {
            Selection.Largest<double>(x.AsSpan<double>(), mask.AsSpan<bool>(), x.Shape[0], width, count);
        }
        return mask;
    }
}
