using Strata.Data;
using Strata.Losses;
using Strata.Tensors;

namespace Strata.Tests.Data;

public class ClassBalanceTests
{
    private static Dataset Make(params int[] labels) => new(
        Tensor.Wrap([.. Enumerable.Range(0, labels.Length).Select(i => (float)i)], [labels.Length, 1]), Tensor.Wrap(labels), ["a", "b", "c", "d", "e"]);

    // compute_class_weight('balanced', ...) of scikit-learn 1.2.1 gives 0.53333333, 1.33333333 and 2.66666667.
    [Fact]
    public void Weights_are_scikit_learns_and_classes_that_do_not_occur_have_none()
        => Assert.Equal([8.0 / 15, 0, 4.0 / 3, 8.0 / 3, 0], Make(0, 0, 0, 0, 0, 2, 2, 3).ClassWeights(), (a, b) => Math.Abs(a - b) < 1e-14);

    [Fact]
    public void With_the_weights_every_class_counts_alike_in_a_loss()
    {
        Dataset data = Make(0, 0, 0, 1);
        Tensor logits = Tensor.Wrap([1.0, 0, 1, 0, 1, 0, 1, 0], [4, 2]);
        double[] weights = data.ClassWeights()[..2];
        double first = Math.Log(1 + Math.Exp(-1)), second = Math.Log(1 + Math.Exp(1));
        Assert.Equal((first + second) / 2, new SoftmaxCrossEntropy(classWeights: weights).Forward(logits, data.Targets).ToScalar(), 1e-14);
    }

    [Fact]
    public void Oversampling_repeats_the_samples_of_rare_classes_evenly()
    {
        Dataset data = Make(0, 0, 0, 0, 0, 2, 2, 3), more = data.Oversample();
        Assert.Equal((15, 5), (more.Count, more.ClassNames.Count));
        float[] inputs = more.Inputs.ToArray<float>();
        int[] labels = more.Targets.ToArray<int>();
        Assert.All(inputs.Zip(labels), p => Assert.Equal(data.Targets.ToArray<int>()[(int)p.First], p.Second));
        int[] times = [.. Enumerable.Range(0, 8).Select(i => inputs.Count(x => x == i))];
        Assert.Equal([1, 1, 1, 1, 1], times[..5]);
        Assert.Equal([2, 3], times[5..7].Order());
        Assert.Equal(5, times[7]);
        Assert.Equal(inputs, data.Oversample().Inputs.ToArray<float>());
        Assert.NotEqual(inputs, data.Oversample(seed: 1).Inputs.ToArray<float>());
        Assert.NotEqual(labels, labels.Order());
    }

    [Fact]
    public void Values_cannot_be_balanced() => Assert.StartsWith(
        "Balancing needs class labels from 0 on, Int32 [samples], but the targets are Float32 [2].",
        Assert.Throws<ArgumentException>(() => new Dataset(Tensor.Zeros([2, 1]), Tensor.Zeros([2])).Oversample()).Message);
}
