namespace Strata.Tensors;

/// <summary>
/// A source of random numbers whose whole state is three integers: the seed, the stream and the position. The numbers are a function of these
/// alone (Philox, Salmon et al. 2011), so they do not depend on threads, and a checkpoint can hold them.
/// </summary>
/// <param name="seed">Chooses the family of streams.</param>
/// <param name="stream">Chooses a stream of the family.</param>
/// <param name="position">How many counters have been used.</param>
public sealed class RandomStream(ulong seed, ulong stream = 0, ulong position = 0)
{
    /// <summary>The seed.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>The number of this stream under the seed.</summary>
    public ulong Stream { get; } = stream;

    /// <summary>How many counters have been used; each draw moves it on.</summary>
    public ulong Position { get; internal set; } = position;

    /// <summary>
    /// An independent stream for one purpose: the same key gives the same stream, whatever has been drawn here, and other keys give other streams.
    /// </summary>
    public RandomStream Split(ulong key) => new(Seed, Mix(Stream ^ Mix(key + 1)));

    /// <summary>Takes <paramref name="count"/> counters and returns the first.</summary>
    internal ulong Take(ulong count)
    {
        ulong first = Position;
        Position += count;
        return first;
    }

    // SplitMix64's finalizer (Steele, Lea and Flood 2014): spreads neighbouring keys over all streams.
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
