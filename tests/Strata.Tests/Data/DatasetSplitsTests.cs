using Strata.Data;
using Strata.Tensors;

namespace Strata.Tests.Data;

public class DatasetSplitsTests
{
    // Samples are their own numbers; a third is of class 1, and two of the 30 of class 2.
    private static readonly int[] s_labels = [.. Enumerable.Range(0, 30).Select(i => i is 4 or 20 ? 2 : i % 3 == 0 ? 1 : 0)];
    private static readonly Dataset s_data = new(
        Tensor.Wrap([.. Enumerable.Range(0, 30).Select(i => (float)i)], [30, 1]), Tensor.Wrap(s_labels), ["a", "b", "c"]);

    private static int[] Samples(Dataset data) => [.. data.Inputs.ToArray<float>().Select(x => (int)x)];

    private static int[] Classes(Dataset data) => [.. Enumerable.Range(0, 3).Select(c => data.Targets.ToArray<int>().Count(t => t == c))];

    [Fact]
    public void A_split_divides_every_class_and_loses_no_sample()
    {
        (Dataset first, Dataset second) = s_data.Split(0.5, seed: 3);
        Assert.Equal((15, 15), (first.Count, second.Count));
        Assert.Equal([9, 5, 1], Classes(first));
        Assert.Equal(Enumerable.Range(0, 30), Samples(first).Concat(Samples(second)).Order());
        Assert.Equal(Samples(first).Order(), Samples(first));
        Assert.All(Samples(first).Zip(first.Targets.ToArray<int>()), s => Assert.Equal(s_labels[s.First], s.Second));
        Assert.Equal(s_data.ClassNames, first.ClassNames);
    }

    [Theory]
    [InlineData(0.29, 9)]
    [InlineData(0.7, 21)]
    [InlineData(0.05, 2)]
    public void The_share_is_rounded_to_samples_and_met_in_every_class_to_within_one(double share, int expected)
    {
        (Dataset first, _) = s_data.Split(share);
        Assert.Equal(expected, first.Count);
        Assert.All(Classes(first).Zip(Classes(s_data)), n => Assert.InRange(n.First, (n.Second * share) - 1, (n.Second * share) + 1));
    }

    [Fact]
    public void The_seed_decides()
    {
        Assert.Equal(Samples(s_data.Split(0.5, seed: 1).First), Samples(s_data.Split(0.5, seed: 1).First));
        Assert.NotEqual(Samples(s_data.Split(0.5, seed: 1).First), Samples(s_data.Split(0.5, seed: 2).First));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_sample_validates_once_and_trains_in_all_other_folds(bool stratified)
    {
        (Dataset Train, Dataset Validation)[] folds = [.. s_data.Folds(4, stratified: stratified)];
        Assert.Equal([8, 8, 7, 7], folds.Select(f => f.Validation.Count));
        Assert.Equal(Enumerable.Range(0, 30), folds.SelectMany(f => Samples(f.Validation)).Order());
        Assert.All(folds, f => Assert.Equal(Enumerable.Range(0, 30), Samples(f.Train).Concat(Samples(f.Validation)).Order()));
        if (stratified)
        {
            Assert.All(folds, f => Assert.All(Classes(f.Validation).Zip((int[])[18, 10, 2]), n => Assert.InRange(n.First, n.Second / 4, (n.Second + 3) / 4)));
        }
    }

    [Fact]
    public void Values_are_split_without_classes_and_not_by_them()
    {
        var data = new Dataset(s_data.Inputs, Tensor.Zeros([30, 1]));
        Assert.Equal((24, 6), (data.Split(0.8).First.Count, data.Split(0.8).Second.Count));
        Assert.StartsWith(
            "Stratified parts need class labels, Int32 [samples], but the targets are Float32 [30, 1].",
            Assert.Throws<ArgumentException>(() => data.Split(0.8, stratified: true)).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0.01)]
    [InlineData(double.NaN)]
    public void A_split_leaves_both_parts_a_sample(double share) => Assert.StartsWith(
        "A share of 30 samples is between 0 and 1 and leaves both parts at least one sample.",
        Assert.Throws<ArgumentOutOfRangeException>(() => s_data.Split(share)).Message);

    [Fact]
    public void There_are_at_least_two_folds_and_no_empty_one()
    {
        Assert.StartsWith("There are from 2 to 30 folds of 30 samples.", Assert.Throws<ArgumentOutOfRangeException>(() => s_data.Folds(1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => s_data.Folds(31));
    }
}
