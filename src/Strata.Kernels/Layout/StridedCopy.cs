using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Layout;

/// <summary>Copies between a contiguous array and a box of another one, which is walked by strides: slices, transpositions, padding.</summary>
public static unsafe class StridedCopy
{
    private const int MaxRank = 16;

    /// <summary>y[i₀, i₁, …] = x[offset + Σ iₔ·strides[d]], y being contiguous.</summary>
    /// <exception cref="ArgumentException">A span does not fit the box.</exception>
    public static void Gather<T>(ReadOnlySpan<T> x, int offset, ReadOnlySpan<int> strides, Span<T> y, ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        Check(x.Length, offset, strides, y.Length, shape);
        fixed (T* px = x, py = y)
        fixed (int* ps = strides, pn = shape)
        {
            Run(new Box<T>(px + offset, py, ps, pn, shape.Length, write: false), y.Length);
        }
    }

    /// <summary>y[offset + Σ iₔ·strides[d]] = x[i₀, i₁, …], x being contiguous; the rest of y stays as it is.</summary>
    /// <exception cref="ArgumentException">A span does not fit the box.</exception>
    public static void Scatter<T>(ReadOnlySpan<T> x, Span<T> y, int offset, ReadOnlySpan<int> strides, ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        Check(y.Length, offset, strides, x.Length, shape);
        fixed (T* px = x, py = y)
        fixed (int* ps = strides, pn = shape)
        {
            Run(new Box<T>(py + offset, px, ps, pn, shape.Length, write: true), x.Length);
        }
    }

    private static void Run<T>(Box<T> box, int count)
        where T : unmanaged
    {
        if (count > 0)
        {
            Units.For(count / box.Inner, box.Inner, box);
        }
    }

    private static void Check(int boxed, int offset, ReadOnlySpan<int> strides, int contiguous, ReadOnlySpan<int> shape)
    {
        if (shape.Length > MaxRank || strides.Length != shape.Length)
        {
            throw new ArgumentException(
                $"The shape has {shape.Length} dimensions and {strides.Length} strides; expected equal counts of at most {MaxRank}.", nameof(shape));
        }
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        long elements = 1, reach = offset + 1L;
        for (int d = 0; d < shape.Length; d++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(shape[d], nameof(shape));
            ArgumentOutOfRangeException.ThrowIfNegative(strides[d], nameof(strides));
            elements *= shape[d];
            reach += (shape[d] - 1L) * strides[d];
        }
        Require.Length(contiguous, elements, nameof(contiguous));
        if (elements > 0 && reach > boxed)
        {
            throw new ArgumentException($"The span holds {boxed} elements, the box reaches {reach}.", nameof(boxed));
        }
    }

    private readonly struct Box<T>(T* boxed, T* contiguous, int* strides, int* shape, int rank, bool write) : IUnitWork
        where T : unmanaged
    {
        public int Inner => rank == 0 ? 1 : shape[rank - 1];

        [MethodImpl(Compiled.Alone)]
        public void Run(int row)
        {
            int inner = Inner, step = rank == 0 ? 1 : strides[rank - 1];
            T* flat = contiguous + ((nint)row * inner);
            T* place = boxed;
            for (int d = rank - 2, i; d >= 0; d--)
            {
                (row, i) = Math.DivRem(row, shape[d]);
                place += (nint)i * strides[d];
            }
            if (step == 1)
            {
                T* source = write ? flat : place;
                T* target = write ? place : flat;
                new ReadOnlySpan<T>(source, inner).CopyTo(new Span<T>(target, inner));
            }
            else if (write)
            {
                for (int i = 0; i < inner; i++, place += step)
                {
                    *place = flat[i];
                }
            }
            else
            {
                for (int i = 0; i < inner; i++, place += step)
                {
                    flat[i] = *place;
                }
            }
        }
    }
}
