using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;
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
        => Forward<T, Widest>(x, y, places, shape);

    internal static void Forward<T, TRegisters>(ReadOnlySpan<T> x, Span<T> y, Span<int> places, in PoolingShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegisters : struct, IRegisters
    {
        shape.Check(x.Length, y.Length);
        Require.Length(places.Length, y.Length, nameof(places));
        fixed (T* px = x, py = y)
        fixed (int* pp = places)
        {
            Ranges.For<T, TRegisters, Search<T>>(shape.Planes, Ranges.UnitsPerSlice(shape.InputPlane), new(px, py, pp, shape));
        }
    }

    /// <summary>The gradient of <see cref="Forward{T}(ReadOnlySpan{T}, Span{T}, Span{int}, in PoolingShape)"/>: dx is zero but where an element was chosen, and there the sum of what came for it.</summary>
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

    private readonly struct Search<T>(T* x, T* y, int* places, PoolingShape shape) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private const int Chunk = 64, MaxKernel = 16, MaxStride = 4;
        private const int ExactIntegers = 1 << 24; // up to which a float tells places apart

        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            // The columns whose windows lie wholly inside.
            int first = (shape.PaddingX + shape.StrideX - 1) / shape.StrideX;
            int after = shape.Width + shape.PaddingX < shape.KernelWidth ? 0 : ((shape.Width + shape.PaddingX - shape.KernelWidth) / shape.StrideX) + 1;
            bool wide = shape is { KernelWidth: <= MaxKernel, StrideX: <= MaxStride, InputPlane: <= ExactIntegers } && after - first >= 4;
            for (int plane = start; plane < end; plane++)
            {
                T* source = x + ((nint)plane * shape.InputPlane);
                for (int i = 0; i < shape.OutputHeight; i++)
                {
                    nint row = ((nint)plane * shape.OutputPlane) + ((nint)i * shape.OutputWidth);
                    if (!wide)
                    {
                        OneByOne(source, i, 0, shape.OutputWidth, row);
                        continue;
                    }
                    OneByOne(source, i, 0, first, row);
                    for (int j = first; j < after; j += Chunk)
                    {
                        SideBySide<V>(source, i, j, Math.Min(Chunk, after - j), row);
                    }
                    OneByOne(source, i, after, shape.OutputWidth, row);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void OneByOne(T* source, int i, int from, int to, nint row)
        {
            int width = shape.Width;
            (int top, int bottom) = shape.Rows(i);
            for (int j = from; j < to; j++)
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
                y[row + j] = largest;
                places[row + j] = best;
            }
        }

        // Neighbouring windows in the lanes of registers, tap by tap, with the place of the largest value, as seen from the first window, beside it.
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void SideBySide<V>(T* source, int i, int j, int count, nint row)
            where V : struct, IVector<V, T>
        {
            const int length = Chunk + MaxKernel + 16;
            T* phases = stackalloc T[MaxStride * length];
            T* largest = stackalloc T[Chunk + 16];
            T* best = stackalloc T[Chunk + 16];
            (int top, int bottom) = shape.Rows(i);
            int stride = shape.StrideX, kernel = shape.KernelWidth, left = (j * stride) - shape.PaddingX;
            int needed = ((count - 1) * stride) + kernel;
            for (int r = top; r < bottom; r++)
            {
                Spread(source + ((nint)r * shape.Width) + left, phases, length, stride, needed);
                for (int c = 0; c < kernel; c++)
                {
                    T* values = phases + (c % stride * length) + (c / stride);
                    V tap = V.Create(T.CreateTruncating((r * shape.Width) + left + c));
                    bool isFirst = r == top && c == 0;
                    for (int lane = 0; lane < count; lane += V.Count)
                    {
                        V value = V.Load(values + lane);
                        if (isFirst)
                        {
                            value.Store(largest + lane);
                            tap.Store(best + lane);
                            continue;
                        }
                        V most = V.Load(largest + lane);
                        V more = V.Select(V.Equal(value, value), V.GreaterThan(value, most), V.Equal(most, most));
                        V.Select(more, value, most).Store(largest + lane);
                        V.Select(more, tap, V.Load(best + lane)).Store(best + lane);
                    }
                }
            }
            for (int lane = 0; lane < count; lane++)
            {
                y[row + j + lane] = largest[lane];
                places[row + j + lane] = int.CreateTruncating(best[lane]) + (lane * stride);
            }
        }

        // Every stride-th element into one phase: the same tap of neighbouring windows then lies side by side.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Spread(T* row, T* phases, int length, int stride, int count)
        {
            if (stride == 1)
            {
                new ReadOnlySpan<T>(row, count).CopyTo(new Span<T>(phases, length));
                return;
            }
            if (stride == 2)
            {
                T* odd = phases + length;
                int pairs = count / 2;
                for (int q = 0; q < pairs; q++)
                {
                    phases[q] = row[2 * q];
                    odd[q] = row[(2 * q) + 1];
                }
                if (count % 2 != 0)
                {
                    phases[pairs] = row[count - 1];
                }
                return;
            }
            for (int at = 0; at < count; at++)
            {
                phases[(at % stride * length) + (at / stride)] = row[at];
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
