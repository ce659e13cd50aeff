using Strata.Metrics;
using Strata.Tensors;

namespace Strata.Tests.Metrics;

/// <summary>RocCurve and PrecisionRecallCurve; figures from scikit-learn 1.2's roc_curve, precision_recall_curve and their areas.</summary>
public class ThresholdCurveTests
{
    private static readonly Tensor s_scores = Tensor.Wrap([0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.7], [8, 1]);
    private static readonly Tensor s_labels = Tensor.Wrap([0, 0, 1, 1, 0, 1, 0, 1]);

    private static T Of<T>(Tensor scores, Tensor labels)
        where T : Metric, new()
    {
        var metric = new T();
        metric.Update(scores, labels);
        return metric;
    }

    [Fact]
    public void The_roc_curve_is_that_of_scikit_learn()
    {
        RocCurve curve = Of<RocCurve>(s_scores, s_labels);
        Assert.Equal(
            [new(double.PositiveInfinity, 0, 0), new(0.8, 0, 0.25), new(0.7, 0, 0.5), new(0.4, 0.5, 0.75), new(0.35, 0.5, 1), new(0.2, 0.75, 1), new(0.1, 1, 1)],
            curve.Points);
        Assert.Equal(("roc_area", 0.8125), (curve.Name, curve.Value));
    }

    [Fact]
    public void The_precision_recall_curve_is_that_of_scikit_learn()
    {
        PrecisionRecallCurve curve = Of<PrecisionRecallCurve>(s_scores, s_labels);
        Assert.Equal(
            [new(double.PositiveInfinity, 0, 1), new(0.8, 0.25, 1), new(0.7, 0.5, 1), new(0.4, 0.75, 0.6), new(0.35, 1, 4.0 / 6), new(0.2, 1, 4.0 / 7),
             new(0.1, 1, 0.5)],
            curve.Points);
        Assert.Equal("average_precision", curve.Name);
        Assert.Equal(0.8166666666666667, curve.Value, 1e-15);
    }

    [Fact]
    public void Batches_and_the_forms_of_two_classes_come_to_the_same()
    {
        var curve = new RocCurve();
        curve.Update(Tensor.Wrap([0.9f, 0.1f, 0.6f, 0.4f, 0.65f, 0.35f, 0.2f, 0.8f], [4, 2]), Tensor.Wrap([1f, 0, 1, 0, 0, 1, 0, 1], [4, 2]));
        curve.Update(Tensor.Wrap([0.4f, 0.4f, 0.2f, 0.7f], [4, 1]), Tensor.Wrap([0f, 1, 0, 1], [4, 1]));
        Assert.Equal(0.8125, curve.Value);
    }

    [Fact]
    public void A_perfect_order_has_area_one_the_reverse_none_and_no_order_a_half()
    {
        Tensor order = Tensor.Wrap([1.0, 2, 3, 4], [4, 1]);
        Assert.Equal((1, 0), (Of<RocCurve>(order, Tensor.Wrap([0, 0, 1, 1])).Value, Of<RocCurve>(order, Tensor.Wrap([1, 1, 0, 0])).Value));
        Assert.Equal(0.5, Of<RocCurve>(Tensor.Ones([4, 1]), Tensor.Wrap([0, 1, 1, 1])).Value);
        Assert.Equal((1, 0.75), (Of<PrecisionRecallCurve>(order, Tensor.Wrap([0, 0, 1, 1])).Value, Of<PrecisionRecallCurve>(Tensor.Ones([4, 1]), Tensor.Wrap([0, 1, 1, 1])).Value));
    }

    [Fact]
    public void One_class_alone_has_no_area()
    {
        Assert.True(double.IsNaN(new RocCurve().Value) && double.IsNaN(new PrecisionRecallCurve().Value));
        Assert.True(double.IsNaN(Of<RocCurve>(Tensor.Ones([2, 1]), Tensor.Wrap([1, 1])).Value));
        Assert.True(double.IsNaN(Of<RocCurve>(Tensor.Ones([2, 1]), Tensor.Wrap([0, 0])).Value));
        Assert.True(double.IsNaN(Of<PrecisionRecallCurve>(Tensor.Ones([2, 1]), Tensor.Wrap([0, 0])).Value));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Equal(
            "A curve over thresholds takes predictions [batch, 1] or [batch, 2] with Int32 labels [batch] or targets of the same shape, " +
            "but got predictions [2, 3] and Int32 targets [2].",
            Assert.Throws<ArgumentException>(() => Of<RocCurve>(Tensor.Ones([2, 3]), Tensor.Wrap([0, 1]))).Message);
        Assert.StartsWith(
            "Target 1 is 2; a curve over thresholds is of two classes, 0 and 1.",
            Assert.Throws<ArgumentException>(() => Of<RocCurve>(Tensor.Ones([2, 1]), Tensor.Wrap([0, 2]))).Message);
        Assert.StartsWith(
            "The score of sample 0 is not a number.",
            Assert.Throws<ArgumentException>(() => Of<RocCurve>(Tensor.Wrap([double.NaN], [1, 1]), Tensor.Wrap([0]))).Message);
    }
}
