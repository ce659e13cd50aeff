using Strata.Kernels.Random;

namespace Strata.Kernels.Tests.Random;

public sealed class PhiloxTests
{
    /// <summary>The known answers that the authors publish with Random123 (kat_vectors, philox4x32, 10 rounds).</summary>
    [Theory]
    [InlineData(0UL, 0UL, 0UL, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x85a308d3243f6a88UL, 0x0370734413198a2eUL, 0x299f31d0a4093822UL, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void The_words_are_the_published_ones(ulong counter, ulong stream, ulong key, uint a, uint b, uint c, uint d)
        => Assert.Equal((a, b, c, d), new Philox(key, stream)[counter]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(33)]
    public unsafe void Many_counters_at_once_give_the_words_of_each(int counters)
    {
        var generator = new Philox(0x123456789ABCDEF0, 0xFEDCBA9876543210);
        ulong first = uint.MaxValue - 5UL; // the counter's upper word changes on the way
        uint[] words = new uint[(4 * counters) + 1];
        words[^1] = 77;
        fixed (uint* p = words)
        {
            generator.Words(first, counters, p);
        }
        for (int i = 0; i < counters; i++)
        {
            Assert.Equal(generator[first + (ulong)i], (words[4 * i], words[(4 * i) + 1], words[(4 * i) + 2], words[(4 * i) + 3]));
        }
        Assert.Equal(77u, words[^1]);
    }
}
