using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Optimizers;

/// <summary>The second derivative H of a loss by the output of one sample, factored as H = L Lᵀ (Cholesky).</summary>
internal sealed class LossCurvature
{
    private readonly double[,] _factor; // lower triangular

    /// <param name="loss">The mean loss of a batch of outputs for this sample's target.</param>
    /// <param name="output">[1, ...], without a history.</param>
    public LossCurvature(Func<Tensor, Tensor> loss, Tensor output)
    {
        Count = output.Count;
        _factor = SecondDerivatives(loss, output);
        Factorize(_factor);
    }

    /// <summary>The number of outputs.</summary>
    public int Count { get; }

    /// <summary>L e.</summary>
    public double[] Factor(double[] e) => [.. Enumerable.Range(0, Count).Select(i => Enumerable.Range(0, i + 1).Sum(j => _factor[i, j] * e[j]))];

    // The n rows of H at once, as the gradients of the n elements of the gradient: of n copies of the sample, each of which is asked for one.
    private static double[,] SecondDerivatives(Func<Tensor, Tensor> loss, Tensor output)
    {
        int n = output.Count;
        double[,] h = new double[n, n];
        Tensor copies = ConcatenateOp.Concatenate([.. Enumerable.Repeat(output, n)]).Clone(); // [n, ...]
        copies.RequiresGradient = true;
        loss(copies).Backward(createGraph: true);
        if (copies.Gradient is not { NeedsGradient: true } gradient)
        {
            return h; // linear in the output
        }
        copies.Gradient = null;
        Tensor identity = Tensor.Wrap([.. Enumerable.Range(0, n)]).OneHot(n, output.DType).Reshape(copies.Shape);
        gradient.Backward(identity * n); // the loss is the mean over the copies
        double[] rows = copies.Gradient?.To(DType.Float64).ToArray<double>() ?? new double[n * n];
        for (int i = 0; i < rows.Length; i++)
        {
            h[i / n, i % n] = rows[i];
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
