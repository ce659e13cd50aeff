using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Gemm;

/// <summary>
/// C[m, n] (+)= A[m, k] · B[k, n] by packed panels (Goto and van de Geijn 2008). Threads share C out among them, and each packs for itself what it needs, as memory that one has written is slow for another to
/// read, and slower to write again: blocks of B, KC along k and NC along n, unless few rows use them; A is read where it lies, if it can be. The micro-kernel runs over them out of the caches.
/// The order of every sum depends on the shape alone, and on how B lies in memory.
/// </summary>
internal static unsafe class PanelProduct
{
    /// <summary>Rows at multiples of so many bytes share a few places in the first-level cache.</summary>
    public const int PageBytes = 4096;

    // For each thread: MC · KC of A take part of the second-level cache, KC · NC of B part of the third. KC · NR of B take the first-level cache where registers have 256 bits; with 512 the loop waits as
    // little for the second level, and what is done once a tile is done less often with deeper blocks. Depths are of float32.
    private const int MaxDepthBlock = 384;
    private const int MaxDepthBlock512 = 768;
    private const int RowBlock = 120;
    private const int PackedRows = 2 * RowBlock; // what has just been packed is still in the second-level cache
    private const int ColumnBlock = 2048;
    private const int PackedPanels = 3;

    // With more columns than these it pays to pack an A whose rows, or columns, are whole pages apart; much earlier, where a tile has six rows and of columns side by side reads less than half of a line.
    private const int FewColumns = 512;
    private const int VeryFewColumns = 16;

    // With more rows it pays to pack a B that could be read where it lies.
    private const int RowsInPlace = 420;
    private const int RowsInPlace512 = 540;
    private const int SecondLevel = 1 << 20;

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
        // Overlapping tiles are added one after the other, in an order of their own.
        Parts parts = Parts.Of(m, n, k, mr, 2 * V.Count, TC.TilesOverlap ? 1 : Workers.Here, MustPack(a, m, n, k), TB.Reading);
        Workers.For(parts.Count, new Part<T, V, TB, TC>(parts, a, b, c, wholeB, m, n, k, mr, accumulate));
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
        int columns = PartLength(n, Workers.Here, 2 * WidestLanes<T>());
        Workers.For(n == 0 ? 0 : ((n - 1) / columns) + 1, new Packing<T, TB>(b, wholeB, n, k, columns));
    }

    /// <summary>Elements of the widest register.</summary>
    public static int WidestLanes<T>()
        where T : unmanaged
        => (Vector512.IsHardwareAccelerated ? 64 : Vector256.IsHardwareAccelerated ? 32 : 16) / sizeof(T);

    /// <summary>Whether the product has so few rows that it uses a panel of B while that is in the first-level cache, and never again.</summary>
    public static bool HasFewRows(int m) => Blocks(m, RowBlock) == 1;

    // Whether a left matrix can be read where it lies: as rows, or as columns side by side.
    private static bool IsReadInPlace<T>(Matrix<T> matrix, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
        => matrix.HasRows(k) || matrix.InPlace(0, 0, k, out _) != null;

    // As few blocks as the cache allows, of equal depth. Where rows of B are at a multiple of a large power of two they share few places of the second-level cache: so deep that a panel finds room there, if it is read
    // where it lies, and just as deep where it is packed, which depends on how many rows a thread has, as the order of sums must not. Rows pages apart are always packed.
    private static int DepthBlock<T, TB>(TB b, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TB : struct, IPanelSource<T>
    {
        int most = (Vector512.IsHardwareAccelerated ? MaxDepthBlock512 : MaxDepthBlock) * sizeof(float) / sizeof(T);
        if (RightInPlace<T, TB>(b, 0, 0, 1, out nint step) != null)
        {
            nint distance = step * sizeof(T);
            most = (int)Math.Min(most, SecondLevel / (distance & -distance));
        }
        int blocks = ((k - 1) / most) + 1;
        return ((k - 1) / blocks) + 1;
    }

    /// <summary>Whether a left matrix has to be packed, or had better be.</summary>
    public static bool MustPack<T>(Matrix<T> a, int m, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
        => !IsReadInPlace(a, k) || (a.IsCrowded && !HasFewRows(m) && n > (a.HasRows(k) || Vector512.IsHardwareAccelerated ? FewColumns : VeryFewColumns));

    // Whether B is packed block by block. Few rows read it where it lies, or pack a few panels when their turn comes; some more read it where it lies, if they can.
    private static bool PacksBlocks<T, TB>(TB b, int m, int column, int depth)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TB : struct, IPanelSource<T>
        => !HasFewRows(m) && (m > (Vector512.IsHardwareAccelerated ? RowsInPlace512 : RowsInPlace) || RightInPlace<T, TB>(b, column, 0, depth, out _) == null);

    // B where it lies, if it can be read there and its rows are not pages apart.
    private static T* RightInPlace<T, TB>(TB b, int column, int p, int depth, out nint step)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TB : struct, IPanelSource<T>
    {
        T* right = b.InPlace(column, p, depth, out step);
        return step * sizeof(T) % PageBytes == 0 ? null : right;
    }

    // About as long as they should be, none much shorter than the others: the last rows alone would have to fetch all of B again.
    private static int Blocks(int length, int each) => Math.Max(1, (length + (each / 2)) / each);

    private static int PartLength(int length, int parts, int unit) => RoundUp((length + parts - 1) / parts, unit);

    /// <summary>The next multiple.</summary>
    public static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;

    /// <summary>Packs all of B, some of its columns for every thread.</summary>
    private readonly struct Packing<T, TB>(TB b, T* wholeB, int n, int k, int columns) : ISlicedWork
        where T : unmanaged, IFloatingPointIeee754<T>
        where TB : struct, IPanelSource<T>
    {
        public void Run(int slice)
        {
            int nr = 2 * WidestLanes<T>(), depthBlock = DepthBlock<T, TB>(b, k), first = slice * columns;
            for (int p = 0; p < k; p += depthBlock)
            {
                int depth = Math.Min(depthBlock, k - p);
                b.Pack(wholeB + PanelOffset(first, n, nr, p, depth), nr, first, Math.Min(columns, n - first), p, depth);
            }
        }
    }

    // Where in the whole of B its panels are from a column on, in the block of depth that begins at p.
    private static nint PanelOffset(int column, int n, int nr, int p, int depth) => ((nint)RoundUp(n, nr) * p) + ((nint)column * depth);

    /// <summary>One thread's product: a part of C, through all of its depth.</summary>
    private readonly struct Part<T, V, TB, TC>(Parts parts, Matrix<T> a, TB b, TC c, T* wholeB, int m, int n, int k, int mr, bool accumulate) : ISlicedWork
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TB : struct, IPanelSource<T>
        where TC : struct, ITileTarget<T>
    {
        public void Run(int slice)
        {
            (int firstRow, int firstColumn) = parts.First(slice);
            int rows = Math.Min(parts.Rows, m - firstRow), lastColumn = Math.Min(n, firstColumn + parts.Columns);
            int nr = 2 * V.Count, depthBlock = DepthBlock<T, TB>(b, k), columnBlock = Math.Min(ColumnBlock, RoundUp(lastColumn - firstColumn, nr));
            bool packA = MustPack(a, rows, lastColumn - firstColumn, k), packB = wholeB == null && PacksBlocks<T, TB>(b, rows, firstColumn, depthBlock);
            int superBlock = packA ? PartLength(rows, (rows + PackedRows - 1) / PackedRows, mr) : rows;
            T* packedA = packA ? Scratch.Rent<T>(ScratchSlot.PanelsA, (long)superBlock * depthBlock) : null;
            T* blockB = packB ? Scratch.Rent<T>(ScratchSlot.PanelsB, (long)columnBlock * depthBlock) : null;
            for (int j = firstColumn; j < lastColumn; j += columnBlock)
            {
                int nBlock = Math.Min(columnBlock, lastColumn - j);
                for (int p = 0; p < k; p += depthBlock)
                {
                    int kBlock = Math.Min(depthBlock, k - p);
                    if (packB)
                    {
                        b.Pack(blockB, nr, j, nBlock, p, kBlock);
                    }
                    T* packedB = wholeB == null ? blockB : wholeB + PanelOffset(j, n, nr, p, kBlock);
                    for (int i = firstRow; i < firstRow + rows; i += superBlock)
                    {
                        int mBlock = Math.Min(superBlock, firstRow + rows - i);
                        if (packA)
                        {
                            a.Pack(packedA, mr, i, mBlock, p, kBlock);
                        }
                        new Tiles<T, V, TB, TC>(a, b, c, packedA, packedB, mr, i, mBlock, j, nBlock, p, kBlock, accumulate || p > 0, p + kBlock == k).Run();
                    }
                }
            }
        }
    }

    /// <summary>Runs the micro-kernel over a block. What of A and B has not been packed before is read where it lies, or packed here.</summary>
    private readonly struct Tiles<T, V, TB, TC>(
        Matrix<T> a, TB b, TC c, T* packedA, T* packedB, int mr, int i, int m, int j, int n, int p, int depth, bool accumulate, bool completes)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TB : struct, IPanelSource<T>
        where TC : struct, ITileTarget<T>
    {
        private static int Nr => 2 * V.Count;

        private int PanelsB => (n + Nr - 1) / Nr;

        public void Run()
        {
            // Rows that stay in the second-level cache, and within them panels of columns: a few, if they have to be packed first.
            bool packs = packedB == null && RightInPlace<T, TB>(b, j, p, depth, out _) == null;
            int rows = PartLength(m, Blocks(m, RowBlock), mr), panels = packs ? PackedPanels : PanelsB;
            for (int row = 0; row < m; row += rows)
            {
                for (int panel = 0; panel < PanelsB; panel += panels)
                {
                    Run(row, Math.Min(m, row + rows), panel, Math.Min(PanelsB, panel + panels));
                }
            }
        }

        [MethodImpl(Compiled.Alone)]
        private void Run(int rowStart, int rowEnd, int panelStart, int panelEnd)
        {
            int first = panelStart * Nr;
            nint panelSize = (nint)Nr * depth, rightStep = Nr;
            T* right = packedB != null ? packedB + (panelStart * panelSize) : RightInPlace<T, TB>(b, j + first, p, depth, out rightStep);
            bool inPlace = packedB == null && right != null;
            int fullColumns = (Math.Min(n, panelEnd * Nr) - first) / Nr * Nr;
            if (right == null && fullColumns > 0)
            {
                right = PackB(first, fullColumns, Nr);
                rightStep = Nr;
            }
            T* left = Left(out nint distance, out nint lane, out nint step), lastRows = null;
            T* edge = stackalloc T[12 * Nr];
            for (int panel = panelStart; panel < panelEnd; panel++, right += inPlace ? Nr : panelSize)
            {
                int column = panel * Nr;
                int columns = Math.Min(Nr, n - column);
                if (packedB == null && columns < Nr && !(inPlace && columns == V.Count))
                {
                    rightStep = columns > V.Count ? Nr : V.Count;
                    right = PackB(column, columns, (int)rightStep);
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
                if (completes)
                {
                    c.Complete<V>(i + rowStart, j + column, rowEnd - rowStart, columns);
                }
            }
        }

        private T* PackB(int column, int columns, int width)
        {
            T* panels = Scratch.Rent<T>(ScratchSlot.PanelsB, PackedPanels * (nint)Nr * depth);
            b.Pack(panels, width, j + column, columns, p, depth);
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
