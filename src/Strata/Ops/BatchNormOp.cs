using Strata.Autograd;
using Strata.Kernels.Normalization;
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
        Tensor y = Tensor.Uninitialized(x.Shape, x.DType);
        mean = Tensor.Uninitialized(gamma.Shape, x.DType);
        variance = Tensor.Uninitialized(gamma.Shape, x.DType);
        Forward(x, gamma, beta, epsilon, y, mean, variance);
        Tape.Record(y, [x, gamma, beta], (x, gamma, beta, mean, variance, epsilon), static (s, dy) =>
        {
            if (Tape.IsRecording)
            {
                AddComposedGradients(dy, s.x, s.gamma, s.beta, s.epsilon);
            }
            else
            {
                AddGradients(dy, s.x, s.gamma, s.beta, s.mean, s.variance, s.epsilon);
            }
        });
        if (y.History is not null && y.Storage.Owner is not null)
        {
            y.Storage.Remaking = new(y.Shape, Again(x, gamma, beta, epsilon, mean, variance));
        }
        return y;
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
        (Tensor scale, Tensor shift) = ScaleAndShift(mean, variance, gamma, beta, epsilon);
        return Affine(x, scale, shift);
    }

    /// <summary>γ / √(σ² + ε) and β - μ γ / √(σ² + ε): what the form for predictions multiplies by and adds.</summary>
    internal static (Tensor Scale, Tensor Shift) ScaleAndShift(Tensor mean, Tensor variance, Tensor gamma, Tensor beta, double epsilon)
    {
        Tensor scale = gamma / (variance + epsilon).Sqrt();
        return (scale, beta - (mean * scale));
    }

    private static Action<Tensor> Again(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor mean, Tensor variance)
        => y => Forward(x, gamma, beta, epsilon, y, mean, variance);

    private static void Forward(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y, Tensor mean, Tensor variance)
    {
        (int batch, int inner) = (x.Shape[0], x.Shape[2..].ElementCount);
        if (x.DType == DType.Float32)
        {
            BatchNormalization.Forward(
                x.AsSpan<float>(), gamma.AsSpan<float>(), beta.AsSpan<float>(), y.AsSpan<float>(), mean.AsSpan<float>(), variance.AsSpan<float>(),
                batch, inner, (float)epsilon);
        }
        else
        {
            BatchNormalization.Forward(
                x.AsSpan<double>(), gamma.AsSpan<double>(), beta.AsSpan<double>(), y.AsSpan<double>(), mean.AsSpan<double>(), variance.AsSpan<double>(),
                batch, inner, epsilon);
        }
    }

    private static void AddGradients(Tensor dy, Tensor x, Tensor gamma, Tensor beta, Tensor mean, Tensor variance, double epsilon)
    {
        (int batch, int inner) = (x.Shape[0], x.Shape[2..].ElementCount);
        Tensor dx = Tensor.Uninitialized(x.Shape, x.DType), dgamma = Tensor.Uninitialized(gamma.Shape, x.DType), dbeta = Tensor.Uninitialized(gamma.Shape, x.DType);
        if (x.DType == DType.Float32)
        {
            BatchNormalization.Gradient(
                dy.AsSpan<float>(), x.AsSpan<float>(), gamma.AsSpan<float>(), mean.AsSpan<float>(), variance.AsSpan<float>(),
                dx.AsSpan<float>(), dgamma.AsSpan<float>(), dbeta.AsSpan<float>(), batch, inner, (float)epsilon);
        }
        else
        {
            BatchNormalization.Gradient(
                dy.AsSpan<double>(), x.AsSpan<double>(), gamma.AsSpan<double>(), mean.AsSpan<double>(), variance.AsSpan<double>(),
                dx.AsSpan<double>(), dgamma.AsSpan<double>(), dbeta.AsSpan<double>(), batch, inner, epsilon);
        }
        x.AddFreshGradient(dx);
        gamma.AddFreshGradient(dgamma);
        beta.AddFreshGradient(dbeta);
    }

    // The same of ops that have gradients themselves: dx = γ / √(σ² + ε) (dy - mean of dy - x̂ · mean of dy x̂).
    private static void AddComposedGradients(Tensor dy, Tensor x, Tensor gamma, Tensor beta, double epsilon)
    {
        Shape perChannel = Shape.Along(1, gamma.Count, x.Rank);
        double share = (double)gamma.Count / x.Count;
        Tensor centred = x - (x.SumTo(perChannel) * share);
        Tensor deviation = ((centred.Square().SumTo(perChannel) * share) + epsilon).Sqrt();
        Tensor normalized = centred / deviation;
        Tensor dgamma = (dy * normalized).SumTo(perChannel), dbeta = dy.SumTo(perChannel);
        x.AddGradient(gamma.Reshape(perChannel) / deviation * (dy - (dbeta * share) - (normalized * (dgamma * share))));
        gamma.AddGradient(dgamma.Reshape(gamma.Shape));
        beta.AddGradient(dbeta.Reshape(gamma.Shape));
    }

    /// <summary>x · scale + shift, by channels.</summary>
    internal static Tensor Affine(Tensor x, Tensor scale, Tensor shift)
    {
        (int batch, int inner) = (x.Shape[0], x.Shape[2..].ElementCount);
        Tensor y = Tensor.Uninitialized(x.Shape, x.DType);
        if (x.DType == DType.Float32)
        {
            BatchNormalization.Affine(x.AsSpan<float>(), scale.AsSpan<float>(), shift.AsSpan<float>(), y.AsSpan<float>(), batch, inner);
        }
        else
        {
            BatchNormalization.Affine(x.AsSpan<double>(), scale.AsSpan<double>(), shift.AsSpan<double>(), y.AsSpan<double>(), batch, inner);
        }
        return Tape.Record(y, [x, scale, shift], (x, scale, shift), static (s, dy) =>
        {
            Shape perChannel = Shape.Along(1, s.scale.Count, dy.Rank);
            if (s.x.NeedsGradient)
            {
                s.x.AddGradient(dy * s.scale.Reshape(perChannel));
            }
            if (s.scale.NeedsGradient)
            {
                s.scale.AddGradient((dy * s.x).SumTo(perChannel).Reshape(s.scale.Shape));
            }
            if (s.shift.NeedsGradient)
            {
                s.shift.AddGradient(dy.SumTo(perChannel).Reshape(s.shift.Shape));
            }
        });
    }

    private static void Check(Tensor x, Tensor gamma, Tensor beta)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(gamma);
        ArgumentNullException.ThrowIfNull(beta);
        Elements.SameFloatingPoint(x, gamma);
        Elements.SameFloatingPoint(x, beta);
        if (x.Rank < 2 || gamma.Rank != 1 || gamma.Count != x.Shape[1] || beta.Shape != gamma.Shape)
        {
            throw new ArgumentException($"Normalization takes [batch, channels, ...] with γ and β [channels], but got {x.Shape}, {gamma.Shape} and {beta.Shape}.");
        }
    }
}
