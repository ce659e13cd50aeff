// A restricted Boltzmann machine on handwritten digits, as in the Deep Learning Tutorials: 784-500, persistent contrastive divergence with 15 Gibbs steps, rate 0.1,
// batches of 20, 15 epochs. Draws what the hidden units look for, and chains as they run; tells pseudo-likelihoods, and with --temperatures the likelihood itself, between
// two estimates.
//
//     dotnet run -c Release --project examples/Rbm -- --epochs 15
//     dotnet run -c Release --project examples/Rbm -- --method cd --steps 25 --batch 100 --rate 0.05 --momentum 0.9 --decay 0.0002 --falling 1 --epochs 28 --binary 1 --temperatures 14500

using System.Globalization;
using Strata.Autograd;
using Strata.Data;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Pictures;
using Strata.Schedules;
using Strata.Tensors;

var arguments = new Arguments(
    args, "--method", "--steps", "--hidden", "--rate", "--batch", "--epochs", "--momentum", "--decay", "--falling", "--binary", "--samples", "--temperatures", "--runs", "--threads", "--seed", "--out");
int steps = arguments.Number("--steps", 15), batch = arguments.Number("--batch", 20), epochs = arguments.Number("--epochs", 15);
int hidden = arguments.Number("--hidden", 500), temperatures = arguments.Number("--temperatures", 0), seed = arguments.Number("--seed", 1);
double rate = double.Parse(arguments.Text("--rate", "0.1"), CultureInfo.InvariantCulture);
double decay = double.Parse(arguments.Text("--decay", "0"), CultureInfo.InvariantCulture);
Schedule? momentum = double.Parse(arguments.Text("--momentum", "0"), CultureInfo.InvariantCulture) is > 0 and double share ? share : null;
string method = arguments.Text("--method", "pcd");
Threads.Count = arguments.Number("--threads", Threads.Count);

ImageSet digits = Mnist.TryLocate(out _) ? Mnist.Load() : Digits.Load(); // all of MNIST where it is on this machine
Console.WriteLine(digits.Source);
int samples = Math.Min(arguments.Number("--samples", digits.Train.Count), digits.Train.Count);
Tensor train = digits.Train.Inputs.Slice(0, 0, samples), test = digits.Test.Inputs;

// Binary digits, which the machine is a model of: each pixel on with its grey as the probability (Salakhutdinov and Murray 2008). With --binary 1 it learns from them too.
Tensor binaryTrain = RandomOps.Bernoulli(train, new RandomStream(11)), binaryTest = RandomOps.Bernoulli(test, new RandomStream(12));
if (arguments.Number("--binary", 0) == 1)
{
    (train, test) = (binaryTrain, binaryTest);
}

// --falling 1: the rate falls evenly to nothing, which persistent chains like
long all = epochs * (long)((samples + batch - 1) / batch);
Schedule schedule = arguments.Number("--falling", 0) == 1 ? new Polynomial(rate, all) : rate;
Estimator estimator = method switch
{
    "cd" => new ContrastiveDivergence(steps, schedule, epochs, batch) { MonitoredSamples = 2000, Momentum = momentum, WeightDecay = decay },
    "pcd" => new PersistentContrastiveDivergence(steps, schedule, epochs, batch) { MonitoredSamples = 2000, Momentum = momentum, WeightDecay = decay },
    "fast" => new FastPersistentContrastiveDivergence(steps, schedule, rate, epochs: epochs, batchSize: batch) { MonitoredSamples = 2000, Momentum = momentum, WeightDecay = decay },
    "tempering" => new ParallelTempering(10, steps, schedule, epochs, batch) { MonitoredSamples = 2000, Momentum = momentum, WeightDecay = decay },
    _ => throw new ArgumentException($"--method is cd, pcd, fast or tempering, not '{method}'."),
};
var machine = new RestrictedBoltzmannMachine(28 * 28, hidden, seed: seed);
machine.Fit(train, estimator, test, epoch => Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"epoch {epoch.Epoch}: {epoch.Seconds:F1} s, {string.Join(", ", epoch.Metrics.Select(m => $"{m.Key} {m.Value.ToString("F2", CultureInfo.InvariantCulture)}"))}")));

Tensor some = train.Slice(0, 0, Math.Min(1000, samples)), others = test.Slice(0, 0, Math.Min(1000, test.Shape[0]));
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"pseudo-log-likelihood, all bits: {PseudoLikelihood.PerSample(machine, some).Mean().ToScalar():F2} on training digits, {PseudoLikelihood.PerSample(machine, others).Mean().ToScalar():F2} on test digits"));

Draw("rbm-filters.png", machine.Weight!.Value.Slice(0, 0, Math.Min(100, hidden)).Detach().Reshape([Math.Min(100, hidden), 1, 28, 28]), columns: 10);
var chain = new GibbsChain(machine, test.Slice(0, 0, 20), new RandomStream((ulong)seed));
Draw("rbm-chains.png", chain.Film(frames: 10, steps: 1000 / Math.Max(1, 60_000 / samples)), columns: 20, (0, 1));

if (temperatures > 0)
{
    var ais = new AnnealedImportanceSampling(temperatures, arguments.Number("--runs", 100), seed);
    AisEstimate from = ais.Forward(machine, train), back = ais.Reverse(machine, train);
    Console.WriteLine($"ln Z forward {from.LogPartition:F2} ± {from.StandardError:F2}, reverse {back.LogPartition:F2} ± {back.StandardError:F2} nats");
    Console.WriteLine(from.Warning ?? back.Warning ?? "no warning");
    double free = machine.FreeEnergy(binaryTest).Mean().ToScalar(), freeTrain = machine.FreeEnergy(binaryTrain.Slice(0, 0, Math.Min(10_000, samples))).Mean().ToScalar();
    Console.WriteLine($"log-likelihood of binary digits: training {-freeTrain - from.LogPartition:F2}, test {-free - from.LogPartition:F2} nats (by the reverse runs {-free - back.LogPartition:F2})");
}

void Draw(string file, Tensor pictures, int columns, (float, float)? range = null)
{
    Png.Write(arguments.Output(file), ImageSheet.Draw(pictures.Reshape([pictures.Shape[0], 1, 28, 28]), enlarge: 1, columns, range));
    Console.WriteLine($"wrote {arguments.Output(file)}");
}
