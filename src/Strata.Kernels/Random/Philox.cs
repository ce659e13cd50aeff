using System.Runtime.CompilerServices;

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
}
