using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Gemm;

/// <summary>
/// C[m, n] (+)= A[m, k] · B[k, n] by packed panels (Goto and van de Geijn 2008): blocks of B, KC along k and NC along n, are packed once, unless few rows use them; A is read where it
/// lies, if it can be. The micro-kernel runs over them out of the caches. The order of every sum depends on the shape alone.
/// </summary>
internal static unsafe class PanelProduct
{
    // KC · NR elements of B take the first-level cache (24 KB of it with AVX2; 48 KB with AVX-512, whose loop waits as little for the second level), MC · KC of A part of
    // the second, KC · NC of B part of the third.
    private const int MaxDepthBlock = 384;
    private const int RowBlock = 120;
    private const int PackedRows = 2 * RowBlock; // what has just been packed is still in the second-level cache
    private const int ColumnBlock = 4096;
    private const int ColumnPanelsPerTask = 6;
    private const int TasksToShare = 16;

    // With more columns than these it pays to pack an A whose rows crowd each other out of the first-level cache.
    private const int FewColumns = 512;

    /// <summary>The product over the widest registers that the processor has.</summary>
    /// <param name="wholeB">All of B in panels, as <see cref="Pack"/> leaves it; B itself is not read then. Default: it is packed on the way.</param>
    public static void Run<T, TB, TC>(Matrix<T> a, TB b, TC c, int m, int n, int k, bool accumulate, T* wholeB = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TB : struct, IPanelSource<T>
        where TC : struct, ITileTarget<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Run<T, V512<T>, TB, TC>(a, b, c, m, n, k, accumulate, mr: 12, wholeB);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Run<T, V256<T>, TB, TC>(a, b, c, m, n, k, accumulate, mr: 6, wholeB);
        }
        else
        {
            bool manyRegisters = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
            Run<T, V128<T>, TB, TC>(a, b, c, m, n, k, accumulate, mr: manyRegisters ? 12 : 6, wholeB);
        }
    }

    /// <summary>The product over registers of type <typeparamref name="V"/>, with micro-tiles of <paramref name="mr"/> (6 or 12) rows.</summary>
    public static void Run<T, V, TB, TC>(Matrix<T> a, TB b, TC c, int m, int n, int k, bool accumulate, int mr, T* wholeB = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TB : struct, IPanelSource<T>
        where TC : struct, ITileTarget<T>
    {
        int nr = 2 * V.Count;
        int depthBlock = DepthBlock(k), depth = Math.Min(k, depthBlock);
        // Few rows use a panel of B while it is in the first-level cache, and never again: it is read where it lies, or packed there, by whoever uses it.
        bool fewRows = HasFewRows(m);
        bool packA = !IsReadInPlace(a, k) || (a.LanesAreCrowded && n > FewColumns && !fewRows), packB = wholeB == null && !fewRows;
        int superBlock = packA ? PartLength(m, (m + PackedRows - 1) / PackedRows, mr) : m;
        T* packedA = packA ? Scratch.Rent<T>(ScratchSlot.PanelsA, (long)superBlock * depth) : null;
        T* blockB = packB ? Scratch.Rent<T>(ScratchSlot.PanelsB, (long)RoundUp(Math.Min(n, ColumnBlock), nr) * depth) : null;
        for (int j = 0; j < n; j += ColumnBlock)
        {
            int nBlock = Math.Min(ColumnBlock, n - j);
            for (int p = 0; p < k; p += depthBlock)
            {
                int kBlock = Math.Min(depthBlock, k - p);
                T* packedB = wholeB == null ? blockB : wholeB + ((nint)j * k) + ((nint)RoundUp(nBlock, nr) * p);
                for (int i = 0; i < m; i += superBlock)
                {
                    int mBlock = Math.Min(superBlock, m - i);
                    var packing = new Packing<T, TB>(a, b, packedA, packedB, mr, nr, i, packA ? mBlock : 0, j, packB && i == 0 ? nBlock : 0, p, kBlock, Workers.Count);
                    Workers.For(packing.Slices, packing);
                    RunTiles(new Tiles<T, V, TB, TC>(a, b, c, packedA, packedB, mr, i, mBlock, j, nBlock, p, kBlock, accumulate || p > 0));
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
        int nr = 2 * WidestLanes<T>(), depthBlock = DepthBlock(k);
        for (int j = 0; j < n; j += ColumnBlock)
        {
            int nBlock = Math.Min(ColumnBlock, n - j);
            for (int p = 0; p < k; p += depthBlock)
            {
                T* block = wholeB + ((nint)j * k) + ((nint)RoundUp(nBlock, nr) * p);
                var packing = new Packing<T, TB>(default, b, null, block, nr, nr, 0, 0, j, nBlock, p, Math.Min(depthBlock, k - p), Workers.Count);
                Workers.For(packing.Slices, packing);
            }
        }
    }

    /// <summary>Elements of the widest register.</summary>
    public static int WidestLanes<T>()
        where T : unmanaged
        => (Vector512.IsHardwareAccelerated ? 64 : Vector256.IsHardwareAccelerated ? 32 : 16) / sizeof(T);

    /// <summary>Whether the product has so few rows that panels of B are not kept.</summary>
    public static bool HasFewRows(int m) => Parts(m, RowBlock) == 1;

    /// <summary>Whether a left matrix can be read where it lies: as rows, or as columns side by side.</summary>
    public static bool IsReadInPlace<T>(Matrix<T> matrix, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
        => matrix.HasRows(k) || matrix.InPlace(0, 0, k, out _) != null;

    // As few blocks as the cache allows, of equal depth.
    private static int DepthBlock(int k)
    {
        int blocks = ((k - 1) / MaxDepthBlock) + 1;
        return ((k - 1) / blocks) + 1;
    }

    private static void RunTiles<T, V, TB, TC>(Tiles<T, V, TB, TC> tiles)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TB : struct, IPanelSource<T>
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

    // About as long as they should be, none much shorter than the others: the last rows alone would have to fetch all of B again.
    private static int Parts(int length, int each) => Math.Max(1, (length + (each / 2)) / each);

    private static int PartLength(int length, int parts, int unit) => RoundUp((length + parts - 1) / parts, unit);

    /// <summary>The next multiple.</summary>
    public static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;

    /// <summary>
    /// Packs m rows of A and n columns of B, a slice of each for every thread: where long pieces of the matrix's rows are copied one after the other, the memory is twice as fast
    /// as where short ones are, each in another page.
    /// </summary>
    private readonly struct Packing<T, TB>(
        Matrix<T> a, TB b, T* packedA, T* packedB, int mr, int nr, int i, int m, int j, int n, int p, int depth, int threads) : ISlicedWork
        where T : unmanaged, IFloatingPointIeee754<T>
        where TB : struct, IPanelSource<T>
    {
        private int RowsPerSlice => PartLength(m, threads, mr);

        private int ColumnsPerSlice => PartLength(n, threads, nr);

        private int SlicesB => n == 0 ? 0 : ((n - 1) / ColumnsPerSlice) + 1;

        public int Slices => SlicesB + (m == 0 ? 0 : ((m - 1) / RowsPerSlice) + 1);

        public void Run(int slice)
        {
            if (slice < SlicesB)
            {
                int lane = slice * ColumnsPerSlice;
                b.Pack(packedB + ((nint)lane * depth), nr, j + lane, Math.Min(ColumnsPerSlice, n - lane), p, depth);
            }
            else
            {
                int lane = (slice - SlicesB) * RowsPerSlice;
                a.Pack(packedA + ((nint)lane * depth), mr, i + lane, Math.Min(RowsPerSlice, m - lane), p, depth);
            }
        }
    }

    /// <summary>
    /// Runs the micro-kernel: a slice is MC rows by a few panels of columns. What of A and B has not been packed before is read where it lies, or packed here.
    /// </summary>
    private readonly struct Tiles<T, V, TB, TC>(
        Matrix<T> a, TB b, TC c, T* packedA, T* packedB, int mr, int i, int m, int j, int n, int p, int depth, bool accumulate) : ISlicedWork
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TB : struct, IPanelSource<T>
        where TC : struct, ITileTarget<T>
    {
        private static int Nr => 2 * V.Count;

        private int RowsPerTask => PartLength(m, Parts(m, RowBlock), mr);

        private int PanelsB => (n + Nr - 1) / Nr;

        // Few enough panels that there are tasks for all threads.
        private int PanelsPerTask => Math.Clamp((PanelsB * Parts(m, RowBlock)) / TasksToShare, 1, ColumnPanelsPerTask);

        private int ColumnTasks => (PanelsB + PanelsPerTask - 1) / PanelsPerTask;

        public int Slices => ((m + RowsPerTask - 1) / RowsPerTask) * ColumnTasks;

        [MethodImpl(Compiled.Alone)]
        public void Run(int slice)
        {
            // Neighbouring slices share their rows, which stay in the second-level cache.
            int rowStart = slice / ColumnTasks * RowsPerTask, rowEnd = Math.Min(m, rowStart + RowsPerTask);
            int panelStart = slice % ColumnTasks * PanelsPerTask, panelEnd = Math.Min(PanelsB, panelStart + PanelsPerTask);
            int first = panelStart * Nr;
            nint panelSize = (nint)Nr * depth, rightStep = Nr;
            T* right = packedB != null ? packedB + (panelStart * panelSize) : b.InPlace(j + first, p, depth, out rightStep);
            bool inPlace = packedB == null && right != null;
            if (right == null)
            {
                right = PackB(first, Math.Min(n - first, (panelEnd - panelStart) * Nr));
                rightStep = Nr;
            }
            T* left = Left(out nint distance, out nint lane, out nint step), lastRows = null;
            T* edge = stackalloc T[12 * Nr];
            for (int panel = panelStart; panel < panelEnd; panel++, right += inPlace ? Nr : panelSize)
            {
                int column = panel * Nr;
                int columns = Math.Min(Nr, n - column);
                if (inPlace && columns < Nr)
                {
                    right = PackB(column, columns);
                    rightStep = Nr;
                }
                for (int row = rowStart, count; row < rowEnd; row += count)
                {
                    count = packedA == null ? MicroKernel.Next(rowEnd - row, mr) : Math.Min(rowEnd - row, mr);
                    T* rows = left + (row * distance);
                    (nint rowLane, nint rowStep) = (lane, step);
                    int computed = MicroKernel.Computed(count);
                    if (computed > count && packedA == null)
                    {
                        // What the micro-kernel reads beyond the last rows must be there.
                        if (lastRows == null)
                        {
                            lastRows = PackA(row, count, computed);
                        }
                        rows = lastRows;
                        (rowLane, rowStep) = (1, computed);
                    }
                    T* tile = c.Tile(i + row, j + column, columns, out int stride);
                    bool isWhole = tile != null && computed == count && (columns == Nr || columns == V.Count);
                    MicroKernel.Run<T, V>(depth, rows, rowLane, rowStep, count, right, rightStep, columns, isWhole ? tile : edge, isWhole ? stride : Nr, isWhole && accumulate);
                    if (!isWhole)
                    {
                        c.Write(edge, Nr, i + row, j + column, count, columns, accumulate);
                    }
                }
            }
        }

        private T* PackB(int column, int columns)
        {
            T* panels = Scratch.Rent<T>(ScratchSlot.PanelsB, ColumnPanelsPerTask * (nint)Nr * depth);
            b.Pack(panels, Nr, j + column, columns, p, depth);
            return panels;
        }

        // Where A's rows lie, each at a distance from the one before, and in it the elements that the micro-kernel takes.
        private T* Left(out nint distance, out nint lane, out nint step)
        {
            (distance, lane, step) = (depth, 1, mr);
            if (packedA != null)
            {
                return packedA;
            }
            distance = 1;
            T* columns = a.InPlace(i, p, depth, out step);
            if (columns != null)
            {
                return columns;
            }
            T* rows = a.Rows(i, p, out lane);
            (distance, step) = (lane, 1);
            return rows;
        }

        // The last few rows, with rows of zeros behind them.
        private T* PackA(int row, int count, int width)
        {
            T* last = Scratch.Rent<T>(ScratchSlot.PanelsA, width * (nint)depth);
            a.Pack(last, width, i + row, count, p, depth);
            return last;
        }
    }
}
