using Strata.Metrics;
using Strata.Tensors;

namespace Strata.Tests.Metrics;

public class RejectRatesTests
{
    private static readonly Tensor s_predictions = Tensor.Wrap([0.9f, 0.1f, 0.4f, 0.6f, 0.2f, 0.8f, 0.55f, 0.45f, 0.75f, 0.25f], [5, 2]);
    private static readonly Tensor s_labels = Tensor.Wrap([0, 1, 0, 0, 1]);

    private static RejectRates At(double threshold)
    {
        var rates = new RejectRates(threshold);
        rates.Update(s_predictions, s_labels);
        return rates;
    }

    [Fact]
    public void Samples_below_the_threshold_are_rejected_and_the_rates_add_up()
    {
        // At 0.7 the first is right, the third and the fifth wrong, and the second and the fourth, at 0.6 and 0.55, are rejected.
        RejectRates rates = At(0.7);
        Assert.Equal((0.2, 0.4, 0.4, 1.0 / 3, 5), (rates.CorrectRecognition, rates.Error, rates.Reject, rates.Accuracy, rates.Count));
        Assert.Equal(rates.CorrectRecognition / (rates.CorrectRecognition + rates.Error), rates.Accuracy, 1e-15);
        foreach (double threshold in (double[])[0, 0.5, 0.6, 0.61, 0.8, 0.9, 1])
        {
            rates = At(threshold);
            Assert.Equal(1, rates.CorrectRecognition + rates.Error + rates.Reject, 1e-15);
        }
    }

    [Fact]
    public void Nothing_is_rejected_at_zero_and_everything_above_the_surest()
    {
        var accuracy = new Accuracy();
        accuracy.Update(s_predictions, s_labels);
        Assert.Equal((accuracy.Value, accuracy.Value, 0), (At(0).Value, At(0).Accuracy, At(0).Reject));
        Assert.Equal((0, 1, double.NaN), (At(0.95).Value, At(0.95).Reject, At(0.95).Accuracy));
        Assert.Equal(("correct_recognition", double.NaN), (new RejectRates(0.5).Name, new RejectRates(0.5).Value));
    }

    [Fact]
    public void A_threshold_is_a_probability_and_shapes_must_fit()
    {
        Assert.StartsWith("The threshold of a rejection is a probability, from 0 to 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new RejectRates(1.1)).Message);
        Assert.Equal("RejectRates takes probabilities [batch, classes] with Int32 labels [batch], but got [5, 2] and Int32 [1].",
            Assert.Throws<ArgumentException>(() => new RejectRates(0.5).Update(s_predictions, Tensor.Wrap([0]))).Message);
    }

    [Fact]
    public void The_zero_one_loss_is_one_less_the_accuracy()
    {
        var loss = new ZeroOneLoss();
        loss.Update(s_predictions, s_labels);
        Assert.Equal(("zero_one_loss", 0.4), (loss.Name, Math.Round(loss.Value, 12))); // 0, 1, 1, 0, 0 were said
        loss.Update(Tensor.Wrap([0.9f, 0.1f], [1, 2]), Tensor.Wrap([1]));
        Assert.Equal(0.5, loss.Value, 1e-15);
    }
}
