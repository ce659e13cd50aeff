using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Convolution.Winograd;

/// <summary>
/// The one-dimensional transforms of F(4, 3): four outputs of a filter of three taps by six products instead of twelve
/// (Winograd 1980; Lavin and Gray 2016),
/// <code>
/// y = Aᵀ [(G g) ⊙ (Bᵀ d)]
/// </code>
/// with the interpolation points 0, ±a, ±b and ∞, p = a², q = b²:
/// <code>
///      pq   0   -p-q   0    1   0        1/pq    0      0           1    0    0    0
///      0   -aq   -q    a    1   0         s     s·a    s·p          1    a    p   p·a
/// Bᵀ = 0    aq   -q   -a    1   0    G =  s    -s·a    s·p     A =  1   -a    p  -p·a
///      0   -bp   -p    b    1   0         t     t·b    t·q          1    b    q   q·b
///      0    bp   -p   -b    1   0         t    -t·b    t·q          1   -b    q  -q·b
///      0    pq    0  -p-q   0   1         0      0      1           0    0    0    1
/// s = 1 / (2p (p - q)),  t = 1 / (2q (q - p))
/// </code>
/// In two dimensions every transform is applied to the columns and then to the rows. The usual points a = 1, b = 2 lose three bits to
/// cancellation; a = 3/4, b = 3/2 lose one: over 64 channels of uniform numbers the largest error, as a share of the largest output, is 7.1e-6
/// with the former, 1.4e-6 with the latter and 0.8e-6 by direct summation. All of B and A is exact.
/// </summary>
internal static class Transforms
{
    private const float A1 = 0.75f, B1 = 1.5f;
    private const float P = A1 * A1, Q = B1 * B1;
    private const float S = (float)(1 / (2.0 * P * (P - Q))), T = (float)(1 / (2.0 * Q * (Q - P)));
    private const float Zero = (float)(1 / ((double)P * Q));

    /// <summary>Bᵀ d: six inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<V>(V d0, V d1, V d2, V d3, V d4, V d5, out V v0, out V v1, out V v2, out V v3, out V v4, out V v5)
        where V : struct, IVector<V, float>
    {
        V even = V.MultiplyAdd(V.Create(-Q), d2, d4), odd = V.MultiplyAdd(V.Create(-Q), d1, d3);
        v1 = V.MultiplyAdd(V.Create(A1), odd, even);
        v2 = V.MultiplyAdd(V.Create(-A1), odd, even);
        even = V.MultiplyAdd(V.Create(-P), d2, d4);
        odd = V.MultiplyAdd(V.Create(-P), d1, d3);
        v3 = V.MultiplyAdd(V.Create(B1), odd, even);
        v4 = V.MultiplyAdd(V.Create(-B1), odd, even);
        v0 = V.MultiplyAdd(V.Create(P * Q), d0, V.MultiplyAdd(V.Create(-P - Q), d2, d4));
        v5 = V.MultiplyAdd(V.Create(P * Q), d1, V.MultiplyAdd(V.Create(-P - Q), d3, d5));
    }

    /// <summary>G g: three taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Filter<V>(V g0, V g1, V g2, out V u0, out V u1, out V u2, out V u3, out V u4, out V u5)
        where V : struct, IVector<V, float>
    {
        u0 = V.Create(Zero) * g0;
        V even = V.Create(S) * V.MultiplyAdd(V.Create(P), g2, g0);
        u1 = V.MultiplyAdd(V.Create(S * A1), g1, even);
        u2 = V.MultiplyAdd(V.Create(-S * A1), g1, even);
        even = V.Create(T) * V.MultiplyAdd(V.Create(Q), g2, g0);
        u3 = V.MultiplyAdd(V.Create(T * B1), g1, even);
        u4 = V.MultiplyAdd(V.Create(-T * B1), g1, even);
        u5 = g2;
    }

    /// <summary>Aᵀ m: four outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<V>(V m0, V m1, V m2, V m3, V m4, V m5, out V y0, out V y1, out V y2, out V y3)
        where V : struct, IVector<V, float>
    {
        V evenA = m1 + m2, oddA = m1 - m2, evenB = m3 + m4, oddB = m3 - m4;
        y0 = m0 + evenA + evenB;
        y1 = V.MultiplyAdd(V.Create(A1), oddA, V.Create(B1) * oddB);
        y2 = V.MultiplyAdd(V.Create(P), evenA, V.Create(Q) * evenB);
        y3 = V.MultiplyAdd(V.Create(P * A1), oddA, V.MultiplyAdd(V.Create(Q * B1), oddB, m5));
    }

    /// <summary>A y: the gradients of six products, given those of four outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<V>(V y0, V y1, V y2, V y3, out V m0, out V m1, out V m2, out V m3, out V m4, out V m5)
        where V : struct, IVector<V, float>
    {
        m0 = y0;
        V even = V.MultiplyAdd(V.Create(P), y2, y0), odd = V.MultiplyAdd(V.Create(P), y3, y1);
        m1 = V.MultiplyAdd(V.Create(A1), odd, even);
        m2 = V.MultiplyAdd(V.Create(-A1), odd, even);
        even = V.MultiplyAdd(V.Create(Q), y2, y0);
        odd = V.MultiplyAdd(V.Create(Q), y3, y1);
        m3 = V.MultiplyAdd(V.Create(B1), odd, even);
        m4 = V.MultiplyAdd(V.Create(-B1), odd, even);
        m5 = y3;
    }

    /// <summary>Gᵀ u: the gradients of three taps, given those of six transformed ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FilterGradient<V>(V u0, V u1, V u2, V u3, V u4, V u5, out V g0, out V g1, out V g2)
        where V : struct, IVector<V, float>
    {
        V evenA = V.Create(S) * (u1 + u2), oddA = u1 - u2, evenB = V.Create(T) * (u3 + u4), oddB = u3 - u4;
        g0 = V.MultiplyAdd(V.Create(Zero), u0, evenA + evenB);
        g1 = V.MultiplyAdd(V.Create(S * A1), oddA, V.Create(T * B1) * oddB);
        g2 = V.MultiplyAdd(V.Create(P), evenA, V.MultiplyAdd(V.Create(Q), evenB, u5));
    }
}

/// <summary>What is done to the tiles of a stack of images before they are multiplied: <see cref="Size"/> numbers become six.</summary>
internal interface ITileTransform
{
    /// <summary>Rows and columns of a tile, six or four; where there are four, the last two arguments of the transform do not count.</summary>
    static abstract int Size { get; }

    /// <summary>The transform in one dimension.</summary>
    static abstract void Apply<V>(V d0, V d1, V d2, V d3, V d4, V d5, out V v0, out V v1, out V v2, out V v3, out V v4, out V v5)
        where V : struct, IVector<V, float>;
}

/// <summary>Bᵀ, of inputs: tiles of six overlap by two.</summary>
internal readonly struct InputTransform : ITileTransform
{
    public static int Size => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<V>(V d0, V d1, V d2, V d3, V d4, V d5, out V v0, out V v1, out V v2, out V v3, out V v4, out V v5)
        where V : struct, IVector<V, float>
        => Transforms.Input(d0, d1, d2, d3, d4, d5, out v0, out v1, out v2, out v3, out v4, out v5);
}

/// <summary>A, of outputs' gradients: tiles of four.</summary>
internal readonly struct OutputGradientTransform : ITileTransform
{
    public static int Size => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<V>(V d0, V d1, V d2, V d3, V d4, V d5, out V v0, out V v1, out V v2, out V v3, out V v4, out V v5)
        where V : struct, IVector<V, float>
        => Transforms.OutputGradient(d0, d1, d2, d3, out v0, out v1, out v2, out v3, out v4, out v5);
}
