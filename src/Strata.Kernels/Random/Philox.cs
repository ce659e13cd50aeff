using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Strata.Kernels.Random;

/// <summary>
/// Philox 4×32 with ten rounds (Salmon, Moraes, Dror and Shaw 2011, Parallel random numbers: as easy as 1, 2, 3): a function from a counter to four
/// random words, so element i of an array is the same whoever computes it.
/// </summary>
public readonly struct Philox
{
    private const uint MultiplierA = 0xD2511F53, MultiplierB = 0xCD9E8D57;
    private const uint WeylA = 0x9E3779B9, WeylB = 0xBB67AE85;
    private const int Rounds = 10;

    private readonly ulong _key;
    private readonly ulong _stream;

    /// <summary>A generator.</summary>
    /// <param name="key">The seed.</param>
    /// <param name="stream">The upper half of the 128-bit counter.</param>
    public Philox(ulong key, ulong stream) => (_key, _stream) = (key, stream);

    /// <summary>The four random words of counter <paramref name="counter"/>.</summary>
    public (uint A, uint B, uint C, uint D) this[ulong counter]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            uint c0 = (uint)counter, c1 = (uint)(counter >> 32), c2 = (uint)_stream, c3 = (uint)(_stream >> 32);
            uint k0 = (uint)_key, k1 = (uint)(_key >> 32);
            for (int round = 0; round < Rounds; round++)
            {
                ulong a = (ulong)MultiplierA * c0, b = (ulong)MultiplierB * c2;
                (c0, c1, c2, c3) = ((uint)(b >> 32) ^ c1 ^ k0, (uint)b, (uint)(a >> 32) ^ c3 ^ k1, (uint)a);
                k0 += WeylA;
                k1 += WeylB;
            }
            return (c0, c1, c2, c3);
        }
    }

    /// <summary>The words of <paramref name="counters"/> counters from <paramref name="counter"/> on, four to each, one after the other.</summary>
    internal unsafe void Words(ulong counter, int counters, uint* words)
    {
        int i = 0;
        if (Avx2.IsSupported)
        {
            for (; i + 8 <= counters; i += 8)
            {
                EightCounters(counter + (ulong)i, words + (4 * i));
            }
        }
        for (; i < counters; i++)
        {
            (words[4 * i], words[(4 * i) + 1], words[(4 * i) + 2], words[(4 * i) + 3]) = this[counter + (ulong)i];
        }
    }

    // Each 64-bit lane holds a word of one counter in its lower half; the upper half is of no account, as the multiplication does not see it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void EightCounters(ulong counter, uint* words)
    {
        Vector256<ulong> a0 = Vector256.Create(counter) + Vector256.Create(0UL, 1, 2, 3), b0 = a0 + Vector256.Create(4UL);
        Vector256<ulong> a1 = a0 >>> 32, b1 = b0 >>> 32;
        Vector256<ulong> a2 = Vector256.Create(_stream), a3 = a2 >>> 32, b2 = a2, b3 = a3;
        Vector256<uint> multiplierA = Vector256.Create(MultiplierA), multiplierB = Vector256.Create(MultiplierB);
        uint k0 = (uint)_key, k1 = (uint)(_key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            Vector256<ulong> key0 = Vector256.Create((ulong)k0), key1 = Vector256.Create((ulong)k1);
            Vector256<ulong> p = Avx2.Multiply(a0.AsUInt32(), multiplierA), q = Avx2.Multiply(a2.AsUInt32(), multiplierB);
            Vector256<ulong> r = Avx2.Multiply(b0.AsUInt32(), multiplierA), s = Avx2.Multiply(b2.AsUInt32(), multiplierB);
            (a0, a1, a2, a3) = ((q >>> 32) ^ a1 ^ key0, q, (p >>> 32) ^ a3 ^ key1, p);
            (b0, b1, b2, b3) = ((s >>> 32) ^ b1 ^ key0, s, (r >>> 32) ^ b3 ^ key1, r);
            k0 += WeylA;
            k1 += WeylB;
        }
        Interleave(a0, a1, a2, a3, words);
        Interleave(b0, b1, b2, b3, words + 16);
    }

    // Four counters' words, word by word, to counter by counter.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Interleave(Vector256<ulong> w0, Vector256<ulong> w1, Vector256<ulong> w2, Vector256<ulong> w3, uint* words)
    {
        Vector256<ulong> lower = Vector256.Create(0xFFFFFFFFUL);
        Vector256<ulong> first = (w0 & lower) | (w1 << 32), second = (w2 & lower) | (w3 << 32);
        Vector256<ulong> even = Avx2.UnpackLow(first, second), odd = Avx2.UnpackHigh(first, second);
        even.GetLower().AsUInt32().Store(words);
        odd.GetLower().AsUInt32().Store(words + 4);
        even.GetUpper().AsUInt32().Store(words + 8);
        odd.GetUpper().AsUInt32().Store(words + 12);
    }
}
