using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Gemm;

/// <summary>
/// C[m, n] (+)= A[m, k] · B[k, n] by packed panels (Goto and van de Geijn 2008): blocks of KC along k and NC along n are packed once,
/// the micro-kernel runs over them out of the caches. The order of every sum depends on the shape alone.
/// </summary>
internal static unsafe class PanelProduct
{
    // KC · NR elements of B take most of the first-level cache, MC · KC of A part of the second, KC · NC of B part of the third.
    private const int PanelBytes = 24 * 1024;
    private const int MaxDepthBlock = 384;
    private const int RowBlock = 120;
    private const int RowSuperBlock = 8 * RowBlock;
    private const int ColumnBlock = 4096;
    private const int ColumnPanelsPerTask = 6;

    /// <summary>The product over the widest registers that the processor has.</summary>
    /// <param name="wholeB">All of B in panels, as <see cref="Pack"/> leaves it; B itself is not read then. Default: it is packed on the way.</param>
    public static void Run<T, TA, TB, TC>(TA a, TB b, TC c, int m, int n, int k, bool accumulate, T* wholeB = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TA : struct, IPanelSource<T>
        where TB : struct, IPanelSource<T>
        where TC : struct, ITileTarget<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Run<T, V512<T>, TA, TB, TC>(a, b, c, m, n, k, accumulate, mr: 12, wholeB);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Run<T, V256<T>, TA, TB, TC>(a, b, c, m, n, k, accumulate, mr: 6, wholeB);
        }
        else
        {
            bool manyRegisters = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
            Run<T, V128<T>, TA, TB, TC>(a, b, c, m, n, k, accumulate, mr: manyRegisters ? 12 : 6, wholeB);
        }
    }

    /// <summary>The product over registers of type <typeparamref name="V"/>, with micro-tiles of <paramref name="mr"/> (6 or 12) rows.</summary>
    public static void Run<T, V, TA, TB, TC>(TA a, TB b, TC c, int m, int n, int k, bool accumulate, int mr, T* wholeB = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TA : struct, IPanelSource<T>
        where TB : struct, IPanelSource<T>
        where TC : struct, ITileTarget<T>
    {
        int nr = 2 * V.Count;
        int rows = RoundUp(Math.Min(m, RowSuperBlock), mr);
        int columns = RoundUp(Math.Min(n, ColumnBlock), nr);
        int depthBlock = DepthBlock<T>(nr, k);
        int depth = Math.Min(k, depthBlock);
        T* packedA = Scratch.Rent<T>(ScratchSlot.PanelsA, (long)rows * depth);
        T* blockB = wholeB == null ? Scratch.Rent<T>(ScratchSlot.PanelsB, (long)columns * depth) : null;
        for (int j = 0; j < n; j += ColumnBlock)
        {
            int nBlock = Math.Min(ColumnBlock, n - j);
            for (int p = 0; p < k; p += depthBlock)
            {
                int kBlock = Math.Min(depthBlock, k - p);
                T* packedB = wholeB == null ? blockB : wholeB + ((nint)j * k) + ((nint)RoundUp(nBlock, nr) * p);
                for (int i = 0; i < m; i += RowSuperBlock)
                {
                    int mBlock = Math.Min(RowSuperBlock, m - i);
                    int panelsB = i == 0 && wholeB == null ? (nBlock + nr - 1) / nr : 0;
                    var packing = new Packing<T, TA, TB>(a, b, packedA, packedB, mr, nr, i, mBlock, j, nBlock, p, kBlock, panelsB);
                    Workers.For(packing.Slices, packing);
                    var tiles = new Tiles<T, V, TC>(c, packedA, packedB, mr, i, mBlock, j, nBlock, kBlock, accumulate || p > 0);
                    RunTiles(tiles);
                }
            }
        }
    }

    /// <summary>How many elements B [k, n] takes in panels.</summary>
    public static long PackedLength<T>(int n, int k)
        where T : unmanaged
        => (long)RoundUp(n, 2 * WidestLanes<T>()) * k;

    /// <summary>Packs all of B [k, n] for the widest registers, for products that use it again and again.</summary>
    public static void Pack<T, TB>(TB b, T* wholeB, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TB : struct, IPanelSource<T>
    {
        int nr = 2 * WidestLanes<T>(), depthBlock = DepthBlock<T>(nr, k);
        for (int j = 0; j < n; j += ColumnBlock)
        {
            int nBlock = Math.Min(ColumnBlock, n - j);
            for (int p = 0; p < k; p += depthBlock)
            {
                T* block = wholeB + ((nint)j * k) + ((nint)RoundUp(nBlock, nr) * p);
                var packing = new Packing<T, TB, TB>(b, b, null, block, nr, nr, 0, 0, j, nBlock, p, Math.Min(depthBlock, k - p), (nBlock + nr - 1) / nr);
                Workers.For(packing.Slices, packing);
            }
        }
    }

    private static int WidestLanes<T>()
        where T : unmanaged
        => (Vector512.IsHardwareAccelerated ? 64 : Vector256.IsHardwareAccelerated ? 32 : 16) / sizeof(T);

    // As many blocks as the cache asks for, of equal depth.
    private static int DepthBlock<T>(int nr, int k)
        where T : unmanaged
    {
        int most = Math.Min(MaxDepthBlock, PanelBytes / (nr * sizeof(T)));
        int blocks = ((k - 1) / most) + 1;
        return ((k - 1) / blocks) + 1;
    }

    private static void RunTiles<T, V, TC>(Tiles<T, V, TC> tiles)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TC : struct, ITileTarget<T>
    {
        if (!TC.TilesOverlap)
        {
            Workers.For(tiles.Slices, tiles);
            return;
        }
        for (int slice = 0; slice < tiles.Slices; slice++)
        {
            tiles.Run(slice);
        }
    }

    private static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;

    /// <summary>Packs one super-block of A and, when it is due, one block of B.</summary>
    private readonly struct Packing<T, TA, TB>(
        TA a, TB b, T* packedA, T* packedB, int mr, int nr, int i, int m, int j, int n, int p, int depth, int panelsB) : ISlicedWork
        where T : unmanaged, IFloatingPointIeee754<T>
        where TA : struct, IPanelSource<T>
        where TB : struct, IPanelSource<T>
    {
        private const int PanelsPerSlice = 8;

        private int SlicesB => (panelsB + PanelsPerSlice - 1) / PanelsPerSlice;

        private int PanelsA => (m + mr - 1) / mr;

        public int Slices => SlicesB + ((PanelsA + PanelsPerSlice - 1) / PanelsPerSlice);

        public void Run(int slice)
        {
            if (slice < SlicesB)
            {
                int lane = slice * PanelsPerSlice * nr;
                b.Pack(packedB + ((nint)lane * depth), nr, j + lane, Math.Min(PanelsPerSlice * nr, n - lane), p, depth);
            }
            else
            {
                int lane = (slice - SlicesB) * PanelsPerSlice * mr;
                a.Pack(packedA + ((nint)lane * depth), mr, i + lane, Math.Min(PanelsPerSlice * mr, m - lane), p, depth);
            }
        }
    }

    /// <summary>Runs the micro-kernel over the packed blocks: a slice is MC rows by a few panels of columns.</summary>
    private readonly struct Tiles<T, V, TC>(
        TC c, T* packedA, T* packedB, int mr, int i, int m, int j, int n, int depth, bool accumulate) : ISlicedWork
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TC : struct, ITileTarget<T>
    {
        private static int Nr => 2 * V.Count;

        private int RowBlocks => (m + RowBlock - 1) / RowBlock;

        private int PanelsB => (n + Nr - 1) / Nr;

        private int ColumnTasks => (PanelsB + ColumnPanelsPerTask - 1) / ColumnPanelsPerTask;

        public int Slices => RowBlocks * ColumnTasks;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int slice)
        {
            // Neighbouring slices share their rows, whose panels stay in the second-level cache.
            int rowStart = slice / ColumnTasks * RowBlock;
            int rowEnd = Math.Min(m, rowStart + RowBlock);
            int panelStart = slice % ColumnTasks * ColumnPanelsPerTask;
            int panelEnd = Math.Min(PanelsB, panelStart + ColumnPanelsPerTask);
            T* edge = stackalloc T[12 * Nr];
            for (int panel = panelStart; panel < panelEnd; panel++)
            {
                int column = panel * Nr;
                int columns = Math.Min(Nr, n - column);
                T* b = packedB + ((nint)column * depth);
                for (int row = rowStart; row < rowEnd; row += mr)
                {
                    int rows = Math.Min(mr, m - row);
                    T* a = packedA + ((nint)row * depth);
                    T* tile = c.Tile(i + row, j + column, columns, out int stride);
                    if (tile != null && rows == mr && columns == Nr)
                    {
                        MicroKernel.Run<T, V>(depth, a, mr, rows, b, tile, stride, accumulate);
                    }
                    else
                    {
                        MicroKernel.Run<T, V>(depth, a, mr, rows, b, edge, Nr, accumulate: false);
                        c.Write(edge, Nr, i + row, j + column, rows, columns, accumulate);
                    }
                }
            }
        }
    }
}
