using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Tests.Training;
using Strata.Training;

namespace Strata.Tests.Layers;

public class EnsembleTests
{
    private static readonly Tensor s_x = RandomOps.Normal([4, 3], 0, 1, new RandomStream(1), DType.Float64);

    [Fact]
    public void The_output_is_the_mean_of_the_members()
    {
        Layer[] members = [new Dense(2), new Dense(2), new Dense(2)];
        var ensemble = new Ensemble(members);
        ensemble.Build([3], new RandomStream(2), DType.Float64);
        double[][] outputs = [.. members.Select(m => m.Forward(s_x).ToArray<double>())];
        Assert.NotEqual(outputs[0], outputs[1]); // members start from weights of their own
        Assert.Equal(Enumerable.Range(0, 8).Select(i => outputs.Average(y => y[i])), ensemble.Forward(s_x).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void Of_logits_the_probabilities_are_averaged()
    {
        Layer[] members = [new Dense(3), new Dense(3)];
        var ensemble = new Ensemble(members, logits: true);
        ensemble.Build([3], new RandomStream(2), DType.Float64);
        Tensor expected = (members[0].Forward(s_x).Softmax() + members[1].Forward(s_x).Softmax()) * 0.5;
        Tensor predictions = new SoftmaxCrossEntropy().Predictions(ensemble.Forward(s_x));
        Assert.Equal(expected.ToArray<double>(), predictions.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-14);
        Tensor extreme = Tensor.Wrap([1e4, -1e4, 0.0], [1, 3]); // no overflow on the way
        Assert.All(ensemble.Forward(extreme).ToArray<double>(), y => Assert.True(double.IsFinite(y)));
    }

    [Fact]
    public void Members_that_were_trained_one_by_one_make_a_model_that_is_saved_as_a_whole()
    {
        Dataset data = Blobs.Make();
        Layer[] members = [.. Enumerable.Range(1, 3).Select(seed =>
        {
            var trainer = new Trainer(new Sequential(new Dense(4), new Tanh(), new Dense(2)), new Sgd(0.1), new SoftmaxCrossEntropy(), (ulong)seed);
            trainer.Fit(data, epochs: 3);
            return trainer.Model;
        })];
        var ensemble = new Ensemble(members, logits: true);
        Assert.InRange(new Trainer(ensemble, new Sgd(0.1), new SoftmaxCrossEntropy()).Evaluate(data)["accuracy"], 0.99, 1);
        var copy = new Ensemble([.. Enumerable.Range(0, 3).Select(_ => new Sequential(new Dense(4), new Tanh(), new Dense(2)))], logits: true);
        copy.Build([2], new RandomStream(9));
        string path = Path.GetTempFileName();
        try
        {
            ensemble.Save(path);
            copy.LoadWeights(path);
        }
        finally
        {
            File.Delete(path);
        }
        Assert.Equal(ensemble.Forward(data.Inputs).ToArray<float>(), copy.Forward(data.Inputs).ToArray<float>());
    }

    [Fact]
    public void Members_of_different_shapes_and_none_are_refused()
    {
        Assert.Equal("Ensemble averages its members' outputs, but of [3] they make [2], [4]. All must have one shape.",
            Assert.Throws<ShapeException>(() => new Ensemble([new Dense(2), new Dense(4)]).Build([3])).Message);
        Assert.StartsWith("An ensemble needs at least one member.", Assert.Throws<ArgumentException>(() => new Ensemble([])).Message);
    }
}
