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
        var arena = new Arena<int>();
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
                    arena.Return(piece);
                    held.RemoveAt(which);
                }
                else
                {
                    int length = random.Next(1, random.Next(1, 30_000)), mark = (thread * 10_000) + i;
                    ArraySegment<int> piece = arena.Rent(length);
                    Assert.Equal(length, piece.Count);
                    Assert.Equal(0, Marshal.UnsafeAddrOfPinnedArrayElement(piece.Array!, piece.Offset) % 64);
                    piece.AsSpan().Fill(mark);
                    held.Add((piece, mark));
                }
            }
            held.ForEach(h => arena.Return(h.Piece));
        });
    }

    [Fact]
    public void What_comes_back_is_joined_again_and_serves_other_sizes()
    {
        var arena = new Arena<float>();
        ArraySegment<float> whole = arena.Rent(1 << 20);
        float[] region = whole.Array!;
        arena.Return(whole);
        for (int parts = 1; parts <= 16; parts++)
        {
            // In every order of return: neighbours before, behind, on both sides and on none.
            ArraySegment<float>[] pieces = [.. Enumerable.Range(0, parts).Select(_ => arena.Rent((1 << 20) / parts / 16 * 16))];
            Assert.All(pieces, piece => Assert.Same(region, piece.Array));
            new Random(parts).Shuffle(pieces);
            Array.ForEach(pieces, arena.Return);
        }
        Assert.Equal(whole, arena.Rent(1 << 20));
    }

    [Fact]
    public void The_shortest_piece_that_is_long_enough_is_taken()
    {
        var arena = new Arena<double>();
        ArraySegment<double> large = arena.Rent(4096), wall = arena.Rent(8), small = arena.Rent(1024), rest = arena.Rent(8);
        arena.Return(large);
        arena.Return(small);
        Assert.Equal(small.Offset, arena.Rent(1000).Offset);
        Assert.Equal(large.Offset, arena.Rent(1025).Offset);
        Assert.True(wall.Offset < rest.Offset);
    }
}
