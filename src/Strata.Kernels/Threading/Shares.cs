namespace Strata.Kernels.Threading;

/// <summary>
/// The slices of one job, dealt out to threads. Each thread has a run of neighbouring slices, the same ones whenever work of that shape comes by, so that it finds in its own caches what it wrote there;
/// it takes them from the front. A thread that has none left, or to which none were dealt, takes the last ones of the others.
/// </summary>
internal sealed class Shares
{
    private const int Distance = 16; // two lines of the cache, which processors fetch in pairs: a thread that takes its own does not disturb the others, nor the array's length
    private long[] _shares = []; // the next slice in the upper half, where the share ends in the lower
    private int _threads;

    /// <summary>Deals out [0, slices). Nobody may be taking any.</summary>
    public void Deal(int slices, int threads)
    {
        _threads = threads;
        if (_shares.Length < (threads + 1) * Distance)
        {
            _shares = new long[(threads + 1) * Distance];
        }
        for (int thread = 0; thread < threads; thread++)
        {
            Of(thread) = Share(First(thread), First(thread + 1));
        }

        // The first thread, the caller's, is at work before the others have noticed: it has one more where they are not equal.
        int First(int thread) => (int)((((long)thread * slices) + threads - 1) / threads);
    }

    /// <summary>Takes a slice, if there is one left. A thread beyond those that were dealt to takes from them.</summary>
    public bool TryTake(int thread, out int slice)
    {
        if (thread < _threads && TryTake(ref Of(thread), last: false, out slice))
        {
            return true;
        }
        for (int i = 1; i <= _threads; i++)
        {
            if (TryTake(ref Of((thread + i) % _threads), last: true, out slice))
            {
                return true;
            }
        }
        slice = 0;
        return false;
    }

    /// <summary>Leaves nothing to take.</summary>
    public void Clear()
    {
        for (int thread = 0; thread < _threads; thread++)
        {
            Volatile.Write(ref Of(thread), 0);
        }
    }

    private ref long Of(int thread) => ref _shares[(thread + 1) * Distance];

    private static bool TryTake(ref long share, bool last, out int slice)
    {
        long seen = Volatile.Read(ref share);
        while (Next(seen) < End(seen))
        {
            slice = last ? End(seen) - 1 : Next(seen);
            long found = Interlocked.CompareExchange(ref share, last ? Share(Next(seen), slice) : Share(slice + 1, End(seen)), seen);
            if (found == seen)
            {
                return true;
            }
            seen = found;
        }
        slice = 0;
        return false;
    }

    private static long Share(int next, int end) => ((long)next << 32) | (uint)end;

    private static int Next(long share) => (int)(share >> 32);

    private static int End(long share) => (int)share;
}
