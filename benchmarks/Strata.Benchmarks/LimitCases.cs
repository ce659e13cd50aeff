using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Strata.Kernels.Threading;

namespace Strata.Benchmarks;

/// <summary>What the machine can do at most: fused multiply-adds on registers, and copies of memory.</summary>
internal static class LimitCases
{
    private const int Turns = 100_000, Chains = 10;

    public static IReadOnlyList<Case> All { get; } =
    [
        new("limit-fma", () => () => Workers.For(Workers.Count, new MultiplyAdds())) { Flop = () => 2.0 * Turns * Chains * Vector512<float>.Count / (Vector512.IsHardwareAccelerated ? 1 : 2) * Workers.Count },
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

    private readonly struct MultiplyAdds : ISlicedWork
    {
        public void Run(int slice) => GC.KeepAlive((Vector512.IsHardwareAccelerated ? Wide() : Narrow()) == 0 ? "zero" : "not zero");

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Wide()
        {
            Vector512<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default, i = default, j = default;
            Vector512<float> x = Vector512.Create(0.5f);
            for (int turn = 0; turn < Turns; turn++)
            {
                a = Vector512.FusedMultiplyAdd(a, x, x);
                b = Vector512.FusedMultiplyAdd(b, x, x);
                c = Vector512.FusedMultiplyAdd(c, x, x);
                d = Vector512.FusedMultiplyAdd(d, x, x);
                e = Vector512.FusedMultiplyAdd(e, x, x);
                f = Vector512.FusedMultiplyAdd(f, x, x);
                g = Vector512.FusedMultiplyAdd(g, x, x);
                h = Vector512.FusedMultiplyAdd(h, x, x);
                i = Vector512.FusedMultiplyAdd(i, x, x);
                j = Vector512.FusedMultiplyAdd(j, x, x);
            }
            return (a + b + c + d + e + f + g + h + i + j)[0];
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Narrow()
        {
            Vector256<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default, i = default, j = default;
            Vector256<float> x = Vector256.Create(0.5f);
            for (int turn = 0; turn < Turns; turn++)
            {
                a = Vector256.FusedMultiplyAdd(a, x, x);
                b = Vector256.FusedMultiplyAdd(b, x, x);
                c = Vector256.FusedMultiplyAdd(c, x, x);
                d = Vector256.FusedMultiplyAdd(d, x, x);
                e = Vector256.FusedMultiplyAdd(e, x, x);
                f = Vector256.FusedMultiplyAdd(f, x, x);
                g = Vector256.FusedMultiplyAdd(g, x, x);
                h = Vector256.FusedMultiplyAdd(h, x, x);
                i = Vector256.FusedMultiplyAdd(i, x, x);
                j = Vector256.FusedMultiplyAdd(j, x, x);
            }
            return (a + b + c + d + e + f + g + h + i + j)[0];
        }
    }
}
