using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Strata.Kernels.Simd;

/// <summary>A 128-bit register: SSE, NEON, or plain arithmetic where the processor has neither.</summary>
/// <typeparam name="T">The element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
[SkipLocalsInit]
public unsafe struct V128<T> : IVector<V128<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Vector128<T> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V128(Vector128<T> value) => _value = value;

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<T>.Count;
    }

    /// <inheritdoc/>
    public static V128<T> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector128<T>.Indices);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Create(T value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Load(T* source) => new(Vector128.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> LoadHalves(T* low, T* high) => new(Vector64.Load(low).ToVector128Unsafe().WithUpper(Vector64.Load(high)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* target) => _value.Store(target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator +(V128<T> a, V128<T> b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator -(V128<T> a, V128<T> b) => new(a._value - b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator *(V128<T> a, V128<T> b) => new(a._value * b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator /(V128<T> a, V128<T> b) => new(a._value / b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator -(V128<T> a) => new(-a._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> MultiplyAdd(V128<T> a, V128<T> b, V128<T> c) => typeof(T) == typeof(float)
        ? new(Vector128.MultiplyAddEstimate(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle()).As<float, T>())
        : new(Vector128.MultiplyAddEstimate(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble()).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref V128<T> sum, V128<T> a, V128<T> b)
    {
        // Two plain assignments: anything between the product and the variable, and the compiler goes by way of another register, or of memory.
        if (typeof(T) == typeof(float))
        {
            sum._value = Vector128.MultiplyAddEstimate(a._value.AsSingle(), b._value.AsSingle(), sum._value.AsSingle()).As<float, T>();
        }
        else
        {
            sum._value = Vector128.MultiplyAddEstimate(a._value.AsDouble(), b._value.AsDouble(), sum._value.AsDouble()).As<double, T>();
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Min(V128<T> a, V128<T> b) => new(Vector128.Min(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Max(V128<T> a, V128<T> b) => new(Vector128.Max(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Abs(V128<T> a) => new(Vector128.Abs(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Sqrt(V128<T> a) => new(Vector128.Sqrt(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Round(V128<T> a) => typeof(T) == typeof(float)
        ? new(Vector128.Round(a._value.AsSingle()).As<float, T>())
        : new(Vector128.Round(a._value.AsDouble()).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Clamp(V128<T> a, V128<T> low, V128<T> high) => new(Vector128.MaxNative(low._value, Vector128.MinNative(high._value, a._value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> ScaleB(V128<T> a, V128<T> n)
    {
        // In two steps: 2ⁿ itself may be out of range where the result is not.
        if (typeof(T) == typeof(float))
        {
            Vector128<int> whole = Vector128.ConvertToInt32Native(n._value.AsSingle()), half = whole >> 1, one = Vector128.Create(0x3F800000);
            return new((a._value.AsSingle() * ((half << 23) + one).AsSingle() * (((whole - half) << 23) + one).AsSingle()).As<float, T>());
        }
        Vector128<long> wide = Vector128.ConvertToInt64Native(n._value.AsDouble()), part = wide >> 1, unit = Vector128.Create(0x3FF0000000000000);
        return new((a._value.AsDouble() * ((part << 52) + unit).AsDouble() * (((wide - part) << 52) + unit).AsDouble()).As<double, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Exponent(V128<T> a) => typeof(T) == typeof(float)
        ? new(Vector128.ConvertToSingle(((a._value.AsInt32() >> 23) & Vector128.Create(0xFF)) - Vector128.Create(127)).As<float, T>())
        : new(Vector128.ConvertToDouble(((a._value.AsInt64() >> 52) & Vector128.Create(0x7FFL)) - Vector128.Create(1023L)).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Exp(V128<T> a) => typeof(T) == typeof(float) ? SingleFunctions.Exp<V128<T>, T>(a) : LanewiseFunctions.Exp<V128<T>, T>(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Log(V128<T> a) => typeof(T) == typeof(float) ? SingleFunctions.Log<V128<T>, T>(a) : LanewiseFunctions.Log<V128<T>, T>(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Sin(V128<T> a) => typeof(T) == typeof(float) ? SingleFunctions.Sin<V128<T>, T>(a) : LanewiseFunctions.Sin<V128<T>, T>(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Cos(V128<T> a) => typeof(T) == typeof(float) ? SingleFunctions.Cos<V128<T>, T>(a) : LanewiseFunctions.Cos<V128<T>, T>(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> GreaterThan(V128<T> a, V128<T> b) => new(Vector128.GreaterThan(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Equal(V128<T> a, V128<T> b) => new(Vector128.Equals(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Select(V128<T> mask, V128<T> a, V128<T> b) => new(Vector128.ConditionalSelect(mask._value, a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(V128<T> a) => Vector128.Sum(a._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPairs(T* source, out V128<T> even, out V128<T> odd)
    {
        if (typeof(T) != typeof(float) || !Sse.IsSupported)
        {
            IVector<V128<T>, T>.LoadPairsPlainly(source, out even, out odd);
            return;
        }
        Vector128<float> low = Load(source)._value.AsSingle(), high = Load(source + Count)._value.AsSingle();
        even = new(Sse.Shuffle(low, high, 0b10_00_10_00).As<float, T>());
        odd = new(Sse.Shuffle(low, high, 0b11_01_11_01).As<float, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(V128<T> even, V128<T> odd, T* target)
    {
        if (typeof(T) != typeof(float) || !Sse.IsSupported)
        {
            IVector<V128<T>, T>.StorePairsPlainly(even, odd, target);
            return;
        }
        Sse.UnpackLow(even._value.AsSingle(), odd._value.AsSingle()).Store((float*)target);
        Sse.UnpackHigh(even._value.AsSingle(), odd._value.AsSingle()).Store((float*)target + 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreIntegers(int* target)
    {
        if (typeof(T) == typeof(float))
        {
            Vector128.ConvertToInt32Native(_value.AsSingle()).Store(target);
            return;
        }
        IVector<V128<T>, T>.StoreIntegersPlainly(this, target);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(T* source, nint* rows, out V128<T> c0, out V128<T> c1, out V128<T> c2, out V128<T> c3)
    {
        if (typeof(T) != typeof(float) || !(Sse2.IsSupported || AdvSimd.Arm64.IsSupported))
        {
            IVector<V128<T>, T>.LoadColumnsPlainly(source, rows, out c0, out c1, out c2, out c3);
            return;
        }
        var from = (float*)source;
        Vector128<float> r0 = Vector128.Load(from + rows[0]), r1 = Vector128.Load(from + rows[1]);
        Vector128<float> r2 = Vector128.Load(from + rows[2]), r3 = Vector128.Load(from + rows[3]);
        Transpose(ref r0, ref r1, ref r2, ref r3);
        c0 = new(r0.As<float, T>());
        c1 = new(r1.As<float, T>());
        c2 = new(r2.As<float, T>());
        c3 = new(r3.As<float, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreColumns(V128<T> c0, V128<T> c1, V128<T> c2, V128<T> c3, T* target, nint* rows)
    {
        if (typeof(T) != typeof(float) || !(Sse2.IsSupported || AdvSimd.Arm64.IsSupported))
        {
            IVector<V128<T>, T>.StoreColumnsPlainly(c0, c1, c2, c3, target, rows);
            return;
        }
        var to = (float*)target;
        Vector128<float> r0 = c0._value.AsSingle(), r1 = c1._value.AsSingle(), r2 = c2._value.AsSingle(), r3 = c3._value.AsSingle();
        Transpose(ref r0, ref r1, ref r2, ref r3);
        r0.Store(to + rows[0]);
        r1.Store(to + rows[1]);
        r2.Store(to + rows[2]);
        r3.Store(to + rows[3]);
    }

    // Rows become columns: pairs of elements first, then pairs of pairs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector128<float> r0, ref Vector128<float> r1, ref Vector128<float> r2, ref Vector128<float> r3)
    {
        if (Sse2.IsSupported)
        {
            Vector128<double> a = Sse.UnpackLow(r0, r1).AsDouble(), b = Sse.UnpackHigh(r0, r1).AsDouble();
            Vector128<double> c = Sse.UnpackLow(r2, r3).AsDouble(), d = Sse.UnpackHigh(r2, r3).AsDouble();
            r0 = Sse2.UnpackLow(a, c).AsSingle();
            r1 = Sse2.UnpackHigh(a, c).AsSingle();
            r2 = Sse2.UnpackLow(b, d).AsSingle();
            r3 = Sse2.UnpackHigh(b, d).AsSingle();
        }
        else
        {
            Vector128<double> a = AdvSimd.Arm64.ZipLow(r0, r1).AsDouble(), b = AdvSimd.Arm64.ZipHigh(r0, r1).AsDouble();
            Vector128<double> c = AdvSimd.Arm64.ZipLow(r2, r3).AsDouble(), d = AdvSimd.Arm64.ZipHigh(r2, r3).AsDouble();
            r0 = AdvSimd.Arm64.ZipLow(a, c).AsSingle();
            r1 = AdvSimd.Arm64.ZipHigh(a, c).AsSingle();
            r2 = AdvSimd.Arm64.ZipLow(b, d).AsSingle();
            r3 = AdvSimd.Arm64.ZipHigh(b, d).AsSingle();
        }
    }
}
