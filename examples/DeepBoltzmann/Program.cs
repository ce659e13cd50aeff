// The deep Boltzmann machine of Salakhutdinov and Hinton (2009) on handwritten digits: 784-500-1000, learned level by level, then all together with mean field and persistent
// chains. States a lower bound of the log-likelihood by annealed importance sampling, draws samples, and tunes a classifier by back-propagation.
//
//     dotnet run -c Release --project examples/DeepBoltzmann
//
// What is learned is kept in the folder of --out; the program goes on from there when it is run again.

using System.Globalization;
using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Pictures;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Training;

var arguments = new Arguments(
    args, "--first", "--second", "--pretraining", "--epochs", "--rate", "--tuning", "--tuning-rate", "--dropout", "--samples", "--temperatures", "--runs", "--seed", "--threads", "--out");
int epochs = arguments.Number("--epochs", 100), pretraining = arguments.Number("--pretraining", 30), seed = arguments.Number("--seed", 1);
double rate = double.Parse(arguments.Text("--rate", "0.005"), CultureInfo.InvariantCulture);
Threads.Count = arguments.Number("--threads", Threads.Count);
ImageSet digits = Mnist.TryLocate(out _) ? Mnist.Load() : Digits.Load(); // all of MNIST where it is on this machine
Console.WriteLine(digits.Source);
Dataset train = digits.Train.Take(arguments.Number("--samples", digits.Train.Count));

// Binary digits, which the machine is a model of: each pixel on with its grey as the probability.
Tensor binaryTrain = RandomOps.Bernoulli(train.Inputs, new RandomStream(11)), binaryTest = RandomOps.Bernoulli(digits.Test.Inputs, new RandomStream(12));

var machine = new DeepBoltzmannMachine(784, [arguments.Number("--first", 500), arguments.Number("--second", 1000)], seed);
machine.Build([1, 28, 28], new RandomStream((ulong)seed));
string pretrained = arguments.Output("deep-boltzmann-pretrained.safetensors");
if (File.Exists(pretrained))
{
    machine.LoadWeights(pretrained);
}
else
{
    machine.Pretrain(
        train.Inputs, _ => new ContrastiveDivergence(1, 0.05, pretraining) { WeightDecay = 2e-4, Momentum = 0.5 },
        (level, e) => Say($"level {level + 1}, epoch {e.Epoch}: {e.Seconds:F1} s, reconstruction error {e.Metrics["reconstruction_error"]:F2}"));
    machine.SaveWeights(pretrained);
}
long steps = epochs * (long)((train.Count + 99) / 100);
machine.Fit(
    train.Inputs, new PersistentContrastiveDivergence(5, new Polynomial(rate, steps), epochs) { WeightDecay = 2e-4, Momentum = 0.5 }, iterations: 5,
    e => Say($"all levels, epoch {e.Epoch}: {e.Seconds:F1} s, reconstruction error {e.Metrics["reconstruction_error"]:F2}"),
    new Checkpointing(arguments.Output("deep-boltzmann-learning.safetensors"), resume: true));

var ais = new AnnealedImportanceSampling(arguments.Number("--temperatures", 14_500), arguments.Number("--runs", 100), seed);
Tensor typical = machine.Augment(train.Inputs.Slice(0, 0, Math.Min(10_000, train.Count)));
AisEstimate estimate = ais.Forward(machine.Machine, typical);
Say($"ln Z {estimate.LogPartition:F2} ± {estimate.StandardError:F2} nats; {estimate.Warning ?? "no warning"}");
Say($"lower bound of the log-likelihood: training {Bound(binaryTrain.Slice(0, 0, Math.Min(10_000, train.Count))):F2}, test {Bound(binaryTest):F2} nats");
Draw("deep-boltzmann-samples.png", machine.Sample(100, means: true), (0, 1));
Draw("deep-boltzmann-filters.png", machine.WeightOf(1).Slice(0, 0, Math.Min(100, machine.Hidden[0])), null);

int tuning = arguments.Number("--tuning", 100);
double tuningRate = double.Parse(arguments.Text("--tuning-rate", "1"), CultureInfo.InvariantCulture);
double dropout = double.Parse(arguments.Text("--dropout", "0.5"), CultureInfo.InvariantCulture);
Sequential classifier = new([.. machine.ToClassifier(10, new RandomStream((ulong)seed)).Children.SelectMany(layer => layer is Sigmoid ? [layer, new Dropout(dropout)] : new[] { layer })]);
classifier.Build([machine.Augment(train.Inputs.Slice(0, 0, 1)).Shape[1]], new RandomStream((ulong)seed));
var trainer = new Trainer(classifier, new Sgd(new Cosine(tuningRate, Math.Max(1, tuning * (long)((train.Count + 99) / 100))), momentum: 0.5), new SoftmaxCrossEntropy(), (ulong)seed);
trainer.Fit(
    new Dataset(machine.Augment(train.Inputs), train.Targets), tuning, new Dataset(machine.Augment(digits.Test.Inputs), digits.Test.Targets), 100, callbacks: [new Report(Say)]);
Say($"test error {1 - trainer.History.Last.Metrics["val_accuracy"]:P2}");

double Bound(Tensor v) => machine.LowerBound(v, estimate.LogPartition).Mean().ToScalar();

void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

void Draw(string file, Tensor pictures, (float, float)? range)
{
    Png.Write(arguments.Output(file), ImageSheet.Draw(pictures.Reshape([pictures.Shape[0], 1, 28, 28]), enlarge: 1, columns: 10, range));
    Console.WriteLine($"wrote {arguments.Output(file)}");
}

/// <summary>One line an epoch.</summary>
internal sealed class Report(Action<FormattableString> say) : Callback
{
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
        => say($"tuning, epoch {epoch.Epoch}: {epoch.Seconds:F1} s, loss {epoch.Metrics["loss"]:F4}, test error {1 - epoch.Metrics["val_accuracy"]:P2}");
}
