using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Normalization;

/// <summary>
/// Batch normalization (Ioffe and Szegedy 2015) of [batch, channels, inner], a channel at a time: its elements stay in the cache while they are read again.
/// </summary>
public static unsafe class BatchNormalization
{
    /// <summary>
    /// y = γ x̂ + β with x̂ = (x - μ) / √(σ² + ε), the mean μ and the population's variance σ² being those of each channel.
    /// </summary>
    /// <param name="x">[batch, channels, inner].</param>
    /// <param name="gamma">γ [channels].</param>
    /// <param name="beta">β [channels].</param>
    /// <param name="y">As x.</param>
    /// <param name="mean">μ [channels], a result.</param>
    /// <param name="variance">σ² [channels], a result.</param>
    /// <param name="batch">Pictures.</param>
    /// <param name="inner">Positions of a picture.</param>
    /// <param name="epsilon">ε.</param>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y, Span<T> mean, Span<T> variance, int batch, int inner, T epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Forward<T, Widest>(x, gamma, beta, y, mean, variance, batch, inner, epsilon);

    /// <summary>
    /// The gradients of <see cref="Forward{T}(ReadOnlySpan{T}, ReadOnlySpan{T}, ReadOnlySpan{T}, Span{T}, Span{T}, Span{T}, int, int, T)"/>:
    /// dβ = Σ dy, dγ = Σ dy x̂, dx = γ / √(σ² + ε) · (dy - dβ / n - x̂ dγ / n), of n elements to a channel.
    /// </summary>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    public static void Gradient<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> mean, ReadOnlySpan<T> variance,
        Span<T> dx, Span<T> dgamma, Span<T> dbeta, int batch, int inner, T epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Gradient<T, Widest>(dy, x, gamma, mean, variance, dx, dgamma, dbeta, batch, inner, epsilon);

    /// <summary>y = scale x + shift, with a scale and a shift for each channel. y may be x.</summary>
    /// <exception cref="ArgumentException">A span does not fit.</exception>
    public static void Affine<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> scale, ReadOnlySpan<T> shift, Span<T> y, int batch, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Affine<T, Widest>(x, scale, shift, y, batch, inner);

    internal static void Forward<T, TRegisters>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y, Span<T> mean, Span<T> variance, int batch, int inner, T epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegisters : struct, IRegisters
    {
        int channels = gamma.Length;
        Check(batch, channels, inner, x.Length, y.Length);
        CheckPerChannel(channels, beta.Length, mean.Length, variance.Length);
        fixed (T* px = x, pg = gamma, pb = beta, py = y, pm = mean, pv = variance)
        {
            Ranges.For<T, TRegisters, Normalizing<T>>(
                channels, PerSlice(batch, inner), new(px, pg, pb, py, pm, pv, batch, channels, inner, epsilon));
        }
    }

    internal static void Gradient<T, TRegisters>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> mean, ReadOnlySpan<T> variance,
        Span<T> dx, Span<T> dgamma, Span<T> dbeta, int batch, int inner, T epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegisters : struct, IRegisters
    {
        int channels = gamma.Length;
        Check(batch, channels, inner, x.Length, dy.Length, dx.Length);
        CheckPerChannel(channels, mean.Length, variance.Length, dgamma.Length, dbeta.Length);
        fixed (T* pdy = dy, px = x, pg = gamma, pm = mean, pv = variance, pdx = dx, pdg = dgamma, pdb = dbeta)
        {
            Ranges.For<T, TRegisters, Differentiating<T>>(
                channels, PerSlice(batch, inner), new(pdy, px, pg, pm, pv, pdx, pdg, pdb, batch, channels, inner, epsilon));
        }
    }

    internal static void Affine<T, TRegisters>(ReadOnlySpan<T> x, ReadOnlySpan<T> scale, ReadOnlySpan<T> shift, Span<T> y, int batch, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegisters : struct, IRegisters
    {
        int channels = scale.Length;
        Check(batch, channels, inner, x.Length, y.Length);
        CheckPerChannel(channels, shift.Length);
        fixed (T* px = x, ps = scale, pt = shift, py = y)
        {
            // A unit is a row of features, or else a plane.
            (int units, int elements) = inner == 1 ? (batch, channels) : (checked(batch * channels), inner);
            Ranges.For<T, TRegisters, Scaling<T>>(units, Ranges.UnitsPerSlice(elements), new(px, ps, pt, py, channels, inner));
        }
    }

    // Where channels are neighbours, no fewer than fill the registers.
    private static int PerSlice(int batch, int inner) => Math.Max(inner == 1 ? 64 : 1, Ranges.UnitsPerSlice((long)batch * inner));

    private static void Check(int batch, int channels, int inner, params ReadOnlySpan<int> lengths)
    {
        foreach (int length in lengths)
        {
            Require.Length(length, Require.View(batch, channels, inner), nameof(lengths));
        }
    }

    private static void CheckPerChannel(int channels, params ReadOnlySpan<int> lengths)
    {
        foreach (int length in lengths)
        {
            Require.Length(length, channels, nameof(lengths));
        }
    }

    private readonly struct Normalizing<T>(
        T* x, T* gamma, T* beta, T* y, T* mean, T* variance, int batch, int channels, int inner, T epsilon) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            if (inner == 1)
            {
                for (int c = start; c < end; c += V.Count)
                {
                    Features<V>(c, Math.Min(V.Count, end - c));
                }
                return;
            }
            T count = T.CreateChecked((long)batch * inner);
            nint picture = (nint)channels * inner;
            for (int c = start; c < end; c++)
            {
                T* first = x + ((nint)c * inner);
                Row<T, V> sum = default;
                for (int n = 0; n < batch; n++)
                {
                    sum.Add(first + (n * picture), inner);
                }
                T mu = sum.Value / count;
                sum = default;
                for (int n = 0; n < batch; n++)
                {
                    sum.AddSquares(first + (n * picture), mu, inner);
                }
                T sigma = sum.Value / count;
                (mean[c], variance[c]) = (mu, sigma);
                T scale = gamma[c] / T.Sqrt(sigma + epsilon);
                for (int n = 0; n < batch; n++)
                {
                    Scale<T, V>(first + (n * picture), y + ((nint)c * inner) + (n * picture), inner, mu, scale, beta[c]);
                }
            }
        }

        [MethodImpl(Compiled.Alone)]
        private void Features<V>(int c, int count)
            where V : struct, IVector<V, T>
        {
            V n = V.Create(T.CreateChecked(batch)), mu = V.Create(T.Zero), sigma = V.Create(T.Zero);
            for (int i = 0; i < batch; i++)
            {
                mu += Lanes.Load<T, V>(x + ((nint)i * channels) + c, count);
            }
            mu /= n;
            for (int i = 0; i < batch; i++)
            {
                V d = Lanes.Load<T, V>(x + ((nint)i * channels) + c, count) - mu;
                V.AddProduct(ref sigma, d, d);
            }
            sigma /= n;
            Lanes.Store<T, V>(mu, mean + c, count);
            Lanes.Store<T, V>(sigma, variance + c, count);
            V scale = Lanes.Load<T, V>(gamma + c, count) / V.Sqrt(sigma + V.Create(epsilon)), shift = Lanes.Load<T, V>(beta + c, count);
            for (int i = 0; i < batch; i++)
            {
                Lanes.Store<T, V>(V.MultiplyAdd(Lanes.Load<T, V>(x + ((nint)i * channels) + c, count) - mu, scale, shift), y + ((nint)i * channels) + c, count);
            }
        }
    }

    private readonly struct Differentiating<T>(
        T* dy, T* x, T* gamma, T* mean, T* variance, T* dx, T* dgamma, T* dbeta, int batch, int channels, int inner, T epsilon) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            if (inner == 1)
            {
                for (int c = start; c < end; c += V.Count)
                {
                    Features<V>(c, Math.Min(V.Count, end - c));
                }
                return;
            }
            T count = T.CreateChecked((long)batch * inner);
            nint picture = (nint)channels * inner;
            for (int c = start; c < end; c++)
            {
                nint first = (nint)c * inner;
                T inverse = T.One / T.Sqrt(variance[c] + epsilon);
                Row<T, V> gradients = default, products = default;
                for (int n = 0; n < batch; n++)
                {
                    gradients.Add(dy + first + (n * picture), inner);
                    products.AddProducts(dy + first + (n * picture), x + first + (n * picture), mean[c], inner);
                }
                (dbeta[c], dgamma[c]) = (gradients.Value, products.Value * inverse);
                // dx = a dy - b (x - μ) - c
                T a = gamma[c] * inverse, b = a * inverse * dgamma[c] / count, shift = a * dbeta[c] / count;
                for (int n = 0; n < batch; n++)
                {
                    Combine<V>(dy + first + (n * picture), x + first + (n * picture), dx + first + (n * picture), a, b, mean[c], shift);
                }
            }
        }

        [MethodImpl(Compiled.Alone)]
        private void Features<V>(int c, int count)
            where V : struct, IVector<V, T>
        {
            V n = V.Create(T.CreateChecked(batch)), mu = Lanes.Load<T, V>(mean + c, count);
            V inverse = V.Create(T.One) / V.Sqrt(Lanes.Load<T, V>(variance + c, count) + V.Create(epsilon));
            V gradients = V.Create(T.Zero), products = V.Create(T.Zero);
            for (int i = 0; i < batch; i++)
            {
                nint at = ((nint)i * channels) + c;
                V d = Lanes.Load<T, V>(dy + at, count);
                gradients += d;
                V.AddProduct(ref products, d, Lanes.Load<T, V>(x + at, count) - mu);
            }
            products *= inverse;
            Lanes.Store<T, V>(gradients, dbeta + c, count);
            Lanes.Store<T, V>(products, dgamma + c, count);
            V a = Lanes.Load<T, V>(gamma + c, count) * inverse, b = a * inverse * products / n, shift = a * gradients / n;
            for (int i = 0; i < batch; i++)
            {
                nint at = ((nint)i * channels) + c;
                Lanes.Store<T, V>((a * Lanes.Load<T, V>(dy + at, count)) - (b * (Lanes.Load<T, V>(x + at, count) - mu)) - shift, dx + at, count);
            }
        }

        [MethodImpl(Compiled.Alone)]
        private void Combine<V>(T* dy, T* x, T* dx, T a, T b, T mu, T shift)
            where V : struct, IVector<V, T>
        {
            V va = V.Create(a), vb = V.Create(b), vmu = V.Create(mu), vshift = V.Create(shift);
            int i = 0;
            for (; i <= inner - V.Count; i += V.Count)
            {
                ((va * V.Load(dy + i)) - (vb * (V.Load(x + i) - vmu)) - vshift).Store(dx + i);
            }
            if (i < inner)
            {
                V last = (va * V.LoadPartial(dy + i, inner - i)) - (vb * (V.LoadPartial(x + i, inner - i) - vmu)) - vshift;
                V.StorePartial(last, dx + i, inner - i);
            }
        }
    }

    private readonly struct Scaling<T>(T* x, T* scale, T* shift, T* y, int channels, int inner) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            for (int unit = start; unit < end; unit++)
            {
                if (inner != 1)
                {
                    int c = unit % channels;
                    Scale<T, V>(x + ((nint)unit * inner), y + ((nint)unit * inner), inner, T.Zero, scale[c], shift[c]);
                    continue;
                }
                for (int c = 0; c < channels; c += V.Count)
                {
                    int count = Math.Min(V.Count, channels - c);
                    nint at = ((nint)unit * channels) + c;
                    Lanes.Store<T, V>(V.MultiplyAdd(Lanes.Load<T, V>(x + at, count), Lanes.Load<T, V>(scale + c, count), Lanes.Load<T, V>(shift + c, count)), y + at, count);
                }
            }
        }
    }

    /// <summary>A sum over runs of elements, in the lanes of two registers.</summary>
    private struct Row<T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private V _a, _b;

        public readonly T Value => V.Sum(_a + _b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(T* x, int n)
        {
            V a = _a, b = _b;
            int i = 0;
            for (; i <= n - (2 * V.Count); i += 2 * V.Count)
            {
                a += V.Load(x + i);
                b += V.Load(x + i + V.Count);
            }
            for (; i < n; i += V.Count)
            {
                a += Lanes.Load<T, V>(x + i, n - i);
            }
            (_a, _b) = (a, b);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddSquares(T* x, T mean, int n)
        {
            V a = _a, b = _b, mu = V.Create(mean);
            int i = 0;
            for (; i <= n - (2 * V.Count); i += 2 * V.Count)
            {
                V d = V.Load(x + i) - mu, e = V.Load(x + i + V.Count) - mu;
                V.AddProduct(ref a, d, d);
                V.AddProduct(ref b, e, e);
            }
            for (; i < n; i += V.Count)
            {
                V d = IVector<V, T>.First(Lanes.Load<T, V>(x + i, n - i) - mu, n - i);
                V.AddProduct(ref a, d, d);
            }
            (_a, _b) = (a, b);
        }

        /// <summary>Adds y (x - mean).</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddProducts(T* y, T* x, T mean, int n)
        {
            V a = _a, b = _b, mu = V.Create(mean);
            int i = 0;
            for (; i <= n - (2 * V.Count); i += 2 * V.Count)
            {
                V.AddProduct(ref a, V.Load(y + i), V.Load(x + i) - mu);
                V.AddProduct(ref b, V.Load(y + i + V.Count), V.Load(x + i + V.Count) - mu);
            }
            for (; i < n; i += V.Count)
            {
                V.AddProduct(ref a, Lanes.Load<T, V>(y + i, n - i), Lanes.Load<T, V>(x + i, n - i) - mu);
            }
            (_a, _b) = (a, b);
        }
    }

    // y = scale (x - mean) + shift
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale<T, V>(T* x, T* y, int n, T mean, T scale, T shift)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        V mu = V.Create(mean), a = V.Create(scale), b = V.Create(shift);
        int i = 0;
        for (; i <= n - V.Count; i += V.Count)
        {
            V.MultiplyAdd(V.Load(x + i) - mu, a, b).Store(y + i);
        }
        if (i < n)
        {
            V.StorePartial(V.MultiplyAdd(V.LoadPartial(x + i, n - i) - mu, a, b), y + i, n - i);
        }
    }
}
