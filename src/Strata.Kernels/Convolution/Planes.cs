using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Gemm;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Convolution;

/// <summary>A stack of images [image, channel, pixel] as the matrix [channel, image · pixel]: the target of a convolution.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct Planes<T>(T* data, nint imageStride, int plane, ChannelMap<T> map) : ITileTarget<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Tile(int i, int j, int columns, out int rowStride)
    {
        rowStride = plane;
        T* target = Run(i, j, columns, out int run);
        return run == columns ? target : null;
    }

    public void Write(T* tile, int tileStride, int i, int j, int rows, int columns, bool accumulate)
    {
        for (int done = 0, run; done < columns; done += run)
        {
            T* target = Run(i, j + done, columns - done, out run);
            for (int r = 0; r < rows; r++, target += plane)
            {
                Row.Write(tile + (r * tileStride) + done, target, run, accumulate);
            }
        }
    }

    public void Complete<V>(int i, int j, int rows, int columns)
        where V : struct, IVector<V, T>
    {
        if (map.IsIdentity)
        {
            return;
        }
        for (int done = 0, run; done < columns; done += run)
        {
            T* target = Run(i, j + done, columns - done, out run);
            for (int r = 0; r < rows; r++, target += plane)
            {
                map.Apply<V>(i + r, target, run);
            }
        }
    }

    // Where element (i, j) is, and how many of the columns from there on lie side by side, in one image.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T* Run(int i, int j, int columns, out int run)
    {
        int image = j / plane;
        int pixel = j - (image * plane);
        run = Math.Min(plane - pixel, columns);
        return data + (image * imageStride) + ((nint)i * plane) + pixel;
    }
}
