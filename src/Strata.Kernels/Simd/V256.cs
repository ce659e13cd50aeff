using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Strata.Kernels.Simd;

/// <summary>A 256-bit register: AVX2.</summary>
/// <typeparam name="T">The element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
[SkipLocalsInit]
public unsafe struct V256<T> : IVector<V256<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Vector256<T> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal V256(Vector256<T> value) => _value = value;

    internal Vector256<T> Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _value;
    }

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<T>.Count;
    }

    /// <inheritdoc/>
    public static V256<T> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256<T>.Indices);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Create(T value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Load(T* source) => new(Vector256.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> LoadHalves(T* low, T* high) => new(Vector128.Load(low).ToVector256Unsafe().WithUpper(Vector128.Load(high)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> LoadPartial(T* source, int count) => !Avx2.IsSupported
        ? IVector<V256<T>, T>.LoadPartialPlainly(source, count)
        : typeof(T) == typeof(float)
        ? new(Avx.MaskLoad((float*)source, FirstLanes(count).AsSingle()).As<float, T>())
        : new(Avx.MaskLoad((double*)source, FirstLanes(count).AsDouble()).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* target) => _value.Store(target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator +(V256<T> a, V256<T> b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator -(V256<T> a, V256<T> b) => new(a._value - b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator *(V256<T> a, V256<T> b) => new(a._value * b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator /(V256<T> a, V256<T> b) => new(a._value / b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator -(V256<T> a) => new(-a._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> MultiplyAdd(V256<T> a, V256<T> b, V256<T> c) => typeof(T) == typeof(float)
        ? new(Vector256.MultiplyAddEstimate(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle()).As<float, T>())
        : new(Vector256.MultiplyAddEstimate(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble()).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref V256<T> sum, V256<T> a, V256<T> b)
    {
        // Two plain assignments: anything between the product and the variable, and the compiler goes by way of another register, or of memory.
        if (typeof(T) == typeof(float))
        {
            sum._value = Vector256.MultiplyAddEstimate(a._value.AsSingle(), b._value.AsSingle(), sum._value.AsSingle()).As<float, T>();
        }
        else
        {
            sum._value = Vector256.MultiplyAddEstimate(a._value.AsDouble(), b._value.AsDouble(), sum._value.AsDouble()).As<double, T>();
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Min(V256<T> a, V256<T> b) => new(OrNaN(b._value, Vector256.MinNative(b._value, a._value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Max(V256<T> a, V256<T> b) => new(OrNaN(b._value, Vector256.MaxNative(b._value, a._value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Abs(V256<T> a) => new(Vector256.Abs(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Sqrt(V256<T> a) => new(Vector256.Sqrt(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Round(V256<T> a) => typeof(T) == typeof(float)
        ? new(Vector256.Round(a._value.AsSingle()).As<float, T>())
        : new(Vector256.Round(a._value.AsDouble()).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Clamp(V256<T> a, V256<T> low, V256<T> high) => new(Vector256.MaxNative(low._value, Vector256.MinNative(high._value, a._value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> ScaleB(V256<T> a, V256<T> n)
    {
        // In two steps: 2ⁿ itself may be out of range where the result is not.
        if (typeof(T) == typeof(float))
        {
            Vector256<int> whole = Vector256.ConvertToInt32Native(n._value.AsSingle()), half = whole >> 1, one = Vector256.Create(0x3F800000);
            return new((a._value.AsSingle() * ((half << 23) + one).AsSingle() * (((whole - half) << 23) + one).AsSingle()).As<float, T>());
        }
        Vector256<long> wide = Vector256.ConvertToInt64Native(n._value.AsDouble()), part = wide >> 1, unit = Vector256.Create(0x3FF0000000000000);
        return new((a._value.AsDouble() * ((part << 52) + unit).AsDouble() * (((wide - part) << 52) + unit).AsDouble()).As<double, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Exponent(V256<T> a) => typeof(T) == typeof(float)
        ? new(Vector256.ConvertToSingle(((a._value.AsInt32() >> 23) & Vector256.Create(0xFF)) - Vector256.Create(127)).As<float, T>())
        : new(Vector256.ConvertToDouble(((a._value.AsInt64() >> 52) & Vector256.Create(0x7FFL)) - Vector256.Create(1023L)).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Exp(V256<T> a) => typeof(T) == typeof(float) ? SingleFunctions.Exp<V256<T>, T>(a) : LanewiseFunctions.Exp<V256<T>, T>(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Log(V256<T> a) => typeof(T) == typeof(float) ? SingleFunctions.Log<V256<T>, T>(a) : LanewiseFunctions.Log<V256<T>, T>(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Sin(V256<T> a) => typeof(T) == typeof(float) ? SingleFunctions.Sin<V256<T>, T>(a) : LanewiseFunctions.Sin<V256<T>, T>(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Cos(V256<T> a) => typeof(T) == typeof(float) ? SingleFunctions.Cos<V256<T>, T>(a) : LanewiseFunctions.Cos<V256<T>, T>(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> GreaterThan(V256<T> a, V256<T> b) => new(Vector256.GreaterThan(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Equal(V256<T> a, V256<T> b) => new(Vector256.Equals(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Select(V256<T> mask, V256<T> a, V256<T> b) => new(Vector256.ConditionalSelect(mask._value, a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(V256<T> a) => Vector256.Sum(a._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairs(T* source, out V256<T> even, out V256<T> odd)
    {
        if (!Avx2.IsSupported)
        {
            IVector<V256<T>, T>.LoadPairsPlainly(source, out even, out odd);
            return;
        }
        // Within each half first; then the middle quarters change places.
        V256<T> low = Load(source), high = Load(source + Count);
        Vector256<double> evens, odds;
        if (typeof(T) == typeof(float))
        {
            evens = Avx.Shuffle(low._value.AsSingle(), high._value.AsSingle(), 0b10_00_10_00).AsDouble();
            odds = Avx.Shuffle(low._value.AsSingle(), high._value.AsSingle(), 0b11_01_11_01).AsDouble();
        }
        else
        {
            evens = Avx.UnpackLow(low._value.AsDouble(), high._value.AsDouble());
            odds = Avx.UnpackHigh(low._value.AsDouble(), high._value.AsDouble());
        }
        even = new(Avx2.Permute4x64(evens, 0b11_01_10_00).As<double, T>());
        odd = new(Avx2.Permute4x64(odds, 0b11_01_10_00).As<double, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(V256<T> even, V256<T> odd, T* target)
    {
        if (!Avx.IsSupported)
        {
            IVector<V256<T>, T>.StorePairsPlainly(even, odd, target);
            return;
        }
        // Within each half first; then the halves change places.
        Vector256<float> low, high;
        if (typeof(T) == typeof(float))
        {
            low = Avx.UnpackLow(even._value.AsSingle(), odd._value.AsSingle());
            high = Avx.UnpackHigh(even._value.AsSingle(), odd._value.AsSingle());
        }
        else
        {
            low = Avx.UnpackLow(even._value.AsDouble(), odd._value.AsDouble()).AsSingle();
            high = Avx.UnpackHigh(even._value.AsDouble(), odd._value.AsDouble()).AsSingle();
        }
        Avx.Permute2x128(low, high, 0x20).As<float, T>().Store(target);
        Avx.Permute2x128(low, high, 0x31).As<float, T>().Store(target + Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreIntegers(int* target)
    {
        if (typeof(T) == typeof(float))
        {
            Vector256.ConvertToInt32Native(_value.AsSingle()).Store(target);
            return;
        }
        IVector<V256<T>, T>.StoreIntegersPlainly(this, target);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(T* source, nint* rows, out V256<T> c0, out V256<T> c1, out V256<T> c2, out V256<T> c3)
    {
        if (typeof(T) != typeof(float) || !Avx.IsSupported)
        {
            IVector<V256<T>, T>.LoadColumnsPlainly(source, rows, out c0, out c1, out c2, out c3);
            return;
        }
        // Rows 0 to 3 in the lower half, 4 to 7 in the upper one; each half is transposed by itself.
        var from = (float*)source;
        var r0 = Vector256.Create(Vector128.Load(from + rows[0]), Vector128.Load(from + rows[4]));
        var r1 = Vector256.Create(Vector128.Load(from + rows[1]), Vector128.Load(from + rows[5]));
        var r2 = Vector256.Create(Vector128.Load(from + rows[2]), Vector128.Load(from + rows[6]));
        var r3 = Vector256.Create(Vector128.Load(from + rows[3]), Vector128.Load(from + rows[7]));
        TransposeHalves(ref r0, ref r1, ref r2, ref r3);
        c0 = new(r0.As<float, T>());
        c1 = new(r1.As<float, T>());
        c2 = new(r2.As<float, T>());
        c3 = new(r3.As<float, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreColumns(V256<T> c0, V256<T> c1, V256<T> c2, V256<T> c3, T* target, nint* rows)
    {
        if (typeof(T) != typeof(float) || !Avx.IsSupported)
        {
            IVector<V256<T>, T>.StoreColumnsPlainly(c0, c1, c2, c3, target, rows);
            return;
        }
        var to = (float*)target;
        Vector256<float> r0 = c0._value.AsSingle(), r1 = c1._value.AsSingle(), r2 = c2._value.AsSingle(), r3 = c3._value.AsSingle();
        TransposeHalves(ref r0, ref r1, ref r2, ref r3);
        r0.GetLower().Store(to + rows[0]);
        r1.GetLower().Store(to + rows[1]);
        r2.GetLower().Store(to + rows[2]);
        r3.GetLower().Store(to + rows[3]);
        r0.GetUpper().Store(to + rows[4]);
        r1.GetUpper().Store(to + rows[5]);
        r2.GetUpper().Store(to + rows[6]);
        r3.GetUpper().Store(to + rows[7]);
    }

    // Rows become columns: pairs of elements first, then pairs of pairs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeHalves(ref Vector256<float> r0, ref Vector256<float> r1, ref Vector256<float> r2, ref Vector256<float> r3)
    {
        Vector256<double> a = Avx.UnpackLow(r0, r1).AsDouble(), b = Avx.UnpackHigh(r0, r1).AsDouble();
        Vector256<double> c = Avx.UnpackLow(r2, r3).AsDouble(), d = Avx.UnpackHigh(r2, r3).AsDouble();
        r0 = Avx.UnpackLow(a, c).AsSingle();
        r1 = Avx.UnpackHigh(a, c).AsSingle();
        r2 = Avx.UnpackLow(b, d).AsSingle();
        r3 = Avx.UnpackHigh(b, d).AsSingle();
    }

    // A mask: the first elements.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> FirstLanes(int count) => Vector256.GreaterThan(Vector256.Create(T.CreateTruncating(count)), Vector256<T>.Indices);

    // The processor's own comparison gives its second operand where either is NaN: what is missing is a NaN in the first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> OrNaN(Vector256<T> first, Vector256<T> chosen) => Vector256.ConditionalSelect(Vector256.Equals(first, first), chosen, first);
}
