namespace Strata.Kernels.Gemm;

/// <summary>How a product's C [m, n] is cut into parts that threads compute one by one, each by itself.</summary>
/// <param name="Rows">Rows of a part; the last ones may have fewer.</param>
/// <param name="Columns">Columns of a part; likewise.</param>
/// <param name="Across">How many parts lie side by side.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct Parts(int Rows, int Columns, int Across, int Count)
{
    /// <summary>The fewest multiply-adds of a part: to wake another thread takes as long as some hundred thousand.</summary>
    public const long LeastWork = 512 * 1024;

    // A thread that is held up leaves some of its parts to the others.
    private const int PartsPerThread = 2;

    // To read an element of A, and perhaps to pack it, takes about as long as so many multiply-adds.
    private const long Reading = 16;

    /// <summary>The parts of a product: as many as threads can use, of a size that has the last one done soonest.</summary>
    /// <param name="packsA">Whether a part has to pack its rows of A: then there is just one for every thread.</param>
    /// <param name="readingB">To read an element of B takes about as long as so many multiply-adds.</param>
    public static Parts Of(int m, int n, int k, int mr, int nr, int threads, bool packsA, int readingB)
    {
        long most = Math.Min((long)m * n * k / LeastWork, (long)threads * (packsA ? 1 : PartsPerThread));
        var best = new Parts(m, n, 1, 1);
        if (threads == 1 || most < 2)
        {
            return best;
        }
        long least = long.MaxValue;
        for (int down = 1; down <= Math.Min(most, (m + mr - 1) / mr); down++)
        {
            int rows = PanelProduct.RoundUp((m + down - 1) / down, mr);
            for (int beside = 1; beside <= Math.Min(most / down, (n + nr - 1) / nr); beside++)
            {
                int columns = PanelProduct.RoundUp((n + beside - 1) / beside, nr), across = ((n - 1) / columns) + 1, count = (((m - 1) / rows) + 1) * across;
                // Threads do not end at the same time: some wait for part of a part.
                long part = ((long)rows * columns) + (Reading * rows) + ((long)readingB * columns), time = ((count + threads - 1) / threads * part) + (part / 4);
                if (time < least)
                {
                    (least, best) = (time, new Parts(rows, columns, across, count));
                }
            }
        }
        return best;
    }

    /// <summary>The first row and the first column of a part.</summary>
    public (int Row, int Column) First(int part) => (part / Across * Rows, part % Across * Columns);
}
