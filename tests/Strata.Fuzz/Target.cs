namespace Strata.Fuzz;

/// <summary>A reader and the valid files that it is tried with.</summary>
/// <param name="Name">As the command line names it.</param>
/// <param name="Files">Small valid files of every variant.</param>
/// <param name="Read">Reads one; throws InvalidDataException, and nothing else, for a bad one.</param>
/// <param name="Growth">Bytes that a byte of the file may cost in memory: what the format can pack into it, several times over.</param>
internal sealed record Target(string Name, IReadOnlyList<byte[]> Files, Action<byte[]> Read, int Growth)
{
    /// <summary>Makes checksums right again after a mutation, so that it is not only they that are tested; half of the files get it.</summary>
    public Action<byte[]>? Repair { get; init; }
}
