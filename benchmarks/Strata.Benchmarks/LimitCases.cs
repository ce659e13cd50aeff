using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Benchmarks;

/// <summary>What the machine can do at most: fused multiply-adds on registers, and copies of memory.</summary>
internal static class LimitCases
{
    private const int Turns = 100_000, Chains = 10;
    private static readonly int s_lanes = Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    public static IReadOnlyList<Case> All { get; } =
    [
        new("limit-fma", () => () => Ranges.For<float, Widest, MultiplyAdds>(Workers.Count, 1, default)) { Flop = () => 2.0 * Turns * Chains * s_lanes * Workers.Count },
        Copy("limit-copy-1m", 1 << 20),
        Copy("limit-copy-64m", 1 << 26),
    ];

    private static Case Copy(string name, int count) => new(name, () =>
    {
        float[] from = new float[count], to = new float[count];
        Array.Fill(from, 1);
        return () => Workers.For(64, new Copying(from, to));
    })
    { Bytes = 8.0 * count };

    private readonly struct Copying(float[] from, float[] to) : ISlicedWork
    {
        public void Run(int slice)
        {
            int length = from.Length / 64;
            from.AsSpan(slice * length, length).CopyTo(to.AsSpan(slice * length));
        }
    }

    private readonly struct MultiplyAdds : IRangeWork<float>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, float>
        {
            V a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default, i = default, j = default;
            V x = V.Create(0.5f);
            for (int turn = 0; turn < Turns * (end - start); turn++)
            {
                a = V.MultiplyAdd(a, x, x);
                b = V.MultiplyAdd(b, x, x);
                c = V.MultiplyAdd(c, x, x);
                d = V.MultiplyAdd(d, x, x);
                e = V.MultiplyAdd(e, x, x);
                f = V.MultiplyAdd(f, x, x);
                g = V.MultiplyAdd(g, x, x);
                h = V.MultiplyAdd(h, x, x);
                i = V.MultiplyAdd(i, x, x);
                j = V.MultiplyAdd(j, x, x);
            }
            GC.KeepAlive(V.Sum(a + b + c + d + e + f + g + h + i + j) == 0 ? "zero" : "not zero");
        }
    }
}
