using System.Numerics;
using Strata.Kernels.Elementwise;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;
using Kernel = Strata.Kernels.Elementwise.Elementwise;

namespace Strata.Kernels.Tests.Elementwise;

/// <summary>
/// What every element-wise formula keeps: it agrees with the same formula in double, for both element types, every register, every kind of
/// length, in place, and at the extremes. Tolerances are in units of the type's epsilon.
/// </summary>
internal static class ElementwiseContract
{
    public static readonly int[] Lengths = [0, 1, 3, 7, 8, 15, 16, 17, 31, 33, 64, 1000, (Ranges.ElementsPerSlice * 2) + 17];

    private static readonly double[] _extremes =
    [
        0, -0.0, 1e-30, -1e-30, 0.5, -0.5, 1, -1, 20, -20, 88, -88, 100, -100, 1000, -1000,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    private delegate void Call<T>(T[][] inputs, T[] y);

    public static void Map<F32, F64>(
        F32 single, F64 twice, Func<double, double> formula, double low = -4, double high = 4, double relative = 8, double absolute = 0)
        where F32 : struct, IMap<float>
        where F64 : struct, IMap<double>
    {
        Check<float>(Calls<float, F32>(single), x => formula(x[0]), 1, low, high, relative, absolute, typeof(F32).Name);
        Check<double>(Calls<double, F64>(twice), x => formula(x[0]), 1, low, high, relative, absolute, typeof(F64).Name);

        static Call<T>[] Calls<T, F>(F f)
            where T : unmanaged, IFloatingPointIeee754<T>
            where F : struct, IMap<T> =>
        [
            (x, y) => Kernel.Map(x[0], y, f),
            (x, y) => Kernel.Map<T, F, Bits128>(x[0], y, f),
            (x, y) => Kernel.Map<T, F, Bits256>(x[0], y, f),
            (x, y) => Kernel.Map<T, F, Bits512>(x[0], y, f),
        ];
    }

    public static void Zip<F32, F64>(
        F32 single, F64 twice, Func<double, double, double> formula, double low = -4, double high = 4, double relative = 8, bool extremes = true)
        where F32 : struct, IZip<float>
        where F64 : struct, IZip<double>
    {
        Check<float>(Calls<float, F32>(single), x => formula(x[0], x[1]), 2, low, high, relative, 0, typeof(F32).Name, extremes);
        Check<double>(Calls<double, F64>(twice), x => formula(x[0], x[1]), 2, low, high, relative, 0, typeof(F64).Name, extremes);

        static Call<T>[] Calls<T, F>(F f)
            where T : unmanaged, IFloatingPointIeee754<T>
            where F : struct, IZip<T> =>
        [
            (x, y) => Kernel.Zip(x[0], x[1], y, f),
            (x, y) => Kernel.Zip<T, F, Bits128>(x[0], x[1], y, f),
            (x, y) => Kernel.Zip<T, F, Bits256>(x[0], x[1], y, f),
            (x, y) => Kernel.Zip<T, F, Bits512>(x[0], x[1], y, f),
        ];
    }

    public static void Zip3<F32, F64>(F32 single, F64 twice, Func<double, double, double, double> formula, double absolute)
        where F32 : struct, IZip3<float>
        where F64 : struct, IZip3<double>
    {
        Check<float>(Calls<float, F32>(single), x => formula(x[0], x[1], x[2]), 3, -4, 4, 8, absolute, typeof(F32).Name);
        Check<double>(Calls<double, F64>(twice), x => formula(x[0], x[1], x[2]), 3, -4, 4, 8, absolute, typeof(F64).Name);

        static Call<T>[] Calls<T, F>(F f)
            where T : unmanaged, IFloatingPointIeee754<T>
            where F : struct, IZip3<T> =>
        [
            (x, y) => Kernel.Zip(x[0], x[1], x[2], y, f),
            (x, y) => Kernel.Zip<T, F, Bits128>(x[0], x[1], x[2], y, f),
            (x, y) => Kernel.Zip<T, F, Bits256>(x[0], x[1], x[2], y, f),
            (x, y) => Kernel.Zip<T, F, Bits512>(x[0], x[1], x[2], y, f),
        ];
    }

    private static void Check<T>(
        Call<T>[] calls, Func<double[], double> formula, int inputs, double low, double high, double relative, double absolute, string what, bool extremes = true)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int length in Lengths)
        {
            var x = new T[inputs][];
            for (int i = 0; i < inputs; i++)
            {
                x[i] = Numbers.Random<T>(length + (7 * i), length, low, high);
            }
            CheckInputs(calls, formula, x, relative, absolute, what);
        }
        if (extremes)
        {
            CheckInputs(calls, formula, Extremes<T>(inputs), relative, absolute, what);
        }
    }

    /// <summary>Every extreme with every other.</summary>
    private static T[][] Extremes<T>(int inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = _extremes.Length, all = (int)Math.Pow(count, inputs);
        var x = new T[inputs][];
        for (int i = 0, step = 1; i < inputs; i++, step *= count)
        {
            x[i] = [.. Enumerable.Range(0, all).Select(place => T.CreateTruncating(_extremes[place / step % count]))];
        }
        return x;
    }

    private static void CheckInputs<T>(Call<T>[] calls, Func<double[], double> formula, T[][] x, double relative, double absolute, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int length = x[0].Length;
        double[] expected = new double[length], at = new double[x.Length];
        for (int i = 0; i < length; i++)
        {
            for (int j = 0; j < at.Length; j++)
            {
                at[j] = double.CreateTruncating(x[j][i]);
            }
            expected[i] = formula(at);
        }
        double epsilon = Numbers.Epsilon<T>();
        foreach (Call<T> call in calls)
        {
            var y = new T[length];
            call(x, y);
            Numbers.AssertClose<T>(expected, y, relative * epsilon, absolute * epsilon, what);
            for (int j = 0; j < x.Length; j++)
            {
                T[][] inPlace = [.. x];
                inPlace[j] = [.. x[j]];
                call(inPlace, inPlace[j]);
                Numbers.AssertSameBits<T>(y, inPlace[j], what + " in place:");
            }
        }
    }
}
