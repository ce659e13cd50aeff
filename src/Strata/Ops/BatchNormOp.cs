using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Batch normalization (Ioffe and Szegedy 2015).</summary>
public static class BatchNormOp
{
    /// <summary>
    /// γ (x - μ) / √(σ² + ε) + β with the mean μ and the variance σ² of each channel over the batch and all positions (the paper's algorithm 1).
    /// </summary>
    /// <param name="x">[batch, channels, ...].</param>
    /// <param name="gamma">γ [channels].</param>
    /// <param name="beta">β [channels].</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="mean">μ [channels], without its history.</param>
    /// <param name="variance">σ² [channels], the population's, without its history.</param>
    /// <exception cref="ArgumentException">x has no channels, or γ and β not one value for each.</exception>
    public static Tensor BatchNorm(this Tensor x, Tensor gamma, Tensor beta, double epsilon, out Tensor mean, out Tensor variance)
    {
        Check(x, gamma, beta);
        int[] axes = [.. Enumerable.Range(0, x.Rank).Where(axis => axis != 1)];
        Tensor mu = x.Mean(axes, keepAxes: true);
        Tensor centred = x - mu;
        Tensor sigma = centred.Square().Mean(axes, keepAxes: true);
        mean = mu.View(gamma.Shape);
        variance = sigma.View(gamma.Shape);
        Tensor scale = PerChannel(gamma, x) / (sigma + epsilon).Sqrt();
        return (centred * scale) + PerChannel(beta, x);
    }

    /// <summary>γ (x - μ) / √(σ² + ε) + β with a given mean and variance of each channel: the form for predictions.</summary>
    /// <param name="x">[batch, channels, ...].</param>
    /// <param name="mean">μ [channels].</param>
    /// <param name="variance">σ² [channels].</param>
    /// <param name="gamma">γ [channels].</param>
    /// <param name="beta">β [channels].</param>
    /// <param name="epsilon">ε.</param>
    /// <exception cref="ArgumentException">x has no channels, or γ and β not one value for each.</exception>
    public static Tensor Normalize(this Tensor x, Tensor mean, Tensor variance, Tensor gamma, Tensor beta, double epsilon)
    {
        Check(x, gamma, beta);
        Tensor scale = gamma / (variance + epsilon).Sqrt();
        return (x * PerChannel(scale, x)) + PerChannel(beta - (mean * scale), x);
    }

    private static void Check(Tensor x, Tensor gamma, Tensor beta)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(gamma);
        ArgumentNullException.ThrowIfNull(beta);
        if (x.Rank < 2 || gamma.Rank != 1 || gamma.Count != x.Shape[1] || beta.Shape != gamma.Shape)
        {
            throw new ArgumentException($"Normalization takes [batch, channels, ...] with γ and β [channels], but got {x.Shape}, {gamma.Shape} and {beta.Shape}.");
        }
    }

    // [channels] → [1, channels, 1, ...], to broadcast over the other axes.
    private static Tensor PerChannel(Tensor v, Tensor x) => v.Reshape(Shape.Along(1, v.Count, x.Rank));
}
