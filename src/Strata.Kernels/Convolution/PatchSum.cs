using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Gemm;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Convolution;

/// <summary>
/// The target of a product whose element (q, p) belongs to tap q of the patch of output pixel p: it is added to the input element that the patch reads
/// there. That turns the gradients of one image's patches into the gradient of the image, without storing them.
/// </summary>
/// <remarks>
/// Sums are kept for the image with its border, in each row the columns x, x + stride, x + 2 · stride, … side by side: what a tap of neighbouring pixels is added to are then neighbours, none of them outside.
/// Without a border and with a stride of one that is the image itself.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct PatchSum<T> : ITileTarget<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T* _image, _sums;
    private readonly ConvolutionShape _shape;
    private readonly int _outputWidth; // takes a division
    private readonly int _perResidue; // columns
    private readonly nint _pitch, _plane;

    /// <summary>Sums of zero for the channels of a group.</summary>
    /// <param name="image">The group's channels of one image. They are overwritten; what they hold counts after <see cref="Finish"/>.</param>
    public PatchSum(T* image, in ConvolutionShape s)
    {
        _image = _sums = image;
        (_shape, _outputWidth) = (s, s.OutputWidth);
        (_perResidue, _pitch, _plane) = (s.Width, s.Width, s.InputPlane);
        if (s is not { StrideX: 1, PaddingX: 0, PaddingY: 0 })
        {
            int width = s.Width + (2 * s.PaddingX);
            _perResidue = ((width - 1) / s.StrideX) + 1;
            _pitch = (nint)_perResidue * Math.Min(s.StrideX, width);
            _plane = _pitch * (s.Height + (2 * s.PaddingY));
            _sums = Scratch.Rent<T>(ScratchSlot.PatchSums, s.GroupInChannels * (long)_plane);
        }
        for (int channel = 0; channel < s.GroupInChannels; channel++)
        {
            new Span<T>(_sums + (channel * _plane), checked((int)_plane)).Clear();
        }
    }

    public static bool TilesOverlap => true;

    public T* Tile(int i, int j, int columns, out int rowStride)
    {
        rowStride = 0;
        return null;
    }

    [MethodImpl(Compiled.Alone)]
    public void Write(T* tile, int tileStride, int i, int j, int rows, int columns, bool accumulate)
    {
        // Runs of neighbouring pixels, the same ones for every tap.
        nint* starts = stackalloc nint[columns];
        int* lengths = stackalloc int[columns];
        int runs = 0;
        (int y, int x) = Math.DivRem(j, _outputWidth);
        for (int done = 0; done < columns; done += lengths[runs++], y++, x = 0)
        {
            starts[runs] = (y * _shape.StrideY * _pitch) + x;
            lengths[runs] = Math.Min(_outputWidth - x, columns - done);
        }
        (int channel, int tap) = Math.DivRem(i, _shape.Taps);
        (int ky, int kx) = Math.DivRem(tap, _shape.KernelWidth);
        for (int r = 0; r < rows; r++)
        {
            int column = kx * _shape.DilationX;
            T* from = tile + (r * tileStride), to = _sums + (channel * _plane) + (ky * _shape.DilationY * _pitch) + Place(column);
            for (int run = 0; run < runs; run++)
            {
                Row.Write(from, to + starts[run], lengths[run], accumulate: true);
                from += lengths[run];
            }
            if (++kx == _shape.KernelWidth)
            {
                kx = 0;
                if (++ky == _shape.KernelHeight)
                {
                    ky = 0;
                    channel++;
                }
            }
        }
    }

    public void Complete<V>(int i, int j, int rows, int columns)
        where V : struct, IVector<V, T>
    {
    }

    /// <summary>Writes the sums to the image.</summary>
    [MethodImpl(Compiled.Alone)]
    public void Finish()
    {
        if (_sums == _image)
        {
            return;
        }
        for (int channel = 0; channel < _shape.GroupInChannels; channel++)
        {
            for (int y = 0; y < _shape.Height; y++)
            {
                T* from = _sums + (channel * _plane) + ((y + _shape.PaddingY) * _pitch), to = _image + (channel * (nint)_shape.InputPlane) + ((nint)y * _shape.Width);
                if (_shape.StrideX == 1)
                {
                    new ReadOnlySpan<T>(from + _shape.PaddingX, _shape.Width).CopyTo(new Span<T>(to, _shape.Width));
                    continue;
                }
                for (int first = 0; first < Math.Min(_shape.StrideX, _shape.Width); first++)
                {
                    T* next = from + Place(first + _shape.PaddingX);
                    for (int x = first; x < _shape.Width; x += _shape.StrideX, next++)
                    {
                        to[x] = *next;
                    }
                }
            }
        }
    }

    // Where a column of the image with its border is, in a row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Place(int column)
    {
        if (_shape.StrideX == 1)
        {
            return column;
        }
        (int index, int residue) = Math.DivRem(column, _shape.StrideX);
        return (residue * _perResidue) + index;
    }
}
