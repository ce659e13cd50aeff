using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Elementwise;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Recurrent;

/// <summary>The functions of a step's gates, a row at a time: a method that had all of them would be longer than what the compiler inlines.</summary>
internal static unsafe class GateFunctions
{
    /// <summary>x = σ(x + bias + weight ⊙ seen); without the last part where weight is null.</summary>
    [MethodImpl(Compiled.Alone)]
    public static void Sigmoid<T, V>(T* x, T* bias, T* weight, T* seen, int units)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        for (int unit = 0; unit < units; unit += V.Count)
        {
            int count = units - unit;
            V a = Lanes.Load<T, V>(x + unit, count) + Lanes.Load<T, V>(bias + unit, count);
            if (weight != null)
            {
                a = V.MultiplyAdd(Lanes.Load<T, V>(weight + unit, count), Lanes.Load<T, V>(seen + unit, count), a);
            }
            Lanes.Store<T, V>(new Sigmoid<T>().Invoke(a), x + unit, count);
        }
    }

    /// <summary>x = tanh(x + bias).</summary>
    [MethodImpl(Compiled.Alone)]
    public static void Tanh<T, V>(T* x, T* bias, int units)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        for (int unit = 0; unit < units; unit += V.Count)
        {
            int count = units - unit;
            Lanes.Store<T, V>(new Tanh<T>().Invoke(Lanes.Load<T, V>(x + unit, count) + Lanes.Load<T, V>(bias + unit, count)), x + unit, count);
        }
    }
}
