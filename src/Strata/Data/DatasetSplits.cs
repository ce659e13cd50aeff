using Strata.Ops;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>
/// Parts of a data set, drawn at random and kept in the order of the whole. Where the targets are class labels, parts are stratified unless told otherwise: each
/// class is divided as the whole is, to within one sample.
/// </summary>
public static class DatasetSplits
{
    /// <summary>A data set of the samples with the given numbers, copied.</summary>
    /// <param name="data">The whole.</param>
    /// <param name="indices">Int32 [n], at least one.</param>
    public static Dataset Subset(this Dataset data, Tensor indices)
    {
        ArgumentNullException.ThrowIfNull(data);
        (Tensor inputs, Tensor targets) = data.Batch(indices);
        return new Dataset(inputs, targets, data.ClassNames);
    }

    /// <summary>Two parts, the first of which has the given share of the samples.</summary>
    /// <param name="data">The whole.</param>
    /// <param name="share">Of the first part, between 0 and 1.</param>
    /// <param name="seed">For the drawing. Default: 0.</param>
    /// <param name="stratified">Default: where the targets are class labels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1, or leaves a part without samples.</exception>
    /// <exception cref="ArgumentException">A stratified split is asked for of targets that are not labels.</exception>
    public static (Dataset First, Dataset Second) Split(this Dataset data, double share, ulong seed = 0, bool? stratified = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        double first = Math.Round(data.Count * share);
        if (!(share is > 0 and < 1 && first >= 1 && first < data.Count))
        {
            throw new ArgumentOutOfRangeException(
                nameof(share), share, $"A share of {data.Count} samples is between 0 and 1 and leaves both parts at least one sample.");
        }
        // Where the rounded share of the samples so far steps up, a sample goes to the first part: from every run of n, n · share to within one.
        return Parts(data, Order(data, seed, stratified), i => Math.Round((i + 1) * share) > Math.Round(i * share));
    }

    /// <summary>
    /// The k folds of a cross-validation (Stone 1974): each sample is in the validation part of one of them, and in the training parts of all others.
    /// </summary>
    /// <param name="data">The whole.</param>
    /// <param name="k">From two to the number of samples.</param>
    /// <param name="seed">For the drawing. Default: 0.</param>
    /// <param name="stratified">Default: where the targets are class labels.</param>
    /// <exception cref="ArgumentOutOfRangeException">There cannot be k folds.</exception>
    /// <exception cref="ArgumentException">Stratified folds are asked for of targets that are not labels.</exception>
    public static IEnumerable<(Dataset Train, Dataset Validation)> Folds(this Dataset data, int k, ulong seed = 0, bool? stratified = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (k < 2 || k > data.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(k), k, $"There are from 2 to {data.Count} folds of {data.Count} samples.");
        }
        int[] order = Order(data, seed, stratified);
        return Enumerable.Range(0, k).Select(fold => Parts(data, order, i => i % k != fold));
    }

    // All samples' numbers in random order; if stratified, one class after the other.
    private static int[] Order(Dataset data, ulong seed, bool? stratified)
    {
        bool labels = data.Targets.DType == DType.Int32 && data.Targets.Rank == 1;
        if (stratified is true && !labels)
        {
            throw new ArgumentException(
                $"Stratified parts need class labels, Int32 [samples], but the targets are {data.Targets.DType} {data.Targets.Shape}.", nameof(stratified));
        }
        int[] order = RandomOps.Permutation(data.Count, new RandomStream(seed)).ToArray<int>();
        if (stratified ?? labels)
        {
            int[] classes = data.Targets.ToArray<int>();
            order = [.. order.OrderBy(i => classes[i])];
        }
        return order;
    }

    private static (Dataset First, Dataset Second) Parts(Dataset data, int[] order, Func<int, bool> isInFirst)
    {
        return (Part(true), Part(false));

        Dataset Part(bool first) => data.Subset(Tensor.Wrap([.. order.Where((_, i) => isInFirst(i) == first).Order()]));
    }
}
