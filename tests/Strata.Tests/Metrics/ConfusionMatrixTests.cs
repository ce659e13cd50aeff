using Strata.Metrics;
using Strata.Tensors;

namespace Strata.Tests.Metrics;

public class ConfusionMatrixTests
{
    private static Tensor Scores(params int[] predicted)
    {
        Tensor scores = Tensor.Zeros([predicted.Length, 3]);
        for (int i = 0; i < predicted.Length; i++)
        {
            scores.AsSpan<float>()[(i * 3) + predicted[i]] = 0.5f;
        }
        return scores;
    }

    [Fact]
    public void Counts_by_true_and_predicted_class_over_batches()
    {
        var matrix = new ConfusionMatrix(["a", "b", "c"]);
        matrix.Update(Scores(0, 1, 1), Tensor.Wrap([0, 1, 2]));
        matrix.Update(Scores(2, 1), Tensor.Wrap([2, 0]));
        Assert.Equal((1, 1, 1, 1, 1), (matrix[0, 0], matrix[1, 1], matrix[2, 1], matrix[2, 2], matrix[0, 1]));
        Assert.Equal(0, matrix[1, 0]);
        Assert.Equal(5, matrix.Count);
        Assert.Equal(0.6, matrix.Value, 12);
        Assert.Equal(0.5, matrix.Recall(2), 12);
    }

    // From scikit-learn 1.2's precision_recall_fscore_support and mutual_info_score.
    [Fact]
    public void Precision_recall_f1_and_mutual_information_are_those_of_scikit_learn()
    {
        var matrix = new ConfusionMatrix(["a", "b", "c"]);
        matrix.Update(Scores(0, 0, 1, 2, 1, 1, 0, 2, 2, 2, 1, 2), Tensor.Wrap([0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2]));
        Equal([0.66666667, 0.5, 0.8], matrix.Precision);
        Equal([0.5, 0.66666667, 0.8], matrix.Recall);
        Equal([0.57142857, 0.57142857, 0.8], matrix.F1);
        Equal([0.6555555555555556, 0.6555555555555556, 0.6476190476190476], i => ((double[])[matrix.MacroPrecision, matrix.MacroRecall, matrix.MacroF1])[i]);
        Assert.Equal(0.3633531849055468, matrix.MutualInformation, 1e-14);

        // By scipy.stats.entropy of the table / 12, of its rows' sums, and of these and the columns' sums.
        Assert.Equal(1.791759469228055, matrix.JointEntropy, 1e-14);
        Assert.Equal(0.7142031421612542, matrix.ConditionalEntropy, 1e-14);
        Assert.Equal(1.1015298331044492, matrix.CrossEntropy, 1e-14);
        Assert.Equal(0.023973506037648418, matrix.KullbackLeibler, 1e-14);

        static void Equal(double[] expected, Func<int, double> actual)
            => Assert.Equal(expected, [actual(0), actual(1), actual(2)], (a, b) => Math.Abs(a - b) < 1e-8);
    }

    [Fact]
    public void Classes_that_do_not_occur_are_left_out_of_means_and_one_never_predicted_counts_zero()
    {
        var matrix = new ConfusionMatrix(["a", "b", "c"]);
        Assert.Equal((double.NaN, double.NaN, double.NaN), (matrix.MacroF1, matrix.MutualInformation, matrix.CrossEntropy));
        matrix.Update(Scores(0, 0), Tensor.Wrap([0, 1]));
        Assert.Equal((0.5, double.NaN, double.NaN), (matrix.Precision(0), matrix.Precision(1), matrix.F1(2)));
        Assert.Equal((0.25, 0.5, 1.0 / 3), (matrix.MacroPrecision, matrix.MacroRecall, matrix.MacroF1));
        Assert.Equal(0, matrix.MutualInformation, 1e-15);
    }

    [Fact]
    public void Prints_an_aligned_table_with_recalls()
    {
        var matrix = new ConfusionMatrix(["zero", "1", "2"]);
        matrix.Update(Scores(0, 0, 1, 2), Tensor.Wrap([0, 0, 0, 1]));
        string expected = """
            true \ predicted  zero  1  2    recall
            zero                 2  1  .    66.7 %
            1                    .  .  1     0.0 %
            2                    .  .  .         -

            """;
        Assert.Equal(expected.ReplaceLineEndings("\n"), matrix.ToString());
    }

    [Fact]
    public void Shapes_and_labels_that_do_not_fit_are_refused()
    {
        var matrix = new ConfusionMatrix(["a", "b", "c"]);
        Assert.Contains(
            "Expected predictions [batch, 3] and Int32 targets [batch], but got Float32 [1, 3] and Int32 [2]",
            Assert.Throws<ArgumentException>(() => matrix.Update(Scores(0), Tensor.Wrap([0, 1]))).Message);
        Assert.Contains(
            "Target 1 is 3; with 3 classes targets are 0 to 2",
            Assert.Throws<ArgumentException>(() => matrix.Update(Scores(0, 0), Tensor.Wrap([0, 3]))).Message);
        Assert.Equal(0, matrix.Count);
        Assert.Contains("at least one class", Assert.Throws<ArgumentException>(() => new ConfusionMatrix([])).Message);
    }
}
