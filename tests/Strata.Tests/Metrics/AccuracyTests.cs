using Strata.Metrics;
using Strata.Tensors;

namespace Strata.Tests.Metrics;

public class AccuracyTests
{
    private static readonly Tensor s_predictions = Tensor.Wrap([0.1f, 0.7f, 0.2f, 0.4f, 0.2f, 0.4f, 0, 0, 1], [3, 3]);

    private static double Of(Tensor predictions, Tensor targets)
    {
        var accuracy = new Accuracy();
        accuracy.Update(predictions, targets);
        return accuracy.Value;
    }

    [Fact]
    public void It_is_the_share_of_right_classes_and_of_equals_the_lowest_counts()
    {
        Assert.Equal(1, Of(s_predictions, Tensor.Wrap([1, 0, 2])));
        Assert.Equal(2.0 / 3, Of(s_predictions, Tensor.Wrap([1, 2, 2])));
        Assert.Equal(1.0 / 3, Of(s_predictions, Tensor.Wrap([0f, 1, 0, 0, 0, 1, 1, 0, 0], [3, 3])));
    }

    [Fact]
    public void Batches_of_other_sizes_count_by_their_samples()
    {
        var accuracy = new Accuracy();
        Assert.Equal(("accuracy", double.NaN), (accuracy.Name, accuracy.Value));
        accuracy.Update(s_predictions, Tensor.Wrap([1, 0, 2]));
        accuracy.Update(Tensor.Wrap([1.0, 0], [1, 2]), Tensor.Wrap([1]));
        Assert.Equal(0.75, accuracy.Value);
    }

    [Fact]
    public void One_column_is_the_probability_of_the_second_class()
        => Assert.Equal(0.75, Of(Tensor.Wrap([0.9f, 0.2f, 0.5f, 0.6f], [4, 1]), Tensor.Wrap([1, 0, 0, 0])));

    [Fact]
    public void Shapes_that_do_not_fit_are_refused() => Assert.Equal(
        "Accuracy takes predictions [batch, classes] with Int32 labels [batch] or one-hot targets of the same shape, " +
        "but got predictions [3, 3] and Int32 targets [2].",
        Assert.Throws<ArgumentException>(() => Of(s_predictions, Tensor.Wrap([1, 0]))).Message);
}
