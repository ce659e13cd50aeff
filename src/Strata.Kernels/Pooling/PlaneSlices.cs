using Strata.Kernels.Threading;

namespace Strata.Kernels.Pooling;

/// <summary>The work on one plane.</summary>
internal interface IPlaneWork
{
    /// <summary>Does plane number <paramref name="plane"/>.</summary>
    void Run(int plane);
}

/// <summary>Planes shared out among the workers, several to a slice where they are small.</summary>
internal static class PlaneSlices
{
    public static void For<TWork>(in PoolingShape shape, TWork work)
        where TWork : struct, IPlaneWork
    {
        if (shape.Planes > 0)
        {
            int perSlice = Ranges.UnitsPerSlice(shape.InputPlane);
            Workers.For(((shape.Planes - 1) / perSlice) + 1, new Slices<TWork>(work, shape.Planes, perSlice));
        }
    }

    private readonly struct Slices<TWork>(TWork work, int planes, int perSlice) : ISlicedWork
        where TWork : struct, IPlaneWork
    {
        public void Run(int slice)
        {
            int start = slice * perSlice, end = start + Math.Min(perSlice, planes - start);
            for (int plane = start; plane < end; plane++)
            {
                work.Run(plane);
            }
        }
    }
}
