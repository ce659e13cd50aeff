using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Gemm;

/// <summary>A row-major matrix as the product's target.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct RowMajor<T>(T* data, int stride) : ITileTarget<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Tile(int i, int j, int columns, out int rowStride)
    {
        rowStride = stride;
        return data + ((nint)i * stride) + j;
    }

    public void Write(T* tile, int tileStride, int i, int j, int rows, int columns, bool accumulate)
    {
        for (int r = 0; r < rows; r++)
        {
            Row.Write(tile + (r * tileStride), data + ((nint)(i + r) * stride) + j, columns, accumulate);
        }
    }

    public void Complete<V>(int i, int j, int rows, int columns)
        where V : struct, IVector<V, T>
    {
    }
}
