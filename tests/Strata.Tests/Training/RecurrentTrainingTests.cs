using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Metrics;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Training;

/// <summary>Recurrent layers, splits, early stopping and curves at work together.</summary>
public class RecurrentTrainingTests
{
    // Noise of 4 to 12 steps, filled up to 12 with zeros; the class is the sign of its first step, so that it has to be remembered to the end.
    private static Dataset Memory(int count = 160)
    {
        float[] noise = RandomOps.Uniform([count, 12], -1, 1, new RandomStream(8)).ToArray<float>();
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 2)];
        for (int i = 0; i < count; i++)
        {
            Span<float> row = noise.AsSpan(i * 12, 12);
            row[0] = labels[i] == 1 ? 1 : -1;
            row[(4 + (i % 9))..].Clear();
        }
        return new Dataset(Tensor.Wrap(noise, [count, 12, 1]), Tensor.Wrap(labels), ["minus", "plus"]);
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("both")]
    public void The_first_of_many_steps_is_remembered(string kind)
    {
        Layer reader = kind switch
        {
            "lstm" => new Lstm(8, padding: 0, peephole: Peephole.Previous),
            "gru" => new Sequential(new Gru(8, returnSequence: true, padding: 0), new Gru(4, padding: 0)),
            _ => new Bidirectional(new SimpleRnn(4, padding: 0), new Gru(4, padding: 0, resetAfter: true)),
        };
        (Dataset train, Dataset validation) = Memory().Split(0.75, seed: 1);
        var trainer = new Trainer(new Sequential(reader, new Dense(2)), new Adam(0.02), new SoftmaxCrossEntropy(), seed: 1);
        var stopping = new EarlyStopping(patience: 10);
        trainer.Fit(train, epochs: 15, validation, batchSize: 16, callbacks: [stopping]);
        IReadOnlyDictionary<string, double> end = trainer.Evaluate(validation);
        Assert.Equal(stopping.Best!.Value.Value, end["loss"], 1e-6);
        Assert.InRange(end["accuracy"], 0.95, 1);
        var curve = new RocCurve();
        curve.Update(trainer.Predict(validation.Inputs), validation.Targets);
        Assert.InRange(curve.Value, 0.98, 1);
    }
}
