using System.Numerics;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Recurrent;

/// <summary>Element-wise work on one step.</summary>
internal interface ICell<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Does the units of one sequence.</summary>
    void Run<V>(int row)
        where V : struct, IVector<V, T>;
}

/// <summary>Drives a cell over the rows [batch, units] of a step.</summary>
internal static class StateRows
{
    public static void For<T, TRegisters, TCell>(int batch, int units, TCell cell)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegisters : struct, IRegisters
        where TCell : struct, ICell<T>
        => Ranges.For<T, TRegisters, Rows<T, TCell>>(batch, Ranges.UnitsPerSlice(units * 8L), new(cell)); // a unit is worth some eight plain elements

    private readonly struct Rows<T, TCell>(TCell cell) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TCell : struct, ICell<T>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            for (int row = start; row < end; row++)
            {
                cell.Run<V>(row);
            }
        }
    }
}
