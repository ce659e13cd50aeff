using Strata.Autograd;
using Strata.Losses;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Optimizers;

/// <summary>The second derivative H of a loss by the output of one sample, factored as H = L Lᵀ (Cholesky).</summary>
internal sealed class LossCurvature
{
    private readonly double[,] _factor; // lower triangular

    /// <param name="output">[1, ...].</param>
    public LossCurvature(Loss loss, Tensor output, Tensor target)
    {
        Count = output.Count;
        _factor = SecondDerivatives(loss, output.Clone(), target);
        Factorize(_factor);
    }

    /// <summary>The number of outputs.</summary>
    public int Count { get; }

    /// <summary>L e.</summary>
    public double[] Factor(double[] e) => [.. Enumerable.Range(0, Count).Select(i => Enumerable.Range(0, i + 1).Sum(j => _factor[i, j] * e[j]))];

    // Row by row, as the gradients of the gradient's elements.
    private static double[,] SecondDerivatives(Loss loss, Tensor output, Tensor target)
    {
        int n = output.Count;
        double[,] h = new double[n, n];
        output.RequiresGradient = true;
        loss.Forward(output, target).Backward(createGraph: true);
        if (output.Gradient is not { NeedsGradient: true } gradient)
        {
            return h; // linear in the output
        }
        for (int i = 0; i < n; i++)
        {
            output.Gradient = null;
            gradient.Backward(Tensor.Wrap([i]).OneHot(n, output.DType).Reshape(output.Shape), createGraph: true);
            double[] row = output.Gradient?.To(DType.Float64).ToArray<double>() ?? new double[n];
            for (int j = 0; j < n; j++)
            {
                h[i, j] = row[j];
            }
        }
        return h;
    }

    // In place. A pivot that is not above the rounding errors belongs to a direction without curvature, or with a negative one, and is left out.
    private static void Factorize(double[,] h)
    {
        int n = h.GetLength(0);
        double least = n == 0 ? 0 : 1e-7 * Enumerable.Range(0, n).Max(i => Math.Abs(h[i, i]));
        for (int j = 0; j < n; j++)
        {
            double pivot = h[j, j];
            for (int k = 0; k < j; k++)
            {
                pivot -= h[j, k] * h[j, k];
            }
            bool isCurved = pivot > least;
            h[j, j] = isCurved ? Math.Sqrt(pivot) : 0;
            for (int i = j + 1; i < n; i++)
            {
                double sum = h[i, j];
                for (int k = 0; k < j; k++)
                {
                    sum -= h[i, k] * h[j, k];
                }
                h[i, j] = isCurved ? sum / h[j, j] : 0;
            }
        }
    }
}
