// Why deep nets were hard to train, and what cured it: ten hidden layers on real digits, five ways. Prints the gradient that reaches each layer before the first step
// and what the net has learned after a few epochs, and draws both kinds of numbers: dotnet run -- --epochs 5

using System.Globalization;
using Strata.Data;
using Strata.Initializers;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Pictures;
using Strata.Training;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int depth = 10, width = 64;
var arguments = new Arguments(args, "--epochs", "--out");
int epochs = arguments.Number("--epochs", 5);

// Each hidden layer is a block that holds one Dense; the first weights and what stands around them make the difference.
(string Name, string Remark, Func<Layer> Block)[] nets =
[
    ("sigmoid", "vanishes: each slope is at most 1/4", () => new Sequential(Hidden(new GlorotUniform()), new Sigmoid())),
    ("large weights", "explodes: weights are six times too large", () => new Sequential(Hidden(new Gaussian(0, 6 / Math.Sqrt(width))), new Tanh())),
    ("ReLU + He", "cure: slope 1, and weights that keep the variance", () => new Sequential(Hidden(new HeNormal()), new Relu())),
    ("batch norm", "cure: sigmoids kept where they are steep", () => new Sequential(Hidden(new GlorotUniform()), new BatchNorm(), new Sigmoid())),
    ("residual", "cure: the gradient passes by the sigmoids", () => new Residual(new Sequential(Hidden(new GlorotUniform()), new Sigmoid()))),
];

ImageSet digits = Digits.Load();
string[] columns = [.. Enumerable.Range(1, depth + 1).Select(i => i <= depth ? $"hidden {i}" : "output")];
var gradients = new DepthChart("Gradients of the weights at first", "norm", columns, logarithmic: true);
var ranks = new DepthChart($"Directions of the input that still matter after {epochs} epochs", "effective rank of the Jacobian", columns);
var losses = new DepthChart("Learning", "training loss", [.. Enumerable.Range(1, epochs).Select(i => $"epoch {i}")]);
var activations = new List<DepthChart>();

Console.WriteLine($"{"",-14} {string.Join(' ', columns.Select((_, i) => $"{i + 1,8}"))} {"loss",8} {"accuracy",9}");
foreach ((string name, string remark, Func<Layer> block) in nets)
{
    // The first layer brings the pictures to the width of the others, so it is not a block.
    var model = new Sequential([new Flatten(), new Rescale(2, -0.3), new Dense(width), .. Enumerable.Range(0, depth).Select(_ => block()), new Dense(10)]);
    var trainer = new Trainer(model, new Sgd(0.02, momentum: 0.9) { Clipping = new ClipByGlobalNorm(1) }, new SoftmaxCrossEntropy(), seed: 1);
    var diagnostics = new Diagnostics(digits.Train, samples: 256);
    History history = trainer.Fit(digits.Train, epochs, validation: digits.Test, batchSize: 32, callbacks: [diagnostics]);

    LayerDiagnosis[] first = [.. diagnostics.Epochs[0].Layers.Where(layer => layer.Type == "Dense").Skip(1)];
    gradients.Add(name, [.. first.Select(layer => layer.GradientNorm!.Value)]);
    ranks.Add(name, [.. diagnostics.Epochs[^1].Layers.Where(layer => layer.Type == "Dense").Skip(1).Select(layer => layer.EffectiveRank!.Value)]);
    losses.Add(name, history["loss"]);
    activations.Add(Activations(name, diagnostics.Epochs[0]));
    Console.WriteLine($"{name,-14} {string.Join(' ', first.Select(layer => $"{layer.GradientNorm,8:0.0e0}"))} " +
        $"{history.Last.Metrics["loss"],8:F3} {history.Last.Metrics["val_accuracy"],9:P1}  {remark}");
}
string picture = arguments.Output("vanishing-gradients.svg");
File.WriteAllText(picture, DepthChart.Page(2, [gradients, losses, .. activations, ranks]));
Console.WriteLine($"drawn: {picture}");

static Dense Hidden(Initializer weights) => new(width, weightInitializer: weights);

static DepthChart Activations(string name, Diagnosis diagnosis)
{
    LayerDiagnosis[] layers = [.. diagnosis.Layers.Where(layer => layer.IsActivation)];
    var chart = new DepthChart($"Activations at first: {name}", "value", [.. layers.Select((_, i) => $"hidden {i + 1}")]);
    for (int i = 0; i < layers.Length; i++)
    {
        ValueDistribution output = layers[i].Output;
        chart.Add(i, output.Low, output.High, output.Median, output.Histogram);
    }
    return chart;
}
