using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Clustering;

/// <summary>First centres for k-means (Arthur and Vassilvitskii 2007): samples, each drawn with a probability in proportion to its squared distance from those drawn before.</summary>
internal static class KMeansPlusPlus
{
    /// <summary>Float64 [clusters, features].</summary>
    public static Tensor Draw(Tensor rows, int clusters, RandomStream random)
    {
        int n = rows.Shape[0], features = rows.Shape[1];
        Tensor centres = Tensor.Uninitialized([clusters, features], DType.Float64), squares = rows.Square().Sum([1]);
        double[] draws = RandomOps.Uniform([clusters], 0, 1, random, DType.Float64).ToArray<double>(), distances = new double[n];
        Array.Fill(distances, 1); // the first one is any
        for (int k = 0; k < clusters; k++)
        {
            using var scope = new TensorScope();
            int drawn = Drawn(distances, draws[k] * distances.Sum());
            Tensor centre = rows.Slice(0, drawn, 1);
            centre.To(DType.Float64).CopyTo(centres.Slice(0, k, 1));
            Tensor apart = squares - (2 * rows.MatMul(centre, transposeB: true).Reshape([n])) + centre.Square().Sum();
            ReadOnlySpan<double> from = apart.To(DType.Float64).AsSpan<double>();
            for (int i = 0; i < n; i++)
            {
                distances[i] = Math.Min(k == 0 ? double.PositiveInfinity : distances[i], Math.Max(0, from[i]));
            }
            distances[drawn] = 0;
        }
        return centres;
    }

    private static int Drawn(double[] weights, double draw)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i];
            if (sum > draw)
            {
                return i;
            }
        }
        return weights.Length - 1;
    }
}
