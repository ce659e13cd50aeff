using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Elementwise;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Convolution;

/// <summary>What becomes of a convolution's outputs while they are in registers or in the cache: y = scale · y + shift, by channels, and then max(y, 0).</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="scale">One factor for each channel, and then there is a shift too; or null.</param>
/// <param name="shift">One term for each channel, or null.</param>
/// <param name="rectifies">Whether negative outputs become zero.</param>
internal readonly unsafe struct ChannelMap<T>(T* scale, T* shift, bool rectifies)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Whether outputs stay as they are.</summary>
    public bool IsIdentity => shift == null && !rectifies;

    /// <summary>The map of the channels from the given one on.</summary>
    public ChannelMap<T> From(int channel) => new(scale == null ? null : scale + channel, shift == null ? null : shift + channel, rectifies);

    /// <summary>The scale and the shift of a channel, in all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Of<V>(int channel, out V a, out V b)
        where V : struct, IVector<V, T>
    {
        a = scale == null ? default : V.Create(scale[channel]);
        b = shift == null ? default : V.Create(shift[channel]);
    }

    /// <summary>Those of <paramref name="count"/> channels, at most a register of them, one in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OfLanes<V>(int channel, int count, out V a, out V b)
        where V : struct, IVector<V, T>
    {
        a = scale == null ? default : Lanes.Load<T, V>(scale + channel, count);
        b = shift == null ? default : Lanes.Load<T, V>(shift + channel, count);
    }

    /// <summary>The map of a register of outputs, with a scale and a shift for each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V y, V a, V b)
        where V : struct, IVector<V, T>
    {
        if (shift != null)
        {
            y = scale == null ? y + b : V.MultiplyAdd(y, a, b);
        }
        return rectifies ? new Relu<T>().Invoke(y) : y;
    }

    /// <summary>Maps outputs of one channel that lie side by side.</summary>
    [MethodImpl(Compiled.Alone)]
    public void Apply<V>(int channel, T* y, int count)
        where V : struct, IVector<V, T>
    {
        Of(channel, out V a, out V b);
        for (int i = 0; i < count; i += V.Count)
        {
            Lanes.Store<T, V>(Invoke(Lanes.Load<T, V>(y + i, count - i), a, b), y + i, count - i);
        }
    }
}
