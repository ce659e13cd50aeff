using Strata.Autograd;
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

    /// <summary>w += scale · op(a) · op(b), for learning rules whose step is a product, such as those of Boltzmann machines.</summary>
    /// <param name="w">[m, n].</param>
    /// <param name="a">[m, k], or [k, m] when <paramref name="transposeA"/>.</param>
    /// <param name="b">[k, n], or [n, k] when <paramref name="transposeB"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or the types differ.</exception>
    public static void AddProduct(Tensor w, Tensor a, Tensor b, double scale = 1, bool transposeA = false, bool transposeB = false)
    {
        using Tape.PauseScope pause = Tape.Pause();
        // the smaller operand takes the scale
        (a, b) = scale == 1 ? (a, b) : a.Count < b.Count ? (a * scale, b) : (a, b * scale);
        MatMulOp.AddProduct(w, a, b, transposeA, transposeB);
    }

    /// <summary>Momentum (Polyak 1964): v = μ v - η (g + λ w); w += v.</summary>
    public static void Momentum(Tensor w, Tensor g, Tensor velocity, double rate, double momentum, double decay = 0) => Apply(
        w, g, velocity,
        new MomentumUpdate<float>((float)rate, (float)momentum, (float)decay),
        new MomentumUpdate<double>(rate, momentum, decay));

    /// <summary>Nesterov's accelerated gradient (Sutskever et al. 2013): v = μ v - η (g + λ w); w += μ v - η (g + λ w).</summary>
    public static void Nesterov(Tensor w, Tensor g, Tensor velocity, double rate, double momentum, double decay = 0) => Apply(
        w, g, velocity,
        new NesterovUpdate<float>((float)rate, (float)momentum, (float)decay),
        new NesterovUpdate<double>(rate, momentum, decay));

    /// <summary>AdaGrad (Duchi et al. 2011): s += g²; w -= η g / (√s + ε).</summary>
    public static void AdaGrad(Tensor w, Tensor g, Tensor squares, double rate, double epsilon, double decay = 0) => Apply(
        w, g, squares,
        new AdaGradUpdate<float>((float)rate, (float)epsilon, (float)decay),
        new AdaGradUpdate<double>(rate, epsilon, decay));

    /// <summary>AdaDelta (Zeiler 2012): s = ρ s + (1 - ρ) g²; d = g √(u + ε) / √(s + ε); u = ρ u + (1 - ρ) d²; w -= η d.</summary>
    public static void AdaDelta(
        Tensor w, Tensor g, Tensor meanSquare, Tensor meanSquareStep, double rate, double rho, double epsilon, double decay = 0) => Apply(
        w, g, meanSquare, meanSquareStep,
        new AdaDeltaUpdate<float>((float)rate, (float)rho, (float)epsilon, (float)decay),
        new AdaDeltaUpdate<double>(rate, rho, epsilon, decay));

    /// <summary>RMSProp (Tieleman and Hinton 2012): s = ρ s + (1 - ρ) g²; w -= η g / (√s + ε).</summary>
    public static void RmsProp(Tensor w, Tensor g, Tensor meanSquare, double rate, double rho, double epsilon, double decay = 0) => Apply(
        w, g, meanSquare,
        new RmsPropUpdate<float>((float)rate, (float)rho, (float)epsilon, (float)decay),
        new RmsPropUpdate<double>(rate, rho, epsilon, decay));

    /// <summary>
    /// Adam (Kingma and Ba 2015): m = β₁ m + (1 - β₁) g; v = β₂ v + (1 - β₂) g²; w -= η m̂ / (√v̂ + ε), m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ).
    /// </summary>
    /// <param name="step">t, from one.</param>
    public static void Adam(
        Tensor w, Tensor g, Tensor m, Tensor v, double rate, double beta1, double beta2, double epsilon, long step, double decay = 0) => Apply(
        w, g, m, v,
        new AdamUpdate<float>((float)rate, (float)beta1, (float)beta2, (float)epsilon, (float)decay, step),
        new AdamUpdate<double>(rate, beta1, beta2, epsilon, decay, step));

    /// <summary>AdamW (Loshchilov and Hutter 2019): w -= η λ w, then <see cref="Adam"/> without a decay.</summary>
    /// <param name="step">t, from one.</param>
    public static void AdamW(
        Tensor w, Tensor g, Tensor m, Tensor v, double rate, double beta1, double beta2, double epsilon, long step, double decay) => Apply(
        w, g, m, v,
        new AdamWUpdate<float>((float)rate, (float)beta1, (float)beta2, (float)epsilon, (float)decay, step),
        new AdamWUpdate<double>(rate, beta1, beta2, epsilon, decay, step));

    /// <summary>Nadam (Dozat 2016); see <see cref="NadamUpdate{T}"/>.</summary>
    /// <param name="step">t, from one.</param>
    /// <param name="momentum">μₜ.</param>
    /// <param name="nextMomentum">μₜ₊₁.</param>
    /// <param name="product">μ₁ ⋯ μₜ.</param>
    public static void Nadam(
        Tensor w, Tensor g, Tensor m, Tensor v, double rate, double beta1, double beta2, double epsilon, long step,
        double momentum, double nextMomentum, double product, double decay = 0) => Apply(
        w, g, m, v,
        new NadamUpdate<float>((float)rate, (float)beta1, (float)beta2, (float)epsilon, (float)decay, step, momentum, nextMomentum, product),
        new NadamUpdate<double>(rate, beta1, beta2, epsilon, decay, step, momentum, nextMomentum, product));

    /// <summary>Rprop (Riedmiller and Braun 1993) without backtracking: w -= d sign(g), with a step size d for each weight; see <see cref="RpropUpdate{T}"/>.</summary>
    /// <param name="lastGradient">Zero at first.</param>
    /// <param name="stepSize">d; where it is zero it becomes the rate.</param>
    public static void Rprop(
        Tensor w, Tensor g, Tensor lastGradient, Tensor stepSize, double rate, double shrink, double grow, double least, double most) => Apply(
        w, g, lastGradient, stepSize,
        new RpropUpdate<float>((float)rate, (float)shrink, (float)grow, (float)least, (float)most),
        new RpropUpdate<double>(rate, shrink, grow, least, most));

    private static void Apply<TFloat, TDouble>(Tensor w, Tensor g, Tensor state, TFloat f, TDouble d)
        where TFloat : struct, IUpdateWithState<float>
        where TDouble : struct, IUpdateWithState<double>
    {
        Check(w, g, state);
        if (w.DType == DType.Float32)
        {
            Updates.Apply(w.AsSpan<float>(), g.AsSpan<float>(), state.AsSpan<float>(), f);
        }
        else
        {
            Updates.Apply(w.AsSpan<double>(), g.AsSpan<double>(), state.AsSpan<double>(), d);
        }
    }

    private static void Apply<TFloat, TDouble>(Tensor w, Tensor g, Tensor first, Tensor second, TFloat f, TDouble d)
        where TFloat : struct, IUpdateWithTwoStates<float>
        where TDouble : struct, IUpdateWithTwoStates<double>
    {
        Check(w, g, first, second);
        if (w.DType == DType.Float32)
        {
            Updates.Apply(w.AsSpan<float>(), g.AsSpan<float>(), first.AsSpan<float>(), second.AsSpan<float>(), f);
        }
        else
        {
            Updates.Apply(w.AsSpan<double>(), g.AsSpan<double>(), first.AsSpan<double>(), second.AsSpan<double>(), d);
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
