using Strata.Autograd;
using Strata.Tensors;
using Kernel = Strata.Kernels.Normalization.Softmax;

namespace Strata.Ops;

/// <summary>The logarithm of the normalized exponential.</summary>
public static class LogSoftmaxOp
{
    /// <summary>xᵢ - ln Σⱼ exp(xⱼ) over the last axis, without overflow.</summary>
    public static Tensor LogSoftmax(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        int columns = x.Shape[^1], rows = x.Shape[..^1].ElementCount;
        Tensor y = Tensor.Uninitialized(x.Shape, x.DType);
        if (x.RequireFloatingPoint() == DType.Float32)
        {
            Kernel.LogForward<float>(x.AsSpan<float>(), y.AsSpan<float>(), rows, columns);
        }
        else
        {
            Kernel.LogForward<double>(x.AsSpan<double>(), y.AsSpan<double>(), rows, columns);
        }
        return Tape.Record(y, [x], (x, y), static (s, dy) => s.x.AddGradient(dy - (s.y.Exp() * dy.Sum([-1], keepAxes: true))));
    }
}
