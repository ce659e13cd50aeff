namespace Strata.Kernels.Threading;

/// <summary>Work that is done unit by unit: a plane of a picture, a row of a box.</summary>
internal interface IUnitWork
{
    /// <summary>Does unit number <paramref name="unit"/>.</summary>
    void Run(int unit);
}

/// <summary>Units shared out among the <see cref="Workers"/>, several to a slice where they are small.</summary>
internal static class Units
{
    /// <summary>Runs <paramref name="work"/> over [0, units), a unit being of <paramref name="elements"/> elements.</summary>
    public static void For<TWork>(int units, int elements, TWork work)
        where TWork : struct, IUnitWork
    {
        if (units > 0)
        {
            int perSlice = Ranges.UnitsPerSlice(elements);
            Workers.For(((units - 1) / perSlice) + 1, new Slices<TWork>(work, units, perSlice));
        }
    }

    private readonly struct Slices<TWork>(TWork work, int units, int perSlice) : ISlicedWork
        where TWork : struct, IUnitWork
    {
        public void Run(int slice)
        {
            int start = slice * perSlice, end = start + Math.Min(perSlice, units - start);
            for (int unit = start; unit < end; unit++)
            {
                work.Run(unit);
            }
        }
    }
}
