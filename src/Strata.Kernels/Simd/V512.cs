using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Strata.Kernels.Simd;

/// <summary>A 512-bit register: AVX-512.</summary>
/// <typeparam name="T">The element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
[SkipLocalsInit]
public unsafe struct V512<T> : IVector<V512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Vector512<T> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V512(Vector512<T> value) => _value = value;

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<T>.Count;
    }

    /// <inheritdoc/>
    public static V512<T> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<T>.Indices);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Create(T value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Load(T* source) => new(Vector512.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> LoadHalves(T* low, T* high) => new(Vector256.Load(low).ToVector512Unsafe().WithUpper(Vector256.Load(high)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> LoadPartial(T* source, int count) => !Avx512F.IsSupported
        ? IVector<V512<T>, T>.LoadPartialPlainly(source, count)
        : typeof(T) == typeof(float)
        ? new(Avx512F.MaskLoad((float*)source, FirstLanes(count).AsSingle(), Vector512<float>.Zero).As<float, T>())
        : new(Avx512F.MaskLoad((double*)source, FirstLanes(count).AsDouble(), Vector512<double>.Zero).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(V512<T> value, T* target, int count)
    {
        if (!Avx512F.IsSupported)
        {
            IVector<V512<T>, T>.StorePartialPlainly(value, target, count);
        }
        else if (typeof(T) == typeof(float))
        {
            Avx512F.MaskStore((float*)target, FirstLanes(count).AsSingle(), value._value.AsSingle());
        }
        else
        {
            Avx512F.MaskStore((double*)target, FirstLanes(count).AsDouble(), value._value.AsDouble());
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* target) => _value.Store(target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator +(V512<T> a, V512<T> b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator -(V512<T> a, V512<T> b) => new(a._value - b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator *(V512<T> a, V512<T> b) => new(a._value * b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator /(V512<T> a, V512<T> b) => new(a._value / b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator -(V512<T> a) => new(-a._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> MultiplyAdd(V512<T> a, V512<T> b, V512<T> c) => typeof(T) == typeof(float)
        ? new(Vector512.MultiplyAddEstimate(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle()).As<float, T>())
        : new(Vector512.MultiplyAddEstimate(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble()).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref V512<T> sum, V512<T> a, V512<T> b)
    {
        // Two plain assignments: anything between the product and the variable, and the compiler goes by way of another register, or of memory.
        if (typeof(T) == typeof(float))
        {
            sum._value = Vector512.MultiplyAddEstimate(a._value.AsSingle(), b._value.AsSingle(), sum._value.AsSingle()).As<float, T>();
        }
        else
        {
            sum._value = Vector512.MultiplyAddEstimate(a._value.AsDouble(), b._value.AsDouble(), sum._value.AsDouble()).As<double, T>();
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Min(V512<T> a, V512<T> b) => new(Vector512.Min(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Max(V512<T> a, V512<T> b) => new(Vector512.Max(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Abs(V512<T> a) => new(Vector512.Abs(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Sqrt(V512<T> a) => new(Vector512.Sqrt(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Round(V512<T> a) => typeof(T) == typeof(float)
        ? new(Vector512.Round(a._value.AsSingle()).As<float, T>())
        : new(Vector512.Round(a._value.AsDouble()).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Clamp(V512<T> a, V512<T> low, V512<T> high) => new(Vector512.MaxNative(low._value, Vector512.MinNative(high._value, a._value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> ScaleB(V512<T> a, V512<T> n)
    {
        // In two steps: 2ⁿ itself may be out of range where the result is not.
        if (typeof(T) == typeof(float))
        {
            Vector512<int> whole = Vector512.ConvertToInt32Native(n._value.AsSingle()), half = whole >> 1, one = Vector512.Create(0x3F800000);
            return new((a._value.AsSingle() * ((half << 23) + one).AsSingle() * (((whole - half) << 23) + one).AsSingle()).As<float, T>());
        }
        Vector512<long> wide = Vector512.ConvertToInt64Native(n._value.AsDouble()), part = wide >> 1, unit = Vector512.Create(0x3FF0000000000000);
        return new((a._value.AsDouble() * ((part << 52) + unit).AsDouble() * (((wide - part) << 52) + unit).AsDouble()).As<double, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Exponent(V512<T> a) => typeof(T) == typeof(float)
        ? new(Vector512.ConvertToSingle(((a._value.AsInt32() >> 23) & Vector512.Create(0xFF)) - Vector512.Create(127)).As<float, T>())
        : new(Vector512.ConvertToDouble(((a._value.AsInt64() >> 52) & Vector512.Create(0x7FFL)) - Vector512.Create(1023L)).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Exp(V512<T> a) => typeof(T) == typeof(float) ? SingleFunctions.Exp<V512<T>, T>(a) : LanewiseFunctions.Exp<V512<T>, T>(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Log(V512<T> a) => typeof(T) == typeof(float) ? SingleFunctions.Log<V512<T>, T>(a) : LanewiseFunctions.Log<V512<T>, T>(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Sin(V512<T> a) => typeof(T) == typeof(float) ? SingleFunctions.Sin<V512<T>, T>(a) : LanewiseFunctions.Sin<V512<T>, T>(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Cos(V512<T> a) => typeof(T) == typeof(float) ? SingleFunctions.Cos<V512<T>, T>(a) : LanewiseFunctions.Cos<V512<T>, T>(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> GreaterThan(V512<T> a, V512<T> b) => new(Vector512.GreaterThan(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Equal(V512<T> a, V512<T> b) => new(Vector512.Equals(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Select(V512<T> mask, V512<T> a, V512<T> b) => new(Vector512.ConditionalSelect(mask._value, a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(V512<T> a) => Vector512.Sum(a._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairs(T* source, out V512<T> even, out V512<T> odd)
    {
        if (!Avx512F.IsSupported)
        {
            IVector<V512<T>, T>.LoadPairsPlainly(source, out even, out odd);
        }
        else if (typeof(T) == typeof(float))
        {
            Vector512<int> evens = Vector512<int>.Indices * 2;
            Vector512<float> low = Vector512.Load((float*)source), high = Vector512.Load((float*)source + 16);
            even = new(Avx512F.PermuteVar16x32x2(low, evens, high).As<float, T>());
            odd = new(Avx512F.PermuteVar16x32x2(low, evens + Vector512<int>.One, high).As<float, T>());
        }
        else
        {
            Vector512<long> evens = Vector512<long>.Indices * 2;
            Vector512<double> low = Vector512.Load((double*)source), high = Vector512.Load((double*)source + 8);
            even = new(Avx512F.PermuteVar8x64x2(low, evens, high).As<double, T>());
            odd = new(Avx512F.PermuteVar8x64x2(low, evens + Vector512<long>.One, high).As<double, T>());
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(V512<T> even, V512<T> odd, T* target)
    {
        if (!Avx512F.IsSupported)
        {
            IVector<V512<T>, T>.StorePairsPlainly(even, odd, target);
        }
        else if (typeof(T) == typeof(float))
        {
            Vector512<int> low = Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), high = low + Vector512.Create(8);
            Avx512F.PermuteVar16x32x2(even._value.AsSingle(), low, odd._value.AsSingle()).Store((float*)target);
            Avx512F.PermuteVar16x32x2(even._value.AsSingle(), high, odd._value.AsSingle()).Store((float*)target + 16);
        }
        else
        {
            Vector512<long> low = Vector512.Create(0L, 8, 1, 9, 2, 10, 3, 11), high = low + Vector512.Create(4L);
            Avx512F.PermuteVar8x64x2(even._value.AsDouble(), low, odd._value.AsDouble()).Store((double*)target);
            Avx512F.PermuteVar8x64x2(even._value.AsDouble(), high, odd._value.AsDouble()).Store((double*)target + 8);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreIntegers(int* target)
    {
        if (typeof(T) == typeof(float))
        {
            Vector512.ConvertToInt32Native(_value.AsSingle()).Store(target);
            return;
        }
        IVector<V512<T>, T>.StoreIntegersPlainly(this, target);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(T* source, nint* rows, out V512<T> c0, out V512<T> c1, out V512<T> c2, out V512<T> c3)
    {
        if (typeof(T) != typeof(float) || !Avx512F.IsSupported)
        {
            V256<T>.LoadColumns(source, rows, out V256<T> low0, out V256<T> low1, out V256<T> low2, out V256<T> low3);
            V256<T>.LoadColumns(source, rows + V256<T>.Count, out V256<T> high0, out V256<T> high1, out V256<T> high2, out V256<T> high3);
            c0 = Join(low0, high0);
            c1 = Join(low1, high1);
            c2 = Join(low2, high2);
            c3 = Join(low3, high3);
            return;
        }
        // Every fourth row in a register; each quarter is transposed by itself.
        var from = (float*)source;
        Vector512<float> r0 = Quarters(from, rows), r1 = Quarters(from, rows + 1), r2 = Quarters(from, rows + 2), r3 = Quarters(from, rows + 3);
        TransposeQuarters(ref r0, ref r1, ref r2, ref r3);
        c0 = new(r0.As<float, T>());
        c1 = new(r1.As<float, T>());
        c2 = new(r2.As<float, T>());
        c3 = new(r3.As<float, T>());
    }

    /// <summary>Turns the rows of four squares, a quarter of each register, into their columns: pairs of elements first, then pairs of pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void TransposeQuarters(ref Vector512<float> r0, ref Vector512<float> r1, ref Vector512<float> r2, ref Vector512<float> r3)
    {
        Vector512<double> a = Avx512F.UnpackLow(r0, r1).AsDouble(), b = Avx512F.UnpackHigh(r0, r1).AsDouble();
        Vector512<double> c = Avx512F.UnpackLow(r2, r3).AsDouble(), d = Avx512F.UnpackHigh(r2, r3).AsDouble();
        r0 = Avx512F.UnpackLow(a, c).AsSingle();
        r1 = Avx512F.UnpackHigh(a, c).AsSingle();
        r2 = Avx512F.UnpackLow(b, d).AsSingle();
        r3 = Avx512F.UnpackHigh(b, d).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quarters(float* source, nint* rows)
    {
        var low = Vector256.Create(Vector128.Load(source + rows[0]), Vector128.Load(source + rows[4]));
        return low.ToVector512Unsafe().WithUpper(Vector256.Create(Vector128.Load(source + rows[8]), Vector128.Load(source + rows[12])));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreColumns(V512<T> c0, V512<T> c1, V512<T> c2, V512<T> c3, T* target, nint* rows)
    {
        V256<T>.StoreColumns(
            new(c0._value.GetLower()), new(c1._value.GetLower()), new(c2._value.GetLower()), new(c3._value.GetLower()), target, rows);
        V256<T>.StoreColumns(
            new(c0._value.GetUpper()), new(c1._value.GetUpper()), new(c2._value.GetUpper()), new(c3._value.GetUpper()), target, rows + V256<T>.Count);
    }

    // Vector512.Create would go by way of memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V512<T> Join(V256<T> low, V256<T> high) => new(low.Value.ToVector512Unsafe().WithUpper(high.Value));

    // A mask: the first elements.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> FirstLanes(int count) => Vector512.GreaterThan(Vector512.Create(T.CreateTruncating(count)), Vector512<T>.Indices);
}
