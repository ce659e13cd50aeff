using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Reduction;

/// <summary>Elements by their place in the order of a row.</summary>
public static unsafe class Selection
{
    /// <summary>mask[i, j] = whether x[i, j] is one of the <paramref name="count"/> largest of row i; of equal ones the first count.</summary>
    /// <param name="x">[rows, width].</param>
    /// <param name="mask">[rows, width]; a row has exactly <paramref name="count"/> elements true, or fewer where the row has NaN.</param>
    /// <param name="rows">Rows of x.</param>
    /// <param name="width">Elements of a row.</param>
    /// <param name="count">From 0 to <paramref name="width"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row has not so many elements.</exception>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    public static void Largest<T>(ReadOnlySpan<T> x, Span<bool> mask, int rows, int width, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Require.Length(x.Length, Require.View(rows, 1, width), nameof(x));
        Require.Length(mask.Length, Require.View(rows, 1, width), nameof(mask));
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, width);
        if (count == 0)
        {
            mask.Clear();
            return;
        }
        var copy = new Span<T>(Scratch.Rent<T>(ScratchSlot.Selection, width), width);
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<T> row = x.Slice(i * width, width);
            row.CopyTo(copy);
            Mark(row, mask.Slice(i * width, width), Select(copy, width - count), count);
        }
    }

    // Those above the threshold, and as many of those equal to it as are wanting.
    private static void Mark<T>(ReadOnlySpan<T> row, Span<bool> mask, T threshold, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int equal = count;
        for (int j = 0; j < row.Length; j++)
        {
            equal -= row[j] > threshold ? 1 : 0;
        }
        for (int j = 0; j < row.Length; j++)
        {
            mask[j] = row[j] > threshold || (row[j] == threshold && equal-- > 0);
        }
    }

    // The element that sorting would bring to the given place (Hoare 1961, FIND); the order is lost.
    [MethodImpl(Compiled.Alone)]
    private static T Select<T>(Span<T> values, int place)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int left = 0, right = values.Length - 1;
        while (left < right)
        {
            T pivot = values[place];
            int i = left, j = right;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }
                while (pivot < values[j])
                {
                    j--;
                }
                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }
            // Where i and j have passed the place on either side, what lies there is the answer.
            left = j < place ? i : left;
            right = place < i ? j : right;
        }
        return values[place];
    }
}
