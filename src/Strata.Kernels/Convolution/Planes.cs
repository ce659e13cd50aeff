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
        int image = j / plane;
        int pixel = j - (image * plane);
        return pixel + columns <= plane ? data + (image * imageStride) + ((nint)i * plane) + pixel : null;
    }

    public void Write(T* tile, int tileStride, int i, int j, int rows, int columns, bool accumulate)
    {
        // Piece by piece, each inside one image.
        for (int done = 0; done < columns;)
        {
            int image = (j + done) / plane;
            int pixel = j + done - (image * plane);
            int run = Math.Min(plane - pixel, columns - done);
            T* target = data + (image * imageStride) + ((nint)i * plane) + pixel;
            for (int r = 0; r < rows; r++, target += plane)
            {
                Row.Write(tile + (r * tileStride) + done, target, run, accumulate);
            }
            done += run;
        }
    }

    public void Complete<V>(int i, int j, int rows, int columns)
        where V : struct, IVector<V, T>
    {
        for (int done = 0; !map.IsIdentity && done < columns;)
        {
            int image = (j + done) / plane;
            int pixel = j + done - (image * plane);
            int run = Math.Min(plane - pixel, columns - done);
            T* target = data + (image * imageStride) + ((nint)i * plane) + pixel;
            for (int r = 0; r < rows; r++, target += plane)
            {
                map.Apply<V>(i + r, target, run);
            }
            done += run;
        }
    }
}
