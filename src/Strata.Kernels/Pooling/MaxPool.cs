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
    /// <param name="places">For each output the place of its element inside the input's plane, row · width + column; empty where nobody asks.</param>
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
        Require.Length(places.Length, places.IsEmpty ? 0 : y.Length, nameof(places));
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
        private const int ExactIntegers = 1 << 24; // up to which a float tells places apart

        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            // The columns whose windows lie wholly inside.
            int first = Math.Min((shape.PaddingX + shape.StrideX - 1) / shape.StrideX, shape.OutputWidth);
            int after = shape.Width + shape.PaddingX < shape.KernelWidth ? first : ((shape.Width + shape.PaddingX - shape.KernelWidth) / shape.StrideX) + 1;
            if (shape is not { StrideX: 1 or 2, InputPlane: <= ExactIntegers } || shape.KernelWidth < shape.StrideX || after - first < V128<T>.Count)
            {
                first = after = shape.OutputWidth; // none of them side by side
            }
            for (int plane = start; plane < end; plane++)
            {
                T* source = x + ((nint)plane * shape.InputPlane);
                nint outputs = (nint)plane * shape.OutputPlane;
                if (after - first >= V.Count)
                {
                    SideBySide<V>(source, first, after, outputs);
                }
                else if (V.Count > V256<T>.Count && after - first >= V256<T>.Count)
                {
                    SideBySide<V256<T>>(source, first, after, outputs);
                }
                else if (after > first)
                {
                    SideBySide<V128<T>>(source, first, after, outputs);
                }
                for (int i = 0; i < shape.OutputHeight && after - first < shape.OutputWidth; i++, outputs += shape.OutputWidth)
                {
                    OneByOne(source, i, 0, first, outputs);
                    OneByOne(source, i, after, shape.OutputWidth, outputs);
                }
            }
        }

        [MethodImpl(Compiled.Alone)]
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
                if (places is not null)
                {
                    places[row + j] = best;
                }
            }
        }

        // Neighbouring windows in the lanes of a register, tap by tap, with the place of the largest value, as seen from the first window, beside it. The last ones of a row are done
        // with some that have been done before.
        [MethodImpl(Compiled.Alone)]
        private void SideBySide<V>(T* source, int first, int after, nint row)
            where V : struct, IVector<V, T>
        {
            V steps = V.Indices * V.Create(T.CreateTruncating(shape.StrideX));
            int stride = shape.StrideX, kernel = shape.KernelWidth, width = shape.Width, rows = shape.OutputHeight, columns = shape.OutputWidth;
            for (int i = 0; i < rows; i++, row += columns)
            {
                (int top, int bottom) = shape.Rows(i);
                for (int from = first; from < after; from += V.Count)
                {
                    int j = Math.Min(from, after - V.Count);
                    int at = (top * width) + (j * stride) - shape.PaddingX;
                    V best = V.Create(T.CreateTruncating(at)), largest;
                    if (stride == 1)
                    {
                        largest = V.Load(source + at);
                    }
                    else
                    {
                        V.LoadPairs(source + at, out largest, out _);
                    }
                    for (int r = top; r < bottom; r++, at += width)
                    {
                        if (stride == 1)
                        {
                            for (int c = 0; c < kernel; c++)
                            {
                                Take(V.Load(source + at + c), at + c, ref largest, ref best);
                            }
                            continue;
                        }
                        for (int c = 1; c < kernel; c += 2)
                        {
                            V.LoadPairs(source + at + c - 1, out V even, out V odd);
                            Take(even, at + c - 1, ref largest, ref best);
                            Take(odd, at + c, ref largest, ref best);
                        }
                        if (kernel % 2 != 0)
                        {
                            V.LoadPairs(source + at + kernel - 2, out _, out V last);
                            Take(last, at + kernel - 1, ref largest, ref best);
                        }
                    }
                    largest.Store(y + row + j);
                    if (places is not null)
                    {
                        (best + steps).StoreIntegers(places + row + j);
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Take<V>(V value, int place, ref V largest, ref V best)
            where V : struct, IVector<V, T>
        {
            if (places is null)
            {
                largest = V.Max(largest, value);
                return;
            }
            V more = V.Select(V.Equal(value, value), V.GreaterThan(value, largest), V.Equal(largest, largest));
            largest = V.Select(more, value, largest);
            best = V.Select(more, V.Create(T.CreateTruncating(place)), best);
        }
    }

    private readonly struct Scattering<T>(T* dy, int* places, T* dx, PoolingShape shape) : IUnitWork
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(Compiled.Alone)]
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
