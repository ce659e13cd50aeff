using Strata.Tensors;

namespace Strata.Data;

/// <summary>Batches as a program enumerates them.</summary>
internal sealed class EnumeratedSource : DataSource
{
    private readonly Func<CancellationToken, IEnumerable<(Tensor Inputs, Tensor Targets)>> _batches;

    internal EnumeratedSource(Func<CancellationToken, IEnumerable<(Tensor Inputs, Tensor Targets)>> batches, IReadOnlyList<string> classNames)
    {
        _batches = batches;
        ClassNames = classNames;
        using (TensorScope.Suspend())
        {
            foreach ((Tensor inputs, Tensor targets) in batches(CancellationToken.None))
            {
                Require(inputs, targets, 0);
                (InputShape, InputType) = (inputs.Shape[1..], inputs.DType);
                ExampleTargets = targets.Clone();
                return;
            }
        }
        throw new ArgumentException("There is no batch: the enumeration is empty.", nameof(batches));
    }

    public override Shape InputShape { get; }

    public override DType InputType { get; }

    public override int? SampleCount => null;

    public override Tensor ExampleTargets { get; }

    public override IReadOnlyList<string> ClassNames { get; }

    public override IEnumerable<(Tensor Inputs, Tensor Targets)> Batches(
        int batchSize, RandomStream? shuffle = null, int skip = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        return Enumerate(skip, cancellation);
    }

    // What a program makes outlives the step that it is made in: it may use it for the next batch.
    private IEnumerable<(Tensor Inputs, Tensor Targets)> Enumerate(int skip, CancellationToken cancellation)
    {
        using IEnumerator<(Tensor Inputs, Tensor Targets)> batches = _batches(cancellation).GetEnumerator();
        for (int i = 0; ; i++)
        {
            using (TensorScope.Suspend())
            {
                if (!batches.MoveNext())
                {
                    yield break;
                }
            }
            if (i >= skip)
            {
                Require(batches.Current.Inputs, batches.Current.Targets, i);
                yield return batches.Current;
            }
        }
    }

    private static void Require(Tensor inputs, Tensor targets, int number)
    {
        if (inputs is null || targets is null || inputs.Rank == 0 || targets.Rank == 0 || inputs.Shape[0] != targets.Shape[0] || inputs.Count == 0)
        {
            throw new ArgumentException(
                $"Batch {number} has inputs {inputs?.Shape.ToString() ?? "null"} and targets {targets?.Shape.ToString() ?? "null"}; " +
                "both need the same number of samples along their first axes, at least one.");
        }
    }
}
