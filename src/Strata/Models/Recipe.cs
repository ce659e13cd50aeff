namespace Strata.Models;

/// <summary>A model of the literature together with the way it is trained: what <c>strata train</c> runs.</summary>
public abstract class Recipe
{
    /// <summary>The name on the command line: <c>lenet5</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The family: <c>convolutional</c>, <c>linear</c>.</summary>
    public required string Family { get; init; }

    /// <summary>What it is, in a few words.</summary>
    public required string Description { get; init; }

    /// <summary>Author, year and title of the publication.</summary>
    public required string Source { get; init; }

    /// <summary>The number of trainable numbers.</summary>
    public abstract long ParameterCount { get; }
}
