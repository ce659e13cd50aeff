// A deep belief network on handwritten digits: three layers of 1,000 units, learned one by one without labels, then tuned by back-propagation with ten logits on top (Hinton
// and Salakhutdinov 2006; the Deep Learning Tutorials reach 1.34 %). With --pretraining 0 the same network learns from labels alone.
//
//     dotnet run -c Release --project examples/DeepBelief -- --pretraining 20 --epochs 40
//     dotnet run -c Release --project examples/DeepBelief -- --layers 1 --hidden 1024 --softmax 20    (the features alone first, then all)
//
// What has been learned without labels is kept in the folder of --out; the program goes on from there when it is run again.

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

var arguments = new Arguments(args, "--layers", "--hidden", "--pretraining", "--softmax", "--epochs", "--samples", "--rate", "--batch", "--seed", "--threads", "--out");
int layers = arguments.Number("--layers", 3), hidden = arguments.Number("--hidden", 1000), pretraining = arguments.Number("--pretraining", 20);
int softmax = arguments.Number("--softmax", 0), epochs = arguments.Number("--epochs", 40), batch = arguments.Number("--batch", 100), seed = arguments.Number("--seed", 1);
double rate = double.Parse(arguments.Text("--rate", "0.5"), CultureInfo.InvariantCulture);
Threads.Count = arguments.Number("--threads", Threads.Count);

ImageSet digits = Mnist.TryLocate(out _) ? Mnist.Load() : Digits.Load(); // all of MNIST where it is on this machine
Console.WriteLine(digits.Source);
Dataset train = digits.Train.Take(arguments.Number("--samples", digits.Train.Count));

var network = new DeepBeliefNetwork([.. Enumerable.Range(0, layers).Select(i => new RestrictedBoltzmannMachine(i == 0 ? 784 : hidden, hidden, seed: seed + i))]);
network.Build([1, 28, 28], new RandomStream((ulong)seed));
string pretrained = arguments.Output("dbn-pretrained.safetensors");
if (File.Exists(pretrained))
{
    network.LoadWeights(pretrained);
}
else
{
    network.Fit(
        train.Inputs, _ => new ContrastiveDivergence(1, 0.05, pretraining) { WeightDecay = 2e-4, Momentum = 0.5 },
        (machine, e) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"machine {machine}, epoch {e.Epoch}: {e.Seconds:F1} s, reconstruction error {e.Metrics["reconstruction_error"]:F2}")));
    network.SaveWeights(pretrained);
}
// Chains in the top machine that begin at digits, a row of pictures every 10 steps: learned by contrastive divergence, which never saw a chain run far, it would from noise stay blank.
Tensor first = network.Machines.SkipLast(1).Aggregate(digits.Test.Inputs.Slice(0, 0, 20), (x, machine) => machine.Encode(x));
Tensor film = new GibbsChain(network.Machines[^1], first, new RandomStream((ulong)seed)).Film(frames: 10, steps: 10);
Tensor seen = network.Machines.Reverse().Skip(1).Aggregate(film, (h, machine) => machine.Decode(h));
Png.Write(arguments.Output("dbn-samples.png"), ImageSheet.Draw(seen, enlarge: 1, columns: 20, range: (0, 1)));
Console.WriteLine($"wrote {arguments.Output("dbn-samples.png")}");

Sequential classifier = pretraining > 0
    ? network.ToClassifier(10, new RandomStream((ulong)seed))
    : new Sequential([new Flatten(), .. Enumerable.Range(0, layers).SelectMany(_ => new Layer[] { new Dense(hidden), new Sigmoid() }), new Dense(10)]);
if (softmax > 0)
{
    Layer[] features = [.. classifier.Children.SkipLast(1)];
    Array.ForEach(features, layer => layer.Freeze());
    Console.WriteLine($"test error {Learn(softmax):P2} of a softmax on the features");
    Array.ForEach(features, layer => layer.Unfreeze());
}
if (epochs > 0)
{
    Console.WriteLine($"test error {Learn(epochs):P2}");
}

double Learn(int passes)
{
    long steps = passes * (long)((train.Count + batch - 1) / batch);
    var trainer = new Trainer(classifier, new Sgd(new Cosine(rate, steps), momentum: 0.5), new SoftmaxCrossEntropy(), (ulong)seed);
    return 1 - trainer.Fit(train, passes, digits.Test, batch, callbacks: [new Report()]).Last.Metrics["val_accuracy"];
}

/// <summary>One line an epoch.</summary>
internal sealed class Report : Callback
{
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"epoch {epoch.Epoch}: {epoch.Seconds:F1} s, loss {epoch.Metrics["loss"]:F4}, test error {1 - epoch.Metrics["val_accuracy"]:P2}"));
}
