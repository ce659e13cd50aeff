using System.Numerics;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Threading;

/// <summary>Loops over a range of indices, cut into slices of a fixed size for the <see cref="Workers"/>.</summary>
internal static class Ranges
{
    /// <summary>How many elements of element-wise work are worth a slice: fewer stay on the calling thread.</summary>
    public const int ElementsPerSlice = 16 * 1024;

    /// <summary>How many units of <paramref name="elements"/> elements each go into a slice, at least one.</summary>
    public static int UnitsPerSlice(long elements) => (int)Math.Max(1, ElementsPerSlice / Math.Max(1, elements));

    /// <summary>Runs <paramref name="work"/> over [0, length) in slices of <paramref name="perSlice"/> indices.</summary>
    public static void For<T, TRegisters, TWork>(int length, int perSlice, TWork work)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegisters : struct, IRegisters
        where TWork : struct, IRangeWork<T>
    {
        if (length > 0)
        {
            Workers.For(((length - 1) / perSlice) + 1, new Slices<T, TRegisters, TWork>(work, length, perSlice));
        }
    }

    private readonly struct Slices<T, TRegisters, TWork>(TWork work, int length, int perSlice) : ISlicedWork
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegisters : struct, IRegisters
        where TWork : struct, IRangeWork<T>
    {
        private readonly TWork _work = work;

        public void Run(int slice)
        {
            int start = slice * perSlice;
            TRegisters.Run<T, TWork>(in _work, start, start + Math.Min(perSlice, length - start));
        }
    }
}
