using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The rectifier.</summary>
public static class ReluOp
{
    /// <summary>max(x, 0); the gradient at 0 is 0 (Nair and Hinton 2010).</summary>
    public static Tensor Relu(this Tensor x)
    {
        Tensor y = Elements.Map(x, new Relu<float>(), new Relu<double>());
        Tape.Record(y, [x], (x, y), static (s, dy) => s.x.AddFreshGradient(Tape.IsRecording
            ? dy * s.y.Greater(Tensor.Scalar(0, dy.DType)).To(dy.DType)
            : Elements.Gradient(dy, s.y, new ReluGradient<float>(), new ReluGradient<double>())));
        if (y.History is not null && x.Storage.Remaking is { } remaking && remaking.Shape.ElementCount == y.Count)
        {
            y.Storage.Remaking = new(y.Shape, Again(remaking));
        }
        return y;
    }

    /// <summary>max(a + b, 0), of one shape and without a record.</summary>
    internal static Tensor OfSum(Tensor a, Tensor b) => Elements.Zip(a, b, new ReluOfSum<float>(), new ReluOfSum<double>());

    private static Action<Tensor> Again(Remaking x) => y =>
    {
        x.Into(y);
        Elements.Map(y, y, new Relu<float>(), new Relu<double>());
    };
}
