using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Gemm;

namespace Strata.Kernels.Convolution;

/// <summary>A stack of images [image, channel, pixel] as the matrix [channel, image · pixel]: the target of a convolution.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct Planes<T>(T* data, nint imageStride, int plane) : ITileTarget<T>
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
}
