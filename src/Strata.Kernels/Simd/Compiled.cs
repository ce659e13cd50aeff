using System.Runtime.CompilerServices;

namespace Strata.Kernels.Simd;

/// <summary>How kernels are compiled.</summary>
internal static class Compiled
{
    /// <summary>
    /// Once, for good, and by itself. As part of a caller that exceeds what the compiler is ready to inline, a loop would call for every register, by way of memory and ten times as slow; and
    /// what it called would be compiled twice, the first time without fused multiplication and addition.
    /// </summary>
    public const MethodImplOptions Alone = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
