using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Strata.Kernels.Simd;

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
        if (Avx512F.IsSupported)
        {
            Words<Counters512>(counter, counters, words);
        }
        else if (Avx2.IsSupported)
        {
            Words<Counters256>(counter, counters, words);
        }
        else
        {
            for (int i = 0; i < counters; i++)
            {
                (words[4 * i], words[(4 * i) + 1], words[(4 * i) + 2], words[(4 * i) + 3]) = this[counter + (ulong)i];
            }
        }
    }

    // Two registers of counters at a time, so that one does not wait for the other's multiplications.
    [SkipLocalsInit]
    [MethodImpl(Compiled.Alone)]
    private unsafe void Words<TCounters>(ulong counter, int counters, uint* words)
        where TCounters : struct, ICounters<TCounters>
    {
        int each = 2 * TCounters.Count;
        uint* last = stackalloc uint[4 * each];
        TCounters multiplierA = TCounters.Create(MultiplierA), multiplierB = TCounters.Create(MultiplierB);
        for (; counters > 0; counters -= each, counter += (ulong)each, words += 4 * each)
        {
            uint* target = counters >= each ? words : last;
            TCounters a0 = TCounters.Sequence(counter), a1 = TCounters.Upper(a0), a2 = TCounters.Create(_stream), a3 = TCounters.Upper(a2);
            TCounters b0 = TCounters.Sequence(counter + (ulong)TCounters.Count), b1 = TCounters.Upper(b0), b2 = a2, b3 = a3;
            uint k0 = (uint)_key, k1 = (uint)(_key >> 32);
            for (int round = 0; round < Rounds; round++)
            {
                TCounters key0 = TCounters.Create(k0), key1 = TCounters.Create(k1);
                TCounters p = TCounters.Product(a0, multiplierA), q = TCounters.Product(a2, multiplierB);
                TCounters r = TCounters.Product(b0, multiplierA), s = TCounters.Product(b2, multiplierB);
                (a0, a1, a2, a3) = (TCounters.Xor(TCounters.Upper(q), a1, key0), q, TCounters.Xor(TCounters.Upper(p), a3, key1), p);
                (b0, b1, b2, b3) = (TCounters.Xor(TCounters.Upper(s), b1, key0), s, TCounters.Xor(TCounters.Upper(r), b3, key1), r);
                k0 += WeylA;
                k1 += WeylB;
            }
            TCounters.Store(a0, a1, a2, a3, target);
            TCounters.Store(b0, b1, b2, b3, target + (2 * each));
            if (target == last)
            {
                new Span<uint>(last, 4 * counters).CopyTo(new Span<uint>(words, 4 * counters));
            }
        }
    }
}
