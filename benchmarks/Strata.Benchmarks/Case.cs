namespace Strata.Benchmarks;

/// <summary>Something whose time is measured.</summary>
/// <param name="Name">Unique; its peer, where it has one, has the same name.</param>
/// <param name="Make">Prepares everything and gives what is to be repeated.</param>
internal sealed record Case(string Name, Func<Action> Make)
{
    /// <summary>Multiplications and additions of the products and convolutions of one repetition, by the direct method; 0 where they are not what counts.</summary>
    public Func<double> Flop { get; init; } = () => 0;

    /// <summary>The least number of bytes that one repetition must read and write; 0 where they are not what counts.</summary>
    public double Bytes { get; init; }

    /// <summary>All cases.</summary>
    public static IReadOnlyList<Case> All { get; } =
        [.. LimitCases.All, .. ProductCases.All, .. ConvolutionCases.All, .. ElementCases.All, .. TrainingCases.All, .. InferenceCases.All];
}
