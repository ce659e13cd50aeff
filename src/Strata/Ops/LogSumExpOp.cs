using Strata.Autograd;
using Strata.Tensors;
using Kernel = Strata.Kernels.Normalization.Softmax;

namespace Strata.Ops;

/// <summary>The logarithm of a sum of exponentials.</summary>
public static class LogSumExpOp
{
    /// <summary>ln Σⱼ exp(xⱼ) over the last axis, which is dropped, without overflow.</summary>
    public static Tensor LogSumExp(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        int columns = x.Shape[^1], rows = x.Shape[..^1].ElementCount;
        Tensor y = Tensor.Uninitialized(x.Shape[..^1], x.DType);
        if (x.RequireFloatingPoint() == DType.Float32)
        {
            Kernel.LogSumExp<float>(x.AsSpan<float>(), y.AsSpan<float>(), rows, columns);
        }
        else
        {
            Kernel.LogSumExp<double>(x.AsSpan<double>(), y.AsSpan<double>(), rows, columns);
        }
        return Tape.Record(y, [x], x, static (x, dy) => x.AddGradient(dy.Reshape(dy.Shape.Append(1)) * x.Softmax()));
    }
}
