using Strata.Autograd;
using Strata.Tensors;
using Kernel = Strata.Kernels.Normalization.Softmax;

namespace Strata.Ops;

/// <summary>The normalized exponential.</summary>
public static class SoftmaxOp
{
    /// <summary>exp(xᵢ) / Σⱼ exp(xⱼ) over the last axis; its Jacobian is diag(y) - y yᵀ (Bridle 1990).</summary>
    public static Tensor Softmax(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        int columns = x.Shape[^1], rows = x.Shape[..^1].ElementCount;
        Tensor y = Tensor.Uninitialized(x.Shape, x.DType);
        if (x.RequireFloatingPoint() == DType.Float32)
        {
            Kernel.Forward<float>(x.AsSpan<float>(), y.AsSpan<float>(), rows, columns);
        }
        else
        {
            Kernel.Forward<double>(x.AsSpan<double>(), y.AsSpan<double>(), rows, columns);
        }
        return Tape.Record(y, [x], (x, y), static (s, dy) => s.x.AddFreshGradient(Tape.IsRecording ? s.y * (dy - (dy * s.y).Sum([-1], keepAxes: true)) : Gradient(dy, s.y)));
    }

    private static Tensor Gradient(Tensor dy, Tensor y)
    {
        int columns = y.Shape[^1], rows = y.Shape[..^1].ElementCount;
        Tensor dx = Tensor.Uninitialized(y.Shape, y.DType);
        if (y.DType == DType.Float32)
        {
            Kernel.Gradient<float>(dy.AsSpan<float>(), y.AsSpan<float>(), dx.AsSpan<float>(), rows, columns);
        }
        else
        {
            Kernel.Gradient<double>(dy.AsSpan<double>(), y.AsSpan<double>(), dx.AsSpan<double>(), rows, columns);
        }
        return dx;
    }
}
