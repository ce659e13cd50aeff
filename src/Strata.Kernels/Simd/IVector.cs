using System.Numerics;

namespace Strata.Kernels.Simd;

/// <summary>
/// One SIMD register of <typeparamref name="T"/>. A kernel writes its formula once, over <typeparamref name="TSelf"/>, and the
/// compiler makes an AVX-512, an AVX2 and a 128-bit (SSE, NEON, portable) form of it.
/// </summary>
/// <typeparam name="TSelf">The vector type itself.</typeparam>
/// <typeparam name="T">The element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public unsafe interface IVector<TSelf, T>
    where TSelf : struct, IVector<TSelf, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The number of elements in the register.</summary>
    static abstract int Count { get; }

    /// <summary>0, 1, 2, …</summary>
    static abstract TSelf Indices { get; }

    /// <summary>A register with every element equal to <paramref name="value"/>.</summary>
    static abstract TSelf Create(T value);

    /// <summary>Reads <see cref="Count"/> elements; no alignment is asked for.</summary>
    static abstract TSelf Load(T* source);

    /// <summary>Reads half of the <see cref="Count"/> elements from either place; no alignment is asked for.</summary>
    static abstract TSelf LoadHalves(T* low, T* high);

    /// <summary>Writes <see cref="Count"/> elements; no alignment is asked for.</summary>
    void Store(T* target);

    /// <summary>Element-wise a + b.</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>Element-wise a - b.</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>Element-wise a · b.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>Element-wise a / b.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>Element-wise -a.</summary>
    static abstract TSelf operator -(TSelf a);

    /// <summary>Element-wise a · b + c, rounded once where the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>sum += a · b, likewise: in a loop, where <see cref="MultiplyAdd"/> makes the compiler compute the sum in another register and copy it back.</summary>
    static abstract void AddProduct(ref TSelf sum, TSelf a, TSelf b);

    /// <summary>The smaller elements; NaN wins. Of zeros of either sign any may come.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The larger elements; NaN wins. Of zeros of either sign any may come.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>Absolute values.</summary>
    static abstract TSelf Abs(TSelf a);

    /// <summary>Square roots.</summary>
    static abstract TSelf Sqrt(TSelf a);

    /// <summary>The nearest integers, even ones from halves.</summary>
    static abstract TSelf Round(TSelf a);

    /// <summary>At least low and at most high; NaN stays.</summary>
    static abstract TSelf Clamp(TSelf a, TSelf low, TSelf high);

    /// <summary>a · 2ⁿ for integers n from twice the least to twice the largest exponent of a normal number; NaN stays.</summary>
    static abstract TSelf ScaleB(TSelf a, TSelf n);

    /// <summary>The exponents of normal numbers: 1 ≤ |a| · 2⁻ⁿ &lt; 2.</summary>
    static abstract TSelf Exponent(TSelf a);

    /// <summary>e to the power of each element.</summary>
    static abstract TSelf Exp(TSelf a);

    /// <summary>Natural logarithms.</summary>
    static abstract TSelf Log(TSelf a);

    /// <summary>Sines of angles in radians.</summary>
    static abstract TSelf Sin(TSelf a);

    /// <summary>Cosines of angles in radians.</summary>
    static abstract TSelf Cos(TSelf a);

    /// <summary>A mask: all bits set where a &gt; b.</summary>
    static abstract TSelf GreaterThan(TSelf a, TSelf b);

    /// <summary>A mask: all bits set where a = b.</summary>
    static abstract TSelf Equal(TSelf a, TSelf b);

    /// <summary>Where the mask's bits are set the elements of <paramref name="a"/>, elsewhere those of <paramref name="b"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf a, TSelf b);

    /// <summary>The sum of all elements.</summary>
    static abstract T Sum(TSelf a);

    /// <summary>
    /// Reads four neighbouring elements of each of <see cref="Count"/> rows and turns them into four columns: lane i of column j is
    /// source[rows[i] + j].
    /// </summary>
    static abstract void LoadColumns(T* source, nint* rows, out TSelf c0, out TSelf c1, out TSelf c2, out TSelf c3);

    /// <summary>Writes four columns into rows, the reverse of <see cref="LoadColumns"/>: target[rows[i] + j] is lane i of column j. Rows are written in their order.</summary>
    static abstract void StoreColumns(TSelf c0, TSelf c1, TSelf c2, TSelf c3, T* target, nint* rows);

    /// <summary>Reads twice <see cref="Count"/> neighbouring elements: the first, third, … into one register, the second, fourth, … into the other.</summary>
    static abstract void LoadPairs(T* source, out TSelf even, out TSelf odd);

    /// <summary>Writes twice <see cref="Count"/> neighbouring elements, the reverse of <see cref="LoadPairs"/>.</summary>
    static abstract void StorePairs(TSelf even, TSelf odd, T* target);

    /// <summary>Writes the elements as integers, which they must be, of 24 bits at most.</summary>
    void StoreIntegers(int* target);

    /// <summary>Reads the first <paramref name="count"/> elements and sets the others to zero.</summary>
    static virtual TSelf LoadPartial(T* source, int count) => LoadPartialPlainly(source, count);

    /// <summary>The first <paramref name="count"/> elements of <paramref name="value"/>; the others are zero.</summary>
    static TSelf First(TSelf value, int count)
        => TSelf.Select(TSelf.GreaterThan(TSelf.Create(T.CreateTruncating(count)), TSelf.Indices), value, TSelf.Create(T.Zero));

    /// <summary>Writes the first <paramref name="count"/> elements of <paramref name="value"/>.</summary>
    static virtual void StorePartial(TSelf value, T* target, int count) => StorePartialPlainly(value, target, count);

    /// <summary><see cref="LoadPartial"/> element by element.</summary>
    internal static TSelf LoadPartialPlainly(T* source, int count)
    {
        T* buffer = stackalloc T[TSelf.Count];
        for (int i = 0; i < TSelf.Count; i++)
        {
            buffer[i] = i < count ? source[i] : T.Zero;
        }
        return TSelf.Load(buffer);
    }

    /// <summary><see cref="StorePartial"/> element by element.</summary>
    internal static void StorePartialPlainly(TSelf value, T* target, int count)
    {
        T* buffer = stackalloc T[TSelf.Count];
        value.Store(buffer);
        for (int i = 0; i < count; i++)
        {
            target[i] = buffer[i];
        }
    }

    /// <summary><see cref="LoadPairs"/> element by element.</summary>
    internal static void LoadPairsPlainly(T* source, out TSelf even, out TSelf odd)
    {
        T* buffer = stackalloc T[2 * TSelf.Count];
        for (int i = 0; i < 2 * TSelf.Count; i++)
        {
            buffer[(i % 2 * TSelf.Count) + (i / 2)] = source[i];
        }
        even = TSelf.Load(buffer);
        odd = TSelf.Load(buffer + TSelf.Count);
    }

    /// <summary><see cref="StorePairs"/> element by element.</summary>
    internal static void StorePairsPlainly(TSelf even, TSelf odd, T* target)
    {
        T* buffer = stackalloc T[2 * TSelf.Count];
        even.Store(buffer);
        odd.Store(buffer + TSelf.Count);
        for (int i = 0; i < 2 * TSelf.Count; i++)
        {
            target[i] = buffer[(i % 2 * TSelf.Count) + (i / 2)];
        }
    }

    /// <summary><see cref="StoreIntegers"/> element by element.</summary>
    internal static void StoreIntegersPlainly(TSelf value, int* target)
    {
        T* buffer = stackalloc T[TSelf.Count];
        value.Store(buffer);
        for (int i = 0; i < TSelf.Count; i++)
        {
            target[i] = int.CreateTruncating(buffer[i]);
        }
    }

    /// <summary><see cref="LoadColumns"/> element by element.</summary>
    internal static void LoadColumnsPlainly(T* source, nint* rows, out TSelf c0, out TSelf c1, out TSelf c2, out TSelf c3)
    {
        T* buffer = stackalloc T[4 * TSelf.Count];
        for (int i = 0; i < TSelf.Count; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                buffer[(j * TSelf.Count) + i] = source[rows[i] + j];
            }
        }
        c0 = TSelf.Load(buffer);
        c1 = TSelf.Load(buffer + TSelf.Count);
        c2 = TSelf.Load(buffer + (2 * TSelf.Count));
        c3 = TSelf.Load(buffer + (3 * TSelf.Count));
    }

    /// <summary><see cref="StoreColumns"/> element by element.</summary>
    internal static void StoreColumnsPlainly(TSelf c0, TSelf c1, TSelf c2, TSelf c3, T* target, nint* rows)
    {
        T* buffer = stackalloc T[4 * TSelf.Count];
        c0.Store(buffer);
        c1.Store(buffer + TSelf.Count);
        c2.Store(buffer + (2 * TSelf.Count));
        c3.Store(buffer + (3 * TSelf.Count));
        for (int i = 0; i < TSelf.Count; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                target[rows[i] + j] = buffer[(j * TSelf.Count) + i];
            }
        }
    }
}
