using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Layout;

/// <summary>Rows of a matrix chosen by number.</summary>
public static class Rows
{
    /// <summary>y[i, :] = x[indices[i], :].</summary>
    /// <param name="x">[rows, width].</param>
    /// <param name="indices">Row numbers; a row may be taken often.</param>
    /// <param name="y">[indices, width].</param>
    /// <param name="rows">Rows of x.</param>
    /// <param name="width">Elements of a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is not a row's number.</exception>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    public static void Gather<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> indices, Span<T> y, int rows, int width)
        where T : unmanaged
    {
        Check(x.Length, indices, y.Length, rows, width);
        for (int i = 0; i < indices.Length; i++)
        {
            x.Slice(indices[i] * width, width).CopyTo(y.Slice(i * width, width));
        }
    }

    /// <summary>x[indices[i], :] += y[i, :], in order: the adjoint of <see cref="Gather"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not a row's number.</exception>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    [MethodImpl(Compiled.Alone)]
    public static void ScatterAdd<T>(ReadOnlySpan<T> y, ReadOnlySpan<int> indices, Span<T> x, int rows, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(x.Length, indices, y.Length, rows, width);
        for (int i = 0; i < indices.Length; i++)
        {
            ReadOnlySpan<T> source = y.Slice(i * width, width);
            Span<T> target = x.Slice(indices[i] * width, width);
            for (int j = 0; j < target.Length; j++)
            {
                target[j] += source[j];
            }
        }
    }

    private static void Check(int x, ReadOnlySpan<int> indices, int y, int rows, int width)
    {
        Require.Length(x, Require.View(rows, 1, width), nameof(x));
        Require.Length(y, Require.View(indices.Length, 1, width), nameof(y));
        int bad = rows == 0 ? (indices.IsEmpty ? -1 : 0) : indices.IndexOfAnyExceptInRange(0, rows - 1);
        if (bad >= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(indices), indices[bad], $"Index {bad} asks for row {indices[bad]}, but there are {rows} rows, from 0.");
        }
    }
}
