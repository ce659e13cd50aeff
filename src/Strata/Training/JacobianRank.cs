using Strata.Autograd;
using Strata.Layers;
using Strata.Mathematics;
using Strata.Ops;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Training;

/// <summary>
/// How many directions of its input a layer's output still tells apart: the rank of ∂output/∂input of the model at a sample, with the model as for predictions.
/// </summary>
/// <param name="Numerical">Singular values above max(rows, columns) · ε · the largest one; the mean over the samples.</param>
/// <param name="Effective">
/// exp(-Σ p ln p) with p the singular values' shares of their sum, which counts a direction by how much of it is left (Roy and Vetterli 2007); the mean over the
/// samples.
/// </param>
internal readonly record struct JacobianRank(double Numerical, double Effective)
{
    private const double Epsilon32 = 1.1920929e-7, Epsilon64 = 2.220446049250313e-16;

    /// <summary>The rank at the output of a layer inside the model, or of the model itself.</summary>
    /// <param name="model">Built.</param>
    /// <param name="layer">Takes part in the model's forward pass.</param>
    /// <param name="units">How many numbers its output for one sample has.</param>
    /// <param name="samples">[samples, ...], float32 or float64.</param>
    /// <param name="directions">
    /// Rows of the Jacobian: its own where the output has no more, else of random directions in the output. No rank above this number shows.
    /// </param>
    internal static JacobianRank Of(Layer model, Layer layer, int units, Tensor samples, int directions, RandomStream random)
    {
        using var scope = new TensorScope();
        int rows = Math.Min(directions, units), all = samples.Shape[0] * rows;
        // Each sample once for each row, so that one backward pass makes them all.
        Tensor x = samples.Gather(Tensor.Wrap([.. Enumerable.Range(0, all).Select(i => i / rows)])).Detach();
        x.RequiresGradient = true;
        Tensor? y = null;
        model.Forward(x, ForwardContext.Inference.Watched((current, output) => y ??= current == layer ? output : null));
        if (y is null)
        {
            throw new InvalidOperationException($"{layer} takes part in a training step of {model}, but not in its predictions.");
        }
        Tensor seeds = rows < units
            ? RandomOps.Normal([all, units], 0, 1, random, y.DType)
            : Tensor.Wrap([.. Enumerable.Range(0, all).Select(i => i % rows)]).OneHot(units, y.DType);
        if (y.NeedsGradient)
        {
            Differentiation.BackwardTo([x], y, seeds.Reshape(y.Shape));
        }
        double[] jacobians = (x.Gradient ?? Tensor.Zeros(x.Shape)).To(DType.Float64).ToArray<double>();
        if (!TensorPrimitives.IsFiniteAll<double>(jacobians))
        {
            return new JacobianRank(double.NaN, double.NaN);
        }
        int columns = x.Count / all;
        double tolerance = Math.Max(rows, columns) * (y.DType == DType.Float32 ? Epsilon32 : Epsilon64);
        JacobianRank[] each = [.. jacobians.Chunk(rows * columns).Select(matrix => From(SingularValues.Of(Tensor.Wrap(matrix, [rows, columns])), tolerance))];
        return new JacobianRank(each.Average(rank => rank.Numerical), each.Average(rank => rank.Effective));
    }

    /// <summary>From the singular values, the largest first.</summary>
    /// <param name="tolerance">Relative to the largest.</param>
    internal static JacobianRank From(double[] singular, double tolerance)
    {
        double sum = singular.Sum();
        return sum > 0
            ? new(singular.Count(s => s > tolerance * singular[0]), Math.Exp(-singular.Where(s => s > 0).Sum(s => s / sum * Math.Log(s / sum))))
            : default;
    }
}
