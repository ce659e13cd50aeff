using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Pooling;

/// <summary>
/// Probabilistic max pooling (Lee et al. 2009): planes are cut into square blocks, of each of which at most one element is on. What is off has the exponent zero, and the largest
/// exponent of a block is taken off first, so nothing overflows. A shape's stride is its kernel, and rows and columns are whole blocks.
/// </summary>
public static unsafe class BlockSoftmax
{
    /// <summary>y[e] = exp(x[e]) / (1 + Σ exp(x)), the sum being over the block of e. y may be x.</summary>
    /// <param name="x">[planes, height, width].</param>
    /// <param name="y">As x.</param>
    /// <param name="shape">The sizes.</param>
    /// <exception cref="ArgumentException">A span does not fit, or blocks do not.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, in PoolingShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Forward<T, Widest>(x, y, shape);

    internal static void Forward<T, TRegisters>(ReadOnlySpan<T> x, Span<T> y, in PoolingShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegisters : struct, IRegisters
    {
        Check(x.Length, y.Length, x.Length, shape);
        fixed (T* px = x, py = y)
        {
            Ranges.For<T, TRegisters, Probabilities<T>>(shape.Planes, Ranges.UnitsPerSlice(shape.InputPlane), new(px, py, shape));
        }
    }

    /// <summary>The gradient of <see cref="Forward{T}(ReadOnlySpan{T}, Span{T}, in PoolingShape)"/>: dx = y ⊙ (dy - Σ dy y), the sum being over the block.</summary>
    /// <exception cref="ArgumentException">A span does not fit, or blocks do not.</exception>
    public static void Gradient<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> y, Span<T> dx, in PoolingShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(dy.Length, y.Length, dx.Length, shape);
        fixed (T* pdy = dy, py = y, pdx = dx)
        {
            Units.For(shape.Planes, shape.InputPlane, new Backward<T>(pdy, py, pdx, shape));
        }
    }

    /// <summary>Of each block one element or none becomes 1, with the probabilities p, and the others 0.</summary>
    /// <param name="p">[planes, height, width], of each block a sum of at most 1.</param>
    /// <param name="u">Uniform numbers from 0 to below 1, one a block.</param>
    /// <param name="y">As p; it may be p.</param>
    /// <param name="shape">The sizes.</param>
    /// <exception cref="ArgumentException">A span does not fit, or blocks do not.</exception>
    public static void Sample<T>(ReadOnlySpan<T> p, ReadOnlySpan<T> u, Span<T> y, in PoolingShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(p.Length, y.Length, p.Length, shape);
        Require.Length(u.Length, Require.View(shape.Planes, shape.OutputHeight, shape.OutputWidth), nameof(u));
        fixed (T* pp = p, pu = u, py = y)
        {
            Units.For(shape.Planes, shape.InputPlane, new Choice<T>(pp, pu, py, shape));
        }
    }

    private static void Check(int first, int second, int third, in PoolingShape shape)
    {
        int size = shape.KernelHeight;
        if (size < 1 || shape != new PoolingShape(shape.Planes, shape.Height, shape.Width, size, size, size, size) || shape.Height % size != 0 || shape.Width % size != 0)
        {
            throw new ArgumentException($"Blocks of {size}×{size} do not fill planes of {shape.Height}×{shape.Width}.");
        }
        long length = Require.View(shape.Planes, shape.Height, shape.Width);
        Require.Length(first, length, nameof(first));
        Require.Length(second, length, nameof(second));
        Require.Length(third, length, nameof(third));
    }

    // Many blocks side by side in the lanes of registers, element by element of a block.
    private readonly struct Probabilities<T>(T* x, T* y, PoolingShape shape) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private const int Chunk = 64;

        [SkipLocalsInit]
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            nint* first = stackalloc nint[Chunk];
            T* element = stackalloc T[Chunk];
            T* largest = stackalloc T[Chunk];
            T* sum = stackalloc T[Chunk];
            int size = shape.KernelHeight, width = shape.Width, across = shape.OutputWidth, all = (end - start) * shape.OutputPlane;
            T* from = x + ((nint)start * shape.InputPlane);
            T* to = y + ((nint)start * shape.InputPlane);
            new Span<T>(element, Chunk).Clear();
            for (int block = 0; block < all; block += Chunk)
            {
                int count = Math.Min(Chunk, all - block);
                for (int j = 0; j < count; j++)
                {
                    // planes lie one below the other
                    (int row, int column) = Math.DivRem(block + j, across);
                    first[j] = ((nint)row * size * width) + (column * size);
                }
                new Span<T>(largest, Chunk).Clear(); // the exponent of what is off
                for (int r = 0; r < size; r++)
                {
                    for (int c = 0; c < size; c++)
                    {
                        Gather(from + ((nint)r * width) + c, first, element, count);
                        for (int j = 0; j < count; j += V.Count)
                        {
                            V.Max(V.Load(largest + j), V.Load(element + j)).Store(largest + j);
                        }
                    }
                }
                for (int j = 0; j < count; j += V.Count)
                {
                    V.Exp(V.Create(T.Zero) - V.Load(largest + j)).Store(sum + j);
                }
                for (int r = 0; r < size; r++)
                {
                    for (int c = 0; c < size; c++)
                    {
                        nint at = ((nint)r * width) + c;
                        Gather(from + at, first, element, count);
                        for (int j = 0; j < count; j += V.Count)
                        {
                            V e = V.Exp(V.Load(element + j) - V.Load(largest + j));
                            e.Store(element + j);
                            (V.Load(sum + j) + e).Store(sum + j);
                        }
                        for (int j = 0; j < count; j++)
                        {
                            to[first[j] + at] = element[j];
                        }
                    }
                }
                for (int j = 0; j < count; j += V.Count)
                {
                    (V.Create(T.One) / V.Load(sum + j)).Store(sum + j);
                }
                for (int r = 0; r < size; r++)
                {
                    T* row = to + ((nint)r * width);
                    for (int j = 0; j < count; j++)
                    {
                        for (int c = 0; c < size; c++)
                        {
                            row[first[j] + c] *= sum[j];
                        }
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Gather(T* source, nint* first, T* element, int count)
        {
            for (int j = 0; j < count; j++)
            {
                element[j] = source[first[j]];
            }
        }
    }

    private readonly struct Backward<T>(T* dy, T* y, T* dx, PoolingShape shape) : IUnitWork
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run(int plane)
        {
            int size = shape.KernelHeight, width = shape.Width;
            nint first = (nint)plane * shape.InputPlane;
            for (int top = 0; top < shape.Height; top += size)
            {
                for (int left = 0; left < width; left += size)
                {
                    nint corner = first + ((nint)top * width) + left;
                    T sum = T.Zero;
                    for (nint row = corner; row < corner + ((nint)size * width); row += width)
                    {
                        for (nint at = row; at < row + size; at++)
                        {
                            sum += dy[at] * y[at];
                        }
                    }
                    for (nint row = corner; row < corner + ((nint)size * width); row += width)
                    {
                        for (nint at = row; at < row + size; at++)
                        {
                            dx[at] = y[at] * (dy[at] - sum);
                        }
                    }
                }
            }
        }
    }

    private readonly struct Choice<T>(T* p, T* u, T* y, PoolingShape shape) : IUnitWork
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run(int plane)
        {
            int size = shape.KernelHeight, width = shape.Width;
            nint first = (nint)plane * shape.InputPlane;
            T* number = u + ((nint)plane * shape.OutputPlane);
            for (int top = 0; top < shape.Height; top += size)
            {
                for (int left = 0; left < width; left += size)
                {
                    nint corner = first + ((nint)top * width) + left;
                    T rest = *number++; // negative once an element has been chosen
                    for (nint row = corner; row < corner + ((nint)size * width); row += width)
                    {
                        for (nint at = row; at < row + size; at++)
                        {
                            T probability = p[at];
                            y[at] = rest >= T.Zero && rest < probability ? T.One : T.Zero;
                            rest -= probability;
                        }
                    }
                }
            }
        }
    }
}
