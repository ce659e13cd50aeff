using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Strata.Kernels.Random;

/// <summary>One 32-bit word each of a few counters, in the lower halves of 64-bit lanes. The upper halves are of no account.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal unsafe interface ICounters<TSelf>
    where TSelf : struct, ICounters<TSelf>
{
    /// <summary>How many counters.</summary>
    static abstract int Count { get; }

    /// <summary>The same for all.</summary>
    static abstract TSelf Create(ulong value);

    /// <summary>From <paramref name="first"/> on, one after the other.</summary>
    static abstract TSelf Sequence(ulong first);

    /// <summary>word · multiplier, all 64 bits of it.</summary>
    static abstract TSelf Product(TSelf word, TSelf multiplier);

    /// <summary>The upper halves.</summary>
    static abstract TSelf Upper(TSelf lanes);

    /// <summary>a ^ b ^ c.</summary>
    static abstract TSelf Xor(TSelf a, TSelf b, TSelf c);

    /// <summary>Writes the four words of the first counter, of the second, and so on.</summary>
    static abstract void Store(TSelf word0, TSelf word1, TSelf word2, TSelf word3, uint* target);
}

/// <summary>Four counters: AVX2.</summary>
internal readonly unsafe struct Counters256(Vector256<ulong> lanes) : ICounters<Counters256>
{
    private readonly Vector256<ulong> _lanes = lanes;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Counters256 Create(ulong value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Counters256 Sequence(ulong first) => new(Vector256.Create(first) + Vector256<ulong>.Indices);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Counters256 Product(Counters256 word, Counters256 multiplier) => new(Avx2.Multiply(word._lanes.AsUInt32(), multiplier._lanes.AsUInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Counters256 Upper(Counters256 lanes) => new(lanes._lanes >>> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Counters256 Xor(Counters256 a, Counters256 b, Counters256 c) => new(a._lanes ^ b._lanes ^ c._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Counters256 word0, Counters256 word1, Counters256 word2, Counters256 word3, uint* target)
    {
        Vector256<ulong> lower = Vector256.Create((ulong)uint.MaxValue);
        Vector256<ulong> first = (word0._lanes & lower) | (word1._lanes << 32), second = (word2._lanes & lower) | (word3._lanes << 32);
        Vector256<ulong> even = Avx2.UnpackLow(first, second), odd = Avx2.UnpackHigh(first, second);
        Avx2.Permute2x128(even, odd, 0x20).AsUInt32().Store(target);
        Avx2.Permute2x128(even, odd, 0x31).AsUInt32().Store(target + 8);
    }
}

/// <summary>Eight counters: AVX-512.</summary>
internal readonly unsafe struct Counters512(Vector512<ulong> lanes) : ICounters<Counters512>
{
    private readonly Vector512<ulong> _lanes = lanes;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Counters512 Create(ulong value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Counters512 Sequence(ulong first) => new(Vector512.Create(first) + Vector512<ulong>.Indices);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Counters512 Product(Counters512 word, Counters512 multiplier) => new(Avx512F.Multiply(word._lanes.AsUInt32(), multiplier._lanes.AsUInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Counters512 Upper(Counters512 lanes) => new(lanes._lanes >>> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Counters512 Xor(Counters512 a, Counters512 b, Counters512 c) => new(a._lanes ^ b._lanes ^ c._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Counters512 word0, Counters512 word1, Counters512 word2, Counters512 word3, uint* target)
    {
        Vector512<ulong> lower = Vector512.Create((ulong)uint.MaxValue);
        Vector512<ulong> first = (word0._lanes & lower) | (word1._lanes << 32), second = (word2._lanes & lower) | (word3._lanes << 32);
        Vector512<ulong> even = Avx512F.UnpackLow(first, second), odd = Avx512F.UnpackHigh(first, second);
        Avx512F.PermuteVar8x64x2(even, Vector512.Create(0UL, 1, 8, 9, 2, 3, 10, 11), odd).AsUInt32().Store(target);
        Avx512F.PermuteVar8x64x2(even, Vector512.Create(4UL, 5, 12, 13, 6, 7, 14, 15), odd).AsUInt32().Store(target + 16);
    }
}
