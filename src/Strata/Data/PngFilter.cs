// The five row filters of PNG: each byte is stored as its difference from a guess made of its neighbours.
//
//     c b      a: the byte one pixel to the left, b: above, c: above left; all 0 outside the picture
//     a x

namespace Strata.Data;

internal static class PngFilter
{
    internal const int Count = 5;

    /// <summary>Turns a stored row into bytes of pixels, in place.</summary>
    /// <param name="filter">0 none, 1 sub, 2 up, 3 average, 4 Paeth.</param>
    /// <param name="row">The row; overwritten.</param>
    /// <param name="above">The finished row above; zeros for the first row.</param>
    /// <param name="pixel">Bytes in a pixel, at least 1.</param>
    internal static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int pixel)
    {
        for (int i = 0; i < row.Length; i++)
        {
            (byte a, byte c) = i < pixel ? ((byte)0, (byte)0) : (row[i - pixel], above[i - pixel]);
            row[i] += Guess(filter, a, above[i], c);
        }
    }

    /// <summary>Writes the stored form of a row of pixels to <paramref name="stored"/>.</summary>
    internal static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int pixel, Span<byte> stored)
    {
        for (int i = 0; i < row.Length; i++)
        {
            (byte a, byte c) = i < pixel ? ((byte)0, (byte)0) : (row[i - pixel], above[i - pixel]);
            stored[i] = (byte)(row[i] - Guess(filter, a, above[i], c));
        }
    }

    private static byte Guess(int filter, byte a, byte b, byte c) => filter switch
    {
        0 => 0,
        1 => a,
        2 => b,
        3 => (byte)((a + b) / 2),
        4 => Paeth(a, b, c),
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "PNG has filters 0 to 4."),
    };

    /// <summary>
    /// Alan W. Paeth, 1991: whichever of a, b, c is nearest to a + b - c, in this order where they tie.
    /// </summary>
    private static byte Paeth(byte a, byte b, byte c)
    {
        int estimate = a + b - c;
        int da = Math.Abs(estimate - a), db = Math.Abs(estimate - b), dc = Math.Abs(estimate - c);
        return da <= db && da <= dc ? a : db <= dc ? b : c;
    }
}
