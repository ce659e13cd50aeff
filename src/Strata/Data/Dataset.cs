using Strata.Ops;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Data;

/// <summary>Samples to learn from: inputs, and what a model should make of them.</summary>
public class Dataset : DataSource
{
    /// <summary>A data set over two tensors, which are not copied.</summary>
    /// <param name="inputs">[samples, ...].</param>
    /// <param name="targets">[samples] class labels (Int32), or [samples, ...] values.</param>
    /// <param name="classNames">What the labels stand for, where they are labels.</param>
    /// <exception cref="ArgumentException">
    /// There are no samples, their numbers differ, a label is out of range, or an input or target is not a finite number.
    /// </exception>
    public Dataset(Tensor inputs, Tensor targets, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Rank == 0 || targets.Rank == 0 || inputs.Shape[0] != targets.Shape[0])
        {
            throw new ArgumentException(
                $"Inputs {inputs.Shape} and targets {targets.Shape} must have the same number of samples along their first axes.", nameof(targets));
        }
        if (inputs.Count == 0)
        {
            throw new ArgumentException($"A data set needs at least one sample, but the inputs have shape {inputs.Shape}.", nameof(inputs));
        }
        Inputs = inputs;
        Targets = targets;
        ClassNames = classNames ?? [];
        RequireFinite(inputs, "input");
        RequireFinite(targets, "target");
        if (ClassNames.Count > 0)
        {
            RequireLabels();
        }
    }

    /// <summary>The inputs, [samples, ...].</summary>
    public Tensor Inputs { get; }

    /// <summary>The targets, [samples] or [samples, ...].</summary>
    public Tensor Targets { get; }

    /// <summary>The names of the classes; empty where the targets are values.</summary>
    public override IReadOnlyList<string> ClassNames { get; }

    /// <summary>The number of samples.</summary>
    public int Count => Inputs.Shape[0];

    /// <inheritdoc/>
    public override int? SampleCount => Count;

    /// <inheritdoc/>
    public override Tensor ExampleTargets => Targets;

    /// <inheritdoc/>
    public override Shape InputShape => Inputs.Shape[1..];

    /// <inheritdoc/>
    public override DType InputType => Inputs.DType;

    /// <inheritdoc/>
    public override IEnumerable<(Tensor Inputs, Tensor Targets)> Batches(
        int batchSize, RandomStream? shuffle = null, int skip = 0, CancellationToken cancellation = default)
        => Parts(Count, batchSize, shuffle, skip).Select(part => part.Indices is { } indices ? Batch(indices) : Range(part.Start, part.Count));

    /// <summary>The samples with the given numbers, copied.</summary>
    /// <param name="indices">Int32 [batch].</param>
    public (Tensor Inputs, Tensor Targets) Batch(Tensor indices) => (Inputs.Gather(indices), Targets.Gather(indices));

    /// <summary>The samples from <paramref name="start"/> on, sharing memory.</summary>
    public (Tensor Inputs, Tensor Targets) Range(int start, int count)
        => (Inputs.Slice(0, start, count), Targets.Slice(0, start, count));

    /// <summary>A data set of the first <paramref name="count"/> samples, sharing memory.</summary>
    public Dataset Take(int count)
    {
        (Tensor inputs, Tensor targets) = Range(0, Math.Min(count, Count));
        return new Dataset(inputs, targets, ClassNames);
    }

    private static void RequireFinite(Tensor tensor, string what)
    {
        bool finite = tensor.DType switch
        {
            DType.Float32 => TensorPrimitives.IsFiniteAll<float>(tensor.AsSpan<float>()),
            DType.Float64 => TensorPrimitives.IsFiniteAll<double>(tensor.AsSpan<double>()),
            _ => true,
        };
        if (finite)
        {
            return;
        }
        int perSample = tensor.Count / tensor.Shape[0];
        int first = tensor.DType == DType.Float32
            ? Array.FindIndex(tensor.ToArray<float>(), x => !float.IsFinite(x))
            : Array.FindIndex(tensor.ToArray<double>(), x => !double.IsFinite(x));
        throw new ArgumentException(
            $"Sample {first / perSample} of the data holds a value that is not a finite number (element {first % perSample} of its {what}). Clean the data, or drop the sample.");
    }

    private void RequireLabels()
    {
        if (Targets.DType != DType.Int32 || Targets.Rank != 1)
        {
            throw new ArgumentException(
                $"Class labels must be an Int32 tensor of shape [samples], but the targets are {Targets.DType} {Targets.Shape}.");
        }
        ReadOnlySpan<int> labels = Targets.AsSpan<int>();
        int bad = labels.IndexOfAnyExceptInRange(0, ClassNames.Count - 1);
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"Sample {bad} has the label {labels[bad]}, but there are {ClassNames.Count} classes, 0 to {ClassNames.Count - 1}.");
        }
    }
}
