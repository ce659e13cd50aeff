using Strata.Autograd;
using Strata.Kernels.Reduction;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Sums over axes.</summary>
public static class SumOp
{
    /// <summary>The sum over the given axes, or over all of them when none is given.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Axes, negative ones counted from the innermost; none for all.</param>
    /// <param name="keepAxes">Keeps the summed axes with length one.</param>
    public static Tensor Sum(this Tensor x, ReadOnlySpan<int> axes = default, bool keepAxes = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        var summed = new Axes(x.Shape, axes);
        Tensor y = Sum(x, summed);
        return keepAxes ? y : y.Reshape(summed.Dropped);
    }

    /// <summary>Sums the axes along which <paramref name="shape"/> would have been stretched to give this tensor's shape. Where none was longer than one, the memory is x's.</summary>
    internal static Tensor SumTo(this Tensor x, Shape shape)
        => x.Shape == shape ? x : x.Count == shape.ElementCount ? x.Reshape(shape) : Sum(x, Axes.Stretched(shape, x.Shape)).Reshape(shape);

    private static Tensor Sum(Tensor x, Axes axes)
    {
        Tensor y = axes.Reduce(x, Reductions.Sum, Reductions.Sum);
        return Tape.Record(y, [x], x, static (x, dy) => x.AddFreshGradient(dy.BroadcastTo(x.Shape), isFresh: dy.Shape != x.Shape));
    }
}
