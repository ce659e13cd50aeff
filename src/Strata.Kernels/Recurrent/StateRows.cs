using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Recurrent;

/// <summary>Element-wise work on one step: for sequence <c>row</c> and the units in the lanes of a register from <c>unit</c> on.</summary>
internal interface ICell<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Does <paramref name="count"/> units, at most a register of them.</summary>
    void Run<V>(int row, int unit, int count)
        where V : struct, IVector<V, T>;
}

/// <summary>Drives a cell over the rows [batch, units] of a step.</summary>
internal static class StateRows
{
    public static void For<T, TRegisters, TCell>(int batch, int units, TCell cell)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegisters : struct, IRegisters
        where TCell : struct, ICell<T>
        => Ranges.For<T, TRegisters, Rows<T, TCell>>(batch, Ranges.UnitsPerSlice(units * 8L), new(units, cell)); // a unit is worth some eight plain elements

    private readonly struct Rows<T, TCell>(int units, TCell cell) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TCell : struct, ICell<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            for (int row = start; row < end; row++)
            {
                for (int unit = 0; unit < units; unit += V.Count)
                {
                    cell.Run<V>(row, unit, units - unit);
                }
            }
        }
    }
}
