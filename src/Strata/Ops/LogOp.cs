using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The natural logarithm.</summary>
public static class LogOp
{
    /// <summary>ln x, element by element; -∞ for 0 and NaN below.</summary>
    public static Tensor Log(this Tensor x)
    {
        Tensor y = Elements.Map(x, new Log<float>(), new Log<double>());
        return Tape.Record(y, [x], x, static (x, dy) => x.AddGradient(dy / x));
    }
}
