using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Pooling;

/// <summary>The mean of each window.</summary>
public static unsafe class AveragePool
{
    /// <summary>y[p, i, j] = Σ of its window / count, the count being the kernel's size, or, without padding counted, the elements that are there.</summary>
    /// <param name="x">[planes, height, width].</param>
    /// <param name="y">[planes, outputHeight, outputWidth].</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="countPadding">Whether padding counts as zeros.</param>
    /// <exception cref="ArgumentException">A span does not fit, or the padding is more than half the kernel.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, in PoolingShape shape, bool countPadding)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        shape.Check(x.Length, y.Length);
        fixed (T* px = x, py = y)
        {
            Units.For(shape.Planes, shape.InputPlane, new Averaging<T>(px, py, shape, countPadding));
        }
    }

    /// <summary>The gradient of <see cref="Forward"/>, and its adjoint: each element of a window gets the window's dy / count.</summary>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    public static void Scatter<T>(ReadOnlySpan<T> dy, Span<T> dx, in PoolingShape shape, bool countPadding)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        shape.Check(dx.Length, dy.Length);
        fixed (T* pdy = dy, pdx = dx)
        {
            Units.For(shape.Planes, shape.InputPlane, new Spreading<T>(pdy, pdx, shape, countPadding));
        }
    }

    private readonly struct Averaging<T>(T* x, T* y, PoolingShape shape, bool countPadding) : IUnitWork
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run(int plane)
        {
            T* source = x + ((nint)plane * shape.InputPlane);
            T* target = y + ((nint)plane * shape.OutputPlane);
            int width = shape.Width, outputWidth = shape.OutputWidth, kernel = shape.KernelHeight * shape.KernelWidth;
            T share = T.One / T.CreateTruncating(kernel);
            for (int i = 0; i < shape.OutputHeight; i++)
            {
                (int top, int bottom) = shape.Rows(i);
                for (int j = 0; j < outputWidth; j++)
                {
                    (int left, int right) = shape.Columns(j);
                    T sum = T.Zero;
                    for (int r = top; r < bottom; r++)
                    {
                        for (int at = (r * width) + left; at < (r * width) + right; at++)
                        {
                            sum += source[at];
                        }
                    }
                    int inside = (bottom - top) * (right - left);
                    *target++ = sum * (countPadding || inside == kernel ? share : T.One / T.CreateTruncating(inside));
                }
            }
        }
    }

    private readonly struct Spreading<T>(T* dy, T* dx, PoolingShape shape, bool countPadding) : IUnitWork
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run(int plane)
        {
            T* target = dx + ((nint)plane * shape.InputPlane);
            T* source = dy + ((nint)plane * shape.OutputPlane);
            new Span<T>(target, shape.InputPlane).Clear();
            int width = shape.Width, outputWidth = shape.OutputWidth, kernel = shape.KernelHeight * shape.KernelWidth;
            T share = T.One / T.CreateTruncating(kernel);
            for (int i = 0; i < shape.OutputHeight; i++)
            {
                (int top, int bottom) = shape.Rows(i);
                for (int j = 0; j < outputWidth; j++)
                {
                    (int left, int right) = shape.Columns(j);
                    int inside = (bottom - top) * (right - left);
                    T value = *source++ * (countPadding || inside == kernel ? share : T.One / T.CreateTruncating(inside));
                    for (int r = top; r < bottom; r++)
                    {
                        for (int at = (r * width) + left; at < (r * width) + right; at++)
                        {
                            target[at] += value;
                        }
                    }
                }
            }
        }
    }
}
