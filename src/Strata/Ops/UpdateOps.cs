using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>
/// Optimizers' rules: one pass over a parameter, in place. w is the weight, g its gradient, all tensors of one shape and type. λ is the decay, whose term
/// λ w is added to the gradient.
/// </summary>
public static class UpdateOps
{
    /// <summary>Gradient descent: w -= η (g + λ w).</summary>
    public static void Sgd(Tensor w, Tensor g, double rate, double decay = 0)
    {
        Check(w, g);
        if (w.DType == DType.Float32)
        {
            Updates.Apply(w.AsSpan<float>(), g.AsSpan<float>(), new SgdUpdate<float>((float)rate, (float)decay));
        }
        else
        {
            Updates.Apply(w.AsSpan<double>(), g.AsSpan<double>(), new SgdUpdate<double>(rate, decay));
        }
    }

    /// <summary>Momentum (Polyak 1964): v = μ v - η (g + λ w); w += v.</summary>
    public static void Momentum(Tensor w, Tensor g, Tensor velocity, double rate, double momentum, double decay = 0)
    {
        Check(w, g, velocity);
        if (w.DType == DType.Float32)
        {
            Updates.Apply(
                w.AsSpan<float>(), g.AsSpan<float>(), velocity.AsSpan<float>(), new MomentumUpdate<float>((float)rate, (float)momentum, (float)decay));
        }
        else
        {
            Updates.Apply(w.AsSpan<double>(), g.AsSpan<double>(), velocity.AsSpan<double>(), new MomentumUpdate<double>(rate, momentum, decay));
        }
    }

    /// <summary>Nesterov's accelerated gradient (Sutskever et al. 2013): v = μ v - η (g + λ w); w += μ v - η (g + λ w).</summary>
    public static void Nesterov(Tensor w, Tensor g, Tensor velocity, double rate, double momentum, double decay = 0)
    {
        Check(w, g, velocity);
        if (w.DType == DType.Float32)
        {
            Updates.Apply(
                w.AsSpan<float>(), g.AsSpan<float>(), velocity.AsSpan<float>(), new NesterovUpdate<float>((float)rate, (float)momentum, (float)decay));
        }
        else
        {
            Updates.Apply(w.AsSpan<double>(), g.AsSpan<double>(), velocity.AsSpan<double>(), new NesterovUpdate<double>(rate, momentum, decay));
        }
    }

    /// <summary>RMSProp (Tieleman and Hinton 2012): s = ρ s + (1 - ρ) g²; w -= η g / (√s + ε).</summary>
    public static void RmsProp(Tensor w, Tensor g, Tensor meanSquare, double rate, double rho, double epsilon, double decay = 0)
    {
        Check(w, g, meanSquare);
        if (w.DType == DType.Float32)
        {
            Updates.Apply(
                w.AsSpan<float>(), g.AsSpan<float>(), meanSquare.AsSpan<float>(),
                new RmsPropUpdate<float>((float)rate, (float)rho, (float)epsilon, (float)decay));
        }
        else
        {
            Updates.Apply(w.AsSpan<double>(), g.AsSpan<double>(), meanSquare.AsSpan<double>(), new RmsPropUpdate<double>(rate, rho, epsilon, decay));
        }
    }

    /// <summary>
    /// Adam (Kingma and Ba 2015): m = β₁ m + (1 - β₁) g; v = β₂ v + (1 - β₂) g²; w -= η m̂ / (√v̂ + ε), m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ).
    /// </summary>
    /// <param name="step">t, from one.</param>
    public static void Adam(
        Tensor w, Tensor g, Tensor m, Tensor v, double rate, double beta1, double beta2, double epsilon, long step, double decay = 0)
    {
        Check(w, g, m, v);
        if (w.DType == DType.Float32)
        {
            Updates.Apply(
                w.AsSpan<float>(), g.AsSpan<float>(), m.AsSpan<float>(), v.AsSpan<float>(),
                new AdamUpdate<float>((float)rate, (float)beta1, (float)beta2, (float)epsilon, (float)decay, step));
        }
        else
        {
            Updates.Apply(
                w.AsSpan<double>(), g.AsSpan<double>(), m.AsSpan<double>(), v.AsSpan<double>(),
                new AdamUpdate<double>(rate, beta1, beta2, epsilon, decay, step));
        }
    }

    private static void Check(Tensor w, params ReadOnlySpan<Tensor> others)
    {
        ArgumentNullException.ThrowIfNull(w);
        w.RequireFloatingPoint();
        foreach (Tensor other in others)
        {
            if (other.Shape != w.Shape || other.DType != w.DType)
            {
                throw new ArgumentException($"An update of a {w.DType} weight {w.Shape} got a tensor of {other.DType} {other.Shape}.");
            }
        }
    }
}
