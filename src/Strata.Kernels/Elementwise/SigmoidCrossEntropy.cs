using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

/// <summary>-t ln σ(x) - (1 - t) ln(1 - σ(x)) = max(x, 0) - x t + ln(1 + e^-|x|), from the logit x and the target t.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct SigmoidCrossEntropy<T> : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V t)
        where V : struct, IVector<V, T>
        => V.Max(x, V.Create(T.Zero)) - (x * t) + new Softplus<T>().Invoke(-V.Abs(x));
}

/// <summary>share · (σ(x) - t), from the logit x and the target t.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="share">The gradient of one element's cross-entropy.</param>
public readonly struct SigmoidCrossEntropyGradient<T>(T share) : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V t)
        where V : struct, IVector<V, T>
        => V.Create(share) * (new Sigmoid<T>().Invoke(x) - t);
}
