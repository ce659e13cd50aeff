using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Optimizers.FullBatch;

/// <summary>Functions with known minima.</summary>
internal static class Problems
{
    public static Parameter RosenbrockStart() => new("x", Tensor.Wrap([-1.2, 1, -0.5, 0.8]));

    /// <summary>Σ 100 (x_(i+1) - x_i²)² + (1 - x_i)², whose minimum is at ones.</summary>
    public static Tensor Rosenbrock(Tensor x)
    {
        Tensor a = x.Slice(0, 0, x.Count - 1), b = x.Slice(0, 1, x.Count - 1);
        return ((b - a.Square()).Square().Sum() * 100) + (1 - a).Square().Sum();
    }

    /// <summary>½ xᵀAx - bᵀx with a positive definite matrix of the given size, and its minimum A⁻¹b, which is chosen first.</summary>
    public static (Func<Tensor, Tensor> Function, Tensor A, double[] Minimum) Quadratic(int n)
    {
        Tensor root = RandomOps.Normal([n, n], 0, 1, new RandomStream(5), DType.Float64);
        Tensor a = root.MatMul(root, transposeB: true) + (Tensor.Wrap([.. Enumerable.Range(0, n)]).OneHot(n, DType.Float64) * 2.0);
        Tensor minimum = RandomOps.Uniform([1, n], -2, 2, new RandomStream(6), DType.Float64), b = minimum.MatMul(a);
        return (x => ((x.Reshape([1, n]).MatMul(a) * x).Sum() * 0.5) - (b * x).Sum(), a, minimum.ToArray<double>());
    }

    public static Parameter Zeros(int n) => new("x", Tensor.Zeros([n], DType.Float64));
}
