using Strata.Tensors;

namespace Strata.Data;

/// <summary>Samples from a table.</summary>
public sealed class TableDataset : Dataset
{
    internal TableDataset(Tensor inputs, Tensor targets, IReadOnlyList<string> classNames, IReadOnlyList<string> inputNames)
        : base(inputs, targets, classNames)
        => InputNames = inputNames;

    /// <summary>The names of the inputs.</summary>
    public IReadOnlyList<string> InputNames { get; }
}
