using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Tests.Simd;

public unsafe class InstructionSetTests
{
    [Fact]
    public void The_widest_registers_of_the_processor_are_taken()
    {
        int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{RuntimeInformation.ProcessArchitecture}: {bits} bits; accelerated: 512 {Vector512.IsHardwareAccelerated}, " +
            $"256 {Vector256.IsHardwareAccelerated}, 128 {Vector128.IsHardwareAccelerated}; Vector<float> holds {Vector<float>.Count}.");
        int count = 0;
        Ranges.For<float, Widest, Width<float>>(1, 1, new(&count));
        Assert.Equal(bits / 32, count);
        Ranges.For<double, Widest, Width<double>>(1, 1, new(&count));
        Assert.Equal(bits / 64, count);
    }

    // The check runs these tests with instruction sets switched off: the switch must have taken, or they prove nothing.
    [Theory]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic", 0)]
    public void An_instruction_set_that_is_switched_off_is_not_used(string name, int bits)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(name) == "0", $"{name} is not 0.");
        int accelerated = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        Assert.True(accelerated <= bits, $"{accelerated} bits are accelerated with {name}=0.");
    }

    [Fact]
    public void Registers_hold_as_many_elements_as_their_bits()
    {
        Assert.Equal((4, 8, 16), (V128<float>.Count, V256<float>.Count, V512<float>.Count));
        Assert.Equal((2, 4, 8), (V128<double>.Count, V256<double>.Count, V512<double>.Count));
        Assert.Equal(Vector<float>.Count, 2 * Vector<double>.Count);
    }

    [Fact]
    public void Every_register_computes_the_same()
    {
        Check<float, V128<float>>();
        Check<float, V256<float>>();
        Check<float, V512<float>>();
        Check<double, V128<double>>();
        Check<double, V256<double>>();
        Check<double, V512<double>>();
    }

    private static void CheckColumns<T, V>()
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        T[] matrix = Numbers.Random<T>(1, 7 * V.Count), copy = new T[matrix.Length], column = new T[V.Count];
        nint[] rows = [.. Enumerable.Range(0, V.Count).Select(i => (nint)((i * 5) % V.Count * 7))];
        fixed (T* source = matrix, target = copy, lanes = column)
        fixed (nint* places = rows)
        {
            V.LoadColumns(source, places, out V c0, out V c1, out V c2, out V c3);
            foreach ((int j, V c) in new[] { c0, c1, c2, c3 }.Index())
            {
                c.Store(lanes);
                Assert.Equal(rows.Select(row => matrix[row + j]), column);
            }
            V.StoreColumns(c0, c1, c2, c3, target, places);
        }
        // Four elements of each row, and nothing else.
        Assert.Equal(matrix.Select((value, i) => i % 7 < 4 ? value : T.Zero), copy);
    }

    private static void CheckPairs<T, V>()
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        T[] pairs = Numbers.Random<T>(1, 2 * V.Count), copy = new T[pairs.Length], lane = new T[V.Count];
        fixed (T* source = pairs, target = copy, lanes = lane)
        {
            V.LoadPairs(source, out V even, out V odd);
            even.Store(lanes);
            Assert.Equal(pairs.Where((_, i) => i % 2 == 0), lane);
            odd.Store(lanes);
            Assert.Equal(pairs.Where((_, i) => i % 2 == 1), lane);
            V.StorePairs(even, odd, target);
        }
        Assert.Equal(pairs, copy);
    }

    private static void Check<T, V>()
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        T[] a = Numbers.Random<T>(1, V.Count, -4, 4), b = Numbers.Random<T>(2, V.Count, -4, 4), y = new T[V.Count];
        b[1] = a[1];
        fixed (T* pa = a, pb = b, py = y)
        {
            V va = V.Load(pa), vb = V.Load(pb);
            Assert.Equal(double.CreateTruncating(a.Aggregate((s, x) => s + x)), double.CreateTruncating(V.Sum(va)), 16 * V.Count * Numbers.Epsilon<T>());
            V.Select(V.GreaterThan(va, vb), va, vb).Store(py);
            Assert.Equal(a.Zip(b, T.Max), y);
            V.Select(V.Equal(va, vb), V.Create(T.One), V.Create(T.Zero)).Store(py);
            Assert.Equal(a.Zip(b, (p, q) => p == q ? T.One : T.Zero), y);
            V.LoadHalves(pa + (V.Count / 2), pb).Store(py);
            Assert.Equal([.. a[(V.Count / 2)..], .. b[..(V.Count / 2)]], y);
            V.Indices.Store(py);
            Assert.Equal(Enumerable.Range(0, V.Count).Select(T.CreateTruncating), y);
            CheckColumns<T, V>();
            CheckPairs<T, V>();
            V.Max(va, vb).Store(py);
            Assert.Equal(a.Zip(b, T.Max), y);
            V.Min(va, vb).Store(py);
            Assert.Equal(a.Zip(b, T.Min), y);
            V.Max(va, V.Create(T.NaN)).Store(py);
            Assert.All(y, value => Assert.True(T.IsNaN(value)));
            V.Max(V.Create(T.NaN), va).Store(py);
            Assert.All(y, value => Assert.True(T.IsNaN(value)));
            V.Min(va, V.Create(T.NaN)).Store(py);
            Assert.All(y, value => Assert.True(T.IsNaN(value)));
            V.Min(V.Create(T.NaN), va).Store(py);
            Assert.All(y, value => Assert.True(T.IsNaN(value)));
            for (int count = 0; count <= V.Count; count++)
            {
                Array.Fill(y, T.NegativeOne);
                V.StorePartial(V.LoadPartial(pa, count), py, count);
                Assert.Equal([.. a[..count], .. Enumerable.Repeat(T.NegativeOne, V.Count - count)], y);
                V.LoadPartial(pa, count).Store(py);
                Assert.Equal([.. a[..count], .. new T[V.Count - count]], y);
                IVector<V, T>.First(va, count).Store(py);
                Assert.Equal([.. a[..count], .. new T[V.Count - count]], y);
            }
        }
    }

    private readonly struct Width<T>(int* count) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T> => *count = V.Count;
    }
}
