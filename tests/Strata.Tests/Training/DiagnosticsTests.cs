using System.Xml.Linq;
using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Regularizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Training;

public class DiagnosticsTests
{
    private static (Diagnostics Diagnostics, Trainer Trainer) Train(Layer model, Dataset data, Optimizer optimizer, int epochs, int batchSize, int every = 10)
    {
        var trainer = new Trainer(model, optimizer, new SoftmaxCrossEntropy(), seed: 1);
        var diagnostics = new Diagnostics(data, samples: 32, every: every, directions: 4);
        trainer.Fit(data, epochs, batchSize: batchSize, callbacks: [diagnostics]);
        return (diagnostics, trainer);
    }

    [Fact]
    public void The_update_ratio_of_plain_descent_is_the_rate_times_the_gradient_by_the_weights()
    {
        Dataset data = Blobs.Make(32);
        const double rate = 0.3;
        var model = new Dense(2);
        model.Build([2], new RandomStream(1));
        double size = Math.Sqrt(Blobs.Values(model).Sum(w => (double)w * w));
        // One step on all of the data, which are also what is looked at.
        (Diagnostics diagnostics, _) = Train(model, data, new Sgd(rate), epochs: 1, batchSize: 32);
        Assert.Equal([0, 1], diagnostics.Epochs.Select(d => d.Epoch));
        Assert.Equal([0L, 1], diagnostics.Epochs.Select(d => d.Steps));
        LayerDiagnosis before = diagnostics.Epochs[0].Layers.Single(), after = diagnostics.Epochs[1].Layers.Single();
        Assert.Null(before.UpdateRatio);
        Assert.Equal(rate * before.GradientNorm!.Value / size, after.UpdateRatio!.Value, 1e-6);
        Assert.True(diagnostics.Epochs[1].Loss < diagnostics.Epochs[0].Loss);
    }

    [Fact]
    public void Gradients_are_those_of_the_loss_with_the_penalties_that_the_training_has()
    {
        Dataset data = Blobs.Make(32);
        const double rate = 0.3;
        var model = new Sequential(new Dense(2), new ActivityL1(0.7));
        model.Build([2], new RandomStream(1));
        double size = Math.Sqrt(Blobs.Values(model).Sum(w => (double)w * w));
        var trainer = new Trainer(model, new Sgd(rate), new SoftmaxCrossEntropy());
        trainer.Regularizers.Add(new L2(2));
        var diagnostics = new Diagnostics(data, samples: 32);
        double loss = trainer.Fit(data, 1, batchSize: 32, callbacks: [diagnostics]).Last.Metrics["loss"];
        Assert.Equal(loss, diagnostics.Epochs[0].Loss, 1e-5);
        Assert.Equal(rate * diagnostics.Epochs[0].Layers[0].GradientNorm!.Value / size, diagnostics.Epochs[1].Layers[0].UpdateRatio!.Value, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(99)]
    public void Updates_are_measured_at_the_first_step_of_every_epoch_at_least_and_over_one_step(int every)
    {
        var model = new Sequential(new Dense(2));
        var steps = new List<(int Step, double Ratio)>();
        var trainer = new Trainer(model, new Sgd(0.3), new SoftmaxCrossEntropy());
        var diagnostics = new Diagnostics(Blobs.Make(40), every: every, directions: 0);
        trainer.Fit(Blobs.Make(40), 2, batchSize: 8, callbacks: [diagnostics, new Ratios(model, steps)]);
        foreach (int epoch in (int[])[0, 1])
        {
            double expected = steps.Skip(epoch * 5).Take(5).Where(s => (s.Step - 1) % every == 0).Average(s => s.Ratio);
            Assert.Equal(expected, diagnostics.Epochs[epoch + 1].Layers.Single().UpdateRatio!.Value, 1e-6);
        }
    }

    [Fact]
    public void It_does_not_change_the_training()
    {
        Dataset data = Blobs.Pictures(48);
        (Diagnostics diagnostics, Trainer watched) = Train(Blobs.Network(), data, new Adam(0.01), epochs: 2, batchSize: 16);
        var alone = new Trainer(Blobs.Network(), new Adam(0.01), new SoftmaxCrossEntropy(), seed: 1);
        alone.Fit(data, 2, batchSize: 16);
        Assert.Equal(Blobs.Values(alone.Model), Blobs.Values(watched.Model));
        Assert.Equal(3, diagnostics.Epochs.Count);
        watched.Fit(data, 1, batchSize: 16, callbacks: [diagnostics]);
        Assert.Equal([0, 1, 2, 3], diagnostics.Epochs.Select(d => d.Epoch));
    }

    [Fact]
    public void Frozen_layers_have_neither_gradient_nor_update()
    {
        var frozen = new Dense(3);
        var model = new Sequential(frozen, new Dense(2));
        model.Build([2]);
        frozen.Weight!.IsTrainable = frozen.Bias!.IsTrainable = false;
        (Diagnostics diagnostics, _) = Train(model, Blobs.Make(32), new Sgd(0.1), 1, 8);
        LayerDiagnosis layer = diagnostics.Epochs[^1].Layers[0];
        Assert.Equal((null, null), (layer.GradientNorm, layer.UpdateRatio));
        Assert.NotNull(diagnostics.Epochs[^1].Layers[1].UpdateRatio);
    }

    [Fact]
    public void The_picture_has_four_charts_with_a_line_an_epoch()
    {
        (Diagnostics diagnostics, _) = Train(Blobs.Network(), Blobs.Pictures(48), new Sgd(0.1), 2, 16);
        XNamespace svg = "http://www.w3.org/2000/svg";
        XElement root = XDocument.Parse(DiagnosticsPicture.ToSvg(diagnostics.Epochs)).Root!;
        string[] texts = [.. root.Elements(svg + "text").Select(t => t.Value)];
        Assert.Empty(((string[])["Gradients of the weights", "Updates of the weights", "Activations after epoch 2", "at first", "epoch 1", "epoch 2", "0 Conv2D", "2 Relu"])
            .Except(texts));
        Assert.Equal(3 + 2 + 3, root.Elements(svg + "polyline").Count()); // no updates before the first step
        Assert.Equal(3, root.Elements(svg + "polygon").Count()); // Relu, ScaledTanh, Tanh
        Assert.DoesNotContain("NaN", root.ToString());
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => DiagnosticsPicture.ToSvg([])).Message);
    }

    private sealed class Ratios(Layer model, List<(int Step, double Ratio)> steps) : Callback
    {
        private float[] _before = [];

        public override void OnTrainingBegin(Trainer trainer) => _before = Blobs.Values(model);

        public override void OnStepEnd(Trainer trainer, TrainingProgress progress)
        {
            float[] now = Blobs.Values(model);
            double Size(IEnumerable<float> x) => Math.Sqrt(x.Sum(v => (double)v * v));
            steps.Add((progress.Step, Size(now.Zip(_before, (a, b) => a - b)) / Size(_before)));
            _before = now;
        }
    }
}
