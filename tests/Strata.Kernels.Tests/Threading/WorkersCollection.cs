namespace Strata.Kernels.Tests.Threading;

/// <summary>Tests that set the number of worker threads, which is the process's: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WorkersCollection
{
    public const string Name = "Workers";
}
