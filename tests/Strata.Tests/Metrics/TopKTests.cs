using Strata.Metrics;
using Strata.Tensors;

namespace Strata.Tests.Metrics;

public class TopKTests
{
    private static readonly Tensor s_predictions = Tensor.Wrap(
        [0.5f, 0.2f, 0.2f, 0.1f, 0.3f, 0.4f, 0.2f, 0.1f, 0.2f, 0.4f, 0.3f, 0.1f, 0.7f, 0.1f, 0.15f, 0.05f], [4, 4]);

    // From scikit-learn 1.2's top_k_accuracy_score.
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.75)]
    [InlineData(3, 0.75)]
    [InlineData(4, 1)]
    public void It_is_that_of_scikit_learn(int k, double expected)
    {
        var metric = new TopK(k);
        Assert.True(double.IsNaN(metric.Value));
        metric.Update(s_predictions, Tensor.Wrap([0, 1, 2, 3]));
        Assert.Equal(($"top_{k}_accuracy", expected), (metric.Name, metric.Value));
    }

    [Fact]
    public void Of_equals_the_lower_come_first_and_what_is_no_number_is_never_right()
    {
        Assert.Equal(1.0 / 3, Of(Tensor.Wrap([1.0, 2, 2, 1, 2, 2, 1, 2, 2], [3, 3]), Tensor.Wrap([0, 1, 2])));
        Assert.Equal(0, Of(Tensor.Wrap([0.0, double.NaN], [1, 2]), Tensor.Wrap([1])));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Equal(
            "Top-k accuracy takes predictions [batch, classes] with Int32 labels [batch], but got predictions [4, 4] and Int32 targets [2].",
            Assert.Throws<ArgumentException>(() => Of(s_predictions, Tensor.Wrap([0, 1]))).Message);
        Assert.StartsWith(
            "Target 1 is 4; with 4 classes targets are 0 to 3.",
            Assert.Throws<ArgumentException>(() => Of(s_predictions, Tensor.Wrap([0, 4, 0, 0]))).Message);
        Assert.StartsWith("Top-k accuracy needs k of at least one.", Assert.Throws<ArgumentOutOfRangeException>(() => new TopK(0)).Message);
    }

    private static double Of(Tensor predictions, Tensor targets)
    {
        var metric = new TopK(1);
        metric.Update(predictions, targets);
        return metric.Value;
    }
}
