using Strata.Kernels.Threading;

namespace Strata.Ops;

/// <summary>The threads that ops work with.</summary>
public static class Threads
{
    /// <summary>
    /// How many threads work on one op, the calling one included. Results do not depend on it, to the last bit. Default: the number of processors.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than one.</exception>
    public static int Count
    {
        get => Workers.Count;
        set => Workers.Count = value;
    }
}
