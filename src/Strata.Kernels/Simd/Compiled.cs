using System.Runtime.CompilerServices;

namespace Strata.Kernels.Simd;

/// <summary>How kernels are compiled.</summary>
internal static class Compiled
{
    /// <summary>
    /// Once, for good, and by itself. Where the compiler makes a method part of a caller, it stops when that gets too long: a loop then calls a method for every register, by way of memory, ten times
    /// as slow, and the method that is called is compiled twice, the first time without fused multiplication and addition.
    /// </summary>
    public const MethodImplOptions Alone = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
