using System.Runtime.InteropServices;
using Strata.Tensors;

namespace Strata.Tests.Tensors;

public sealed class ArenaTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Pieces_do_not_overlap_whoever_rents_and_returns_them(int threads)
    {
        Arena arena = Of<int>();
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            var random = new Random(thread);
            var held = new List<(ArraySegment<int> Piece, int Mark)>();
            for (int i = 0; i < 3000; i++)
            {
                if (held.Count > 0 && random.Next(held.Count + 12) > 12)
                {
                    int which = random.Next(held.Count);
                    (ArraySegment<int> piece, int mark) = held[which];
                    Assert.Equal(-1, piece.AsSpan().IndexOfAnyExcept(mark));
                    Return(arena, piece);
                    held.RemoveAt(which);
                }
                else
                {
                    int length = random.Next(1, random.Next(1, 30_000)), mark = (thread * 10_000) + i;
                    ArraySegment<int> piece = Rent<int>(arena, length);
                    Assert.Equal(length, piece.Count);
                    Assert.Equal(0, Marshal.UnsafeAddrOfPinnedArrayElement(piece.Array!, piece.Offset) % 64);
                    piece.AsSpan().Fill(mark);
                    held.Add((piece, mark));
                }
            }
            held.ForEach(h => Return(arena, h.Piece));
        });
    }

    [Fact]
    public void What_comes_back_is_joined_again_and_serves_other_sizes()
    {
        Arena arena = Of<float>();
        ArraySegment<float> whole = Rent<float>(arena, 1 << 20);
        float[] region = whole.Array!;
        Return(arena, whole);
        for (int parts = 1; parts <= 16; parts++)
        {
            // In every order of return: neighbours before, behind, on both sides and on none.
            ArraySegment<float>[] pieces = [.. Enumerable.Range(0, parts).Select(_ => Rent<float>(arena, (1 << 20) / parts / 16 * 16))];
            Assert.All(pieces, piece => Assert.Same(region, piece.Array));
            new Random(parts).Shuffle(pieces);
            Array.ForEach(pieces, piece => Return(arena, piece));
        }
        Assert.Equal(whole, Rent<float>(arena, 1 << 20));
    }

    [Fact]
    public void The_shortest_piece_that_is_long_enough_is_taken()
    {
        Arena arena = Of<double>();
        ArraySegment<double> large = Rent<double>(arena, 4096), wall = Rent<double>(arena, 8), small = Rent<double>(arena, 1024), rest = Rent<double>(arena, 8);
        Return(arena, large);
        Return(arena, small);
        Assert.Equal(small.Offset, Rent<double>(arena, 1000).Offset);
        Assert.Equal(large.Offset, Rent<double>(arena, 1025).Offset);
        Assert.True(wall.Offset < rest.Offset);
    }

    private static Arena Of<T>()
        where T : unmanaged
        => new(Marshal.SizeOf<T>(), length => GC.AllocateUninitializedArray<T>(length, pinned: true));

    private static ArraySegment<T> Rent<T>(Arena arena, int length) => new((T[])arena.Rent(length, out int start)!, start, length);

    private static void Return<T>(Arena arena, ArraySegment<T> piece) => arena.Return(piece.Array, piece.Offset, piece.Count);
}
