using Strata.Ops;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>For data with many samples of some classes and few of others: weights for the loss, or more samples of the rare ones.</summary>
public static class ClassBalance
{
    /// <summary>
    /// Weights by which each class counts alike, n / (k n_c), n_c being the number of samples of class c out of n, and k the number of classes that occur: the weights' mean over
    /// the samples is 1 (King and Zeng 2001; scikit-learn's <c>balanced</c>). A class without samples has 0. For the <c>classWeights</c> of a loss.
    /// </summary>
    /// <param name="data">With class labels.</param>
    /// <returns>One weight a class.</returns>
    /// <exception cref="ArgumentException">The targets are no class labels.</exception>
    public static double[] ClassWeights(this Dataset data)
    {
        int[] counts = Array.ConvertAll(Members(data), members => members.Length);
        double each = (double)data.Count / counts.Count(n => n > 0);
        return Array.ConvertAll(counts, n => n == 0 ? 0 : each / n);
    }

    /// <summary>
    /// A data set in which all classes that occur have as many samples as the largest: samples of the others are repeated, all of them as often, and the rest by lot.
    /// The order is random. The samples are copied.
    /// </summary>
    /// <param name="data">With class labels.</param>
    /// <param name="seed">For the lot and the order. Default: 0.</param>
    /// <exception cref="ArgumentException">The targets are no class labels.</exception>
    public static Dataset Oversample(this Dataset data, ulong seed = 0)
    {
        int[][] members = Members(data);
        int most = members.Max(m => m.Length);
        var random = new RandomStream(seed);
        int[] chosen = [.. members.Where(m => m.Length > 0).SelectMany((m, c) =>
        {
            int[] lot = RandomOps.Permutation(m.Length, random.Split((ulong)c + 1)).ToArray<int>();
            return Enumerable.Range(0, most).Select(i => m[lot[i % m.Length]]);
        })];
        int[] order = RandomOps.Permutation(chosen.Length, random.Split(0)).ToArray<int>();
        return data.Subset(Tensor.Wrap(Array.ConvertAll(order, i => chosen[i])));
    }

    // The numbers of the samples of each class.
    private static int[][] Members(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Targets.DType != DType.Int32 || data.Targets.Rank != 1 || data.Targets.AsSpan<int>().ContainsAnyExceptInRange(0, int.MaxValue))
        {
            throw new ArgumentException(
                $"Balancing needs class labels from 0 on, Int32 [samples], but the targets are {data.Targets.DType} {data.Targets.Shape}.", nameof(data));
        }
        int[] labels = data.Targets.ToArray<int>();
        ILookup<int, int> byClass = Enumerable.Range(0, labels.Length).ToLookup(i => labels[i]);
        return [.. Enumerable.Range(0, Math.Max(data.ClassNames.Count, labels.Max() + 1)).Select(c => byClass[c].ToArray())];
    }
}
