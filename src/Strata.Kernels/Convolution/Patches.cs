using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Gemm;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Convolution;

/// <summary>
/// The matrix of patches [channel · kernel, image · pixel] with pixels as lanes: the right matrix of a convolution. It is never stored; its
/// panels are packed straight from the images.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct Patches<T>(PatchGrid<T> grid) : IPanelSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Pieces of short rows.
    public static int Reading => 80;

    public T* InPlace(int lane, int k0, int depth, out nint step)
    {
        step = 0;
        return null;
    }

    public void Pack(T* panel, int width, int lane, int lanes, int k0, int depth)
    {
        for (; lanes > 0; lane += width, lanes -= width, panel += (nint)depth * width)
        {
            PackPanel(panel, width, lane, Math.Min(lanes, width), k0, depth);
        }
    }

    [MethodImpl(Compiled.Alone)]
    private void PackPanel(T* panel, int width, int lane, int lanes, int k0, int depth)
    {
        // The lanes as runs of neighbouring pixels of one grid row.
        Run* runs = stackalloc Run[lanes];
        int count = Runs(runs, lane, lanes);
        int taps = grid.KernelHeight * grid.KernelWidth, plane = grid.Height * grid.Width;
        int start = 0;
        for (int r = 0; r < count; r++)
        {
            Run run = runs[r];
            for (int first = 0; first < Math.Min(taps, depth); first++)
            {
                (int channel, int tap) = Math.DivRem(k0 + first, taps);
                (int ky, int kx) = Math.DivRem(tap, grid.KernelWidth);
                T* row = grid.RowOf(run.Image, channel, run.Y, ky);
                // The same tap of one channel after the other.
                for (int d = first; d < depth; d += taps)
                {
                    T* target = panel + ((nint)d * width);
                    // Runs come from left to right: what one writes too far, the next one overwrites.
                    grid.Read(row, run.X, kx, run.Length, target + start, 1, target + width);
                    row = row == null ? null : row + plane;
                }
            }
            start += run.Length;
        }
        if (lanes < width)
        {
            for (int d = 0; d < depth; d++)
            {
                new Span<T>(panel + ((nint)d * width) + lanes, width - lanes).Clear();
            }
        }
    }

    private int Runs(Run* runs, int lane, int lanes)
    {
        int plane = grid.GridHeight * grid.GridWidth;
        int image = lane / plane;
        int y = (lane - (image * plane)) / grid.GridWidth;
        int x = lane - (image * plane) - (y * grid.GridWidth);
        int count = 0;
        while (lanes > 0)
        {
            int length = Math.Min(grid.GridWidth - x, lanes);
            runs[count++] = new Run { Image = image, Y = y, X = x, Length = length };
            lanes -= length;
            x = 0;
            if (++y == grid.GridHeight)
            {
                y = 0;
                image++;
            }
        }
        return count;
    }

    private struct Run
    {
        public int Image, Y, X, Length;
    }
}

/// <summary>The same matrix transposed, with taps as lanes and pixels as depth: the right matrix of the filters' gradient.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct TransposedPatches<T>(PatchGrid<T> grid) : IPanelSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T* InPlace(int lane, int k0, int depth, out nint step)
    {
        step = 0;
        return null;
    }

    public void Pack(T* panel, int width, int lane, int lanes, int k0, int depth)
    {
        for (; lanes > 0; lane += width, lanes -= width, panel += (nint)depth * width)
        {
            PackPanel(panel, width, lane, Math.Min(lanes, width), k0, depth);
        }
    }

    [MethodImpl(Compiled.Alone)]
    private void PackPanel(T* panel, int width, int lane, int lanes, int k0, int depth)
    {
        if (lanes < width)
        {
            new Span<T>(panel, depth * width).Clear();
        }
        int plane = grid.GridHeight * grid.GridWidth;
        int taps = grid.KernelHeight * grid.KernelWidth;
        int done = 0;
        while (done < depth)
        {
            int image = (k0 + done) / plane;
            int pixel = (k0 + done) - (image * plane);
            int y = pixel / grid.GridWidth;
            int x = pixel - (y * grid.GridWidth);
            int run = Math.Min(grid.GridWidth - x, depth - done);
            T* target = panel + ((nint)done * width);
            int channel = lane / taps, ky = (lane - (channel * taps)) / grid.KernelWidth, kx = lane - (channel * taps) - (ky * grid.KernelWidth);
            for (int l = 0; l < lanes; l++)
            {
                grid.Read(grid.RowOf(image, channel, y, ky), x, kx, run, target + l, width, null);
                if (++kx == grid.KernelWidth)
                {
                    kx = 0;
                    if (++ky == grid.KernelHeight)
                    {
                        ky = 0;
                        channel++;
                    }
                }
            }
            done += run;
        }
    }
}
