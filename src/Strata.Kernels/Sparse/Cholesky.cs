using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Sparse;

/// <summary>
/// L Lᵀ = A for a symmetric positive definite matrix that grows and shrinks by a row and column at a time, as active sets do. Row i of L is at
/// <c>rows + i · stride</c>.
/// </summary>
internal unsafe struct Cholesky
{
    // A row that is this near to the span of those before it cannot be told from one that lies in it.
    private const double Negligible = 1e-12;

    private readonly double* _rows, _inverses;
    private readonly int _stride;

    /// <summary>An empty factor in the given memory.</summary>
    /// <param name="memory">At least <see cref="Size"/> elements.</param>
    /// <param name="most">The most rows there will be.</param>
    public Cholesky(double* memory, int most)
    {
        _rows = memory;
        _stride = most;
        _inverses = memory + ((nint)most * most);
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>How many elements of memory a factor of at most so many rows takes.</summary>
    public static long Size(int most) => ((long)most * most) + most;

    /// <summary>Back to no rows.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a row and column of A.</summary>
    /// <param name="products">Its elements beside the diagonal [<see cref="Count"/>].</param>
    /// <param name="square">Its element on the diagonal.</param>
    /// <returns>False, and nothing is added, where the row depends on those before it.</returns>
    public bool Append<V>(double* products, double square)
        where V : struct, IVector<V, double>
    {
        double* row = _rows + ((nint)Count * _stride);
        for (int i = 0; i < Count; i++)
        {
            row[i] = (products[i] - Rows.Dot<V>(row, _rows + ((nint)i * _stride), i)) * _inverses[i];
        }
        double rest = square - Rows.Dot<V>(row, row, Count);
        if (!(rest > Negligible * square))
        {
            return false;
        }
        row[Count] = Math.Sqrt(rest);
        _inverses[Count] = 1 / row[Count];
        Count++;
        return true;
    }

    /// <summary>Takes row and column <paramref name="index"/> of A out again: the rows below move up, and plane rotations make L triangular.</summary>
    public void Remove(int index)
    {
        for (int i = index; i < Count - 1; i++)
        {
            double* row = _rows + ((nint)i * _stride), below = row + _stride;
            Unsafe.CopyBlock(row, below, (uint)((i + 2) * sizeof(double)));
        }
        Count--;
        for (int i = index; i < Count; i++)
        {
            double* row = _rows + ((nint)i * _stride);
            double r = double.Hypot(row[i], row[i + 1]), c = row[i] / r, s = row[i + 1] / r;
            row[i] = r;
            _inverses[i] = 1 / r;
            for (int k = i + 1; k < Count; k++)
            {
                double* other = _rows + ((nint)k * _stride);
                (other[i], other[i + 1]) = ((c * other[i]) + (s * other[i + 1]), (c * other[i + 1]) - (s * other[i]));
            }
        }
    }

    /// <summary>x = A⁻¹ x [<see cref="Count"/>].</summary>
    public readonly void Solve<V>(double* x)
        where V : struct, IVector<V, double>
    {
        for (int i = 0; i < Count; i++)
        {
            x[i] = (x[i] - Rows.Dot<V>(x, _rows + ((nint)i * _stride), i)) * _inverses[i];
        }
        for (int i = Count - 1; i >= 0; i--)
        {
            x[i] *= _inverses[i];
            Rows.AddScaled<V>(x, _rows + ((nint)i * _stride), -x[i], i);
        }
    }
}
