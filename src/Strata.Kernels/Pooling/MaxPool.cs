using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Pooling;

/// <summary>The largest element of each window, and where it lies.</summary>
public static unsafe class MaxPool
{
    /// <summary>y[p, i, j] = the largest element of its window; a NaN counts as the largest, of equal ones the first is taken.</summary>
    /// <param name="x">[planes, height, width].</param>
    /// <param name="y">[planes, outputHeight, outputWidth].</param>
    /// <param name="places">For each output the place of its element inside the input's plane, row · width + column.</param>
    /// <param name="shape">The sizes.</param>
    /// <exception cref="ArgumentException">A span does not fit, or the padding is more than half the kernel.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, Span<int> places, in PoolingShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        shape.Check(x.Length, y.Length);
        Require.Length(places.Length, y.Length, nameof(places));
        fixed (T* px = x, py = y)
        fixed (int* pp = places)
        {
            Units.For(shape.Planes, shape.InputPlane, new Search<T>(px, py, pp, shape));
        }
    }

    /// <summary>The gradient of <see cref="Forward"/>: dx is zero but where an element was chosen, and there the sum of what came for it.</summary>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    public static void Scatter<T>(ReadOnlySpan<T> dy, ReadOnlySpan<int> places, Span<T> dx, in PoolingShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        shape.Check(dx.Length, dy.Length);
        Require.Length(places.Length, dy.Length, nameof(places));
        fixed (T* pdy = dy, pdx = dx)
        fixed (int* pp = places)
        {
            Units.For(shape.Planes, shape.InputPlane, new Scattering<T>(pdy, pp, pdx, shape));
        }
    }

    /// <summary>The adjoint of <see cref="Scatter"/>: y takes from x the elements at the given places.</summary>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    public static void Gather<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> places, Span<T> y, in PoolingShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        shape.Check(x.Length, y.Length);
        Require.Length(places.Length, y.Length, nameof(places));
        int outputs = shape.OutputPlane, inputs = shape.InputPlane;
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[(i / outputs * inputs) + places[i]];
        }
    }

    private readonly struct Search<T>(T* x, T* y, int* places, PoolingShape shape) : IUnitWork
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int plane)
        {
            T* source = x + ((nint)plane * shape.InputPlane);
            T* target = y + ((nint)plane * shape.OutputPlane);
            int* place = places + ((nint)plane * shape.OutputPlane);
            int width = shape.Width, outputWidth = shape.OutputWidth;
            for (int i = 0; i < shape.OutputHeight; i++)
            {
                (int top, int bottom) = shape.Rows(i);
                for (int j = 0; j < outputWidth; j++)
                {
                    (int left, int right) = shape.Columns(j);
                    int best = (top * width) + left;
                    T largest = source[best];
                    for (int r = top; r < bottom; r++)
                    {
                        for (int at = (r * width) + left; at < (r * width) + right; at++)
                        {
                            T value = source[at];
                            bool more = value > largest || (T.IsNaN(value) && !T.IsNaN(largest));
                            largest = more ? value : largest;
                            best = more ? at : best;
                        }
                    }
                    *target++ = largest;
                    *place++ = best;
                }
            }
        }
    }

    private readonly struct Scattering<T>(T* dy, int* places, T* dx, PoolingShape shape) : IUnitWork
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int plane)
        {
            T* target = dx + ((nint)plane * shape.InputPlane);
            new Span<T>(target, shape.InputPlane).Clear();
            int outputs = shape.OutputPlane;
            nint first = (nint)plane * outputs;
            for (nint i = first; i < first + outputs; i++)
            {
                target[places[i]] += dy[i];
            }
        }
    }
}
