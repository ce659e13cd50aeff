namespace Strata.Tests;

/// <summary>Tests that set the number of threads of the process, or measure what it allocates: others would take what these hand back to the pool.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Runs alone";
}
