using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The leaky rectifier.</summary>
public static class LeakyReluOp
{
    /// <summary>x where x &gt; 0, elsewhere slope · x (Maas, Hannun and Ng 2013).</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="slope">The slope for negative x. Default: 0.01.</param>
    public static Tensor LeakyRelu(this Tensor x, double slope = 0.01)
    {
        Tensor y = Elements.Map(x, new LeakyRelu<float>((float)slope), new LeakyRelu<double>(slope));
        return Tape.Record(y, [x], (x, slope), static (s, dy) => s.x.AddFreshGradient(Tape.IsRecording
            ? s.x.Greater(Tensor.Scalar(0, s.x.DType)).Where(dy, dy * s.slope)
            : Elements.Gradient(dy, s.x, new LeakyReluGradient<float>((float)s.slope), new LeakyReluGradient<double>(s.slope))));
    }
}
