namespace Strata.Tensors;

/// <summary>
/// Large pieces of memory, cut from a few long arrays (best fit) and joined again when they come back: what a training step used for values of one size, it uses for gradients of
/// another. Pieces begin at multiples of 64 bytes.
/// </summary>
/// <remarks>The elements' type is nothing that it has to know, and so the runtime compiles it once.</remarks>
/// <param name="elementSize">Bytes of an element.</param>
/// <param name="allocate">Makes a pinned array of so many elements with arbitrary contents.</param>
internal sealed class Arena(int elementSize, Func<int, Array> allocate)
{
    private const int SmallestRegion = 4 << 20; // bytes
    private readonly int _unit = AlignedArray.Alignment / elementSize;
    private readonly List<Region> _regions = [];
    private long _elements;

    /// <summary>A piece with arbitrary contents.</summary>
    /// <param name="length">How many elements.</param>
    /// <param name="start">Where in the array it begins.</param>
    /// <returns>The array; null where the pools have as much memory as they may.</returns>
    public Array? Rent(int length, out int start)
    {
        int size = Rounded(length);
        lock (_regions)
        {
            (Region? best, int place, int leftOver) = (null, 0, int.MaxValue);
            foreach (Region region in _regions)
            {
                int fittest = region.Fittest(size);
                if (fittest >= 0 && region.Free[fittest].Length - size is var rest && rest < leftOver)
                {
                    (best, place, leftOver) = (region, fittest, rest);
                }
            }
            best ??= Grow(size);
            start = best?.Take(place, size) ?? 0;
            return best?.Array;
        }
    }

    /// <summary>Takes back a piece that <see cref="Rent"/> gave out. Of other arrays it takes nothing.</summary>
    public void Return(Array? array, int start, int length)
    {
        lock (_regions)
        {
            foreach (Region region in _regions)
            {
                if (region.Array == array)
                {
                    region.Put(start, Rounded(length));
                    return;
                }
            }
        }
    }

    private int Rounded(int length) => (int)Math.Min((length + _unit - 1L) / _unit * _unit, Array.MaxLength);

    // Half as much again as there is, or else as much as is needed now. What nobody has written to takes no memory yet.
    private Region? Grow(int size)
        => Added(Math.Min(Math.Max(size, Math.Max(SmallestRegion / elementSize, _elements / 2)) + _unit, Array.MaxLength), size) ?? Added(size + (long)_unit, size);

    private Region? Added(long length, int size)
    {
        if (length < size + (long)_unit || length > Array.MaxLength || !BufferPool.Retained(length * elementSize))
        {
            return null;
        }
        Array array;
        try
        {
            array = allocate((int)length);
        }
        catch
        {
            BufferPool.Retained(-length * elementSize);
            throw;
        }
        int first = AlignedArray.First(array, elementSize);
        var region = new Region(array, first, (int)(length - first) / _unit * _unit);
        _regions.Add(region);
        _elements += length;
        return region;
    }

    private sealed class Region(Array array, int start, int length)
    {
        public Array Array { get; } = array;

        /// <summary>What nobody has, in the order in which it lies; no two pieces touch.</summary>
        public List<(int Start, int Length)> Free { get; } = [(start, length)];

        /// <summary>The place of the shortest piece that is long enough; -1 for none.</summary>
        public int Fittest(int size)
        {
            int best = -1;
            for (int i = 0; i < Free.Count; i++)
            {
                if (Free[i].Length >= size && (best < 0 || Free[i].Length < Free[best].Length))
                {
                    best = i;
                }
            }
            return best;
        }

        public int Take(int place, int size)
        {
            (int start, int length) = Free[place];
            if (length == size)
            {
                Free.RemoveAt(place);
            }
            else
            {
                Free[place] = (start + size, length - size);
            }
            return start;
        }

        public void Put(int start, int length)
        {
            int after = 0;
            while (after < Free.Count && Free[after].Start < start)
            {
                after++;
            }
            if (after < Free.Count && Free[after].Start == start + length)
            {
                length += Free[after].Length;
                Free.RemoveAt(after);
            }
            if (after > 0 && Free[after - 1] is var before && before.Start + before.Length == start)
            {
                Free[after - 1] = (before.Start, before.Length + length);
            }
            else
            {
                Free.Insert(after, (start, length));
            }
        }
    }
}
