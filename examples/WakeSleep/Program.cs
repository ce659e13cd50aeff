// Networks that generate handwritten digits, and learn by sleeping over them. Two models:
//
//     dotnet run -c Release --project examples/WakeSleep -- --model dbn
//         784-500-500-2000 with labels at the top (Hinton, Osindero and Teh 2006): layer by layer, then up-down in three phases of contrastive divergence with 3, 6 and 10 steps;
//         draws a hundred digits, ten of each class. Each part leaves its weights in the folder of --out, and is not done again when the program runs once more.
//     dotnet run -c Release --project examples/WakeSleep -- --model helmholtz
//         a Helmholtz machine 784-200-100-30; states a bound of its log-likelihood, and draws its dreams.

using System.Globalization;
using Strata.Data;
using Strata.Layers;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Pictures;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Training;

var arguments = new Arguments(args, "--model", "--hidden", "--top", "--greedy", "--epochs", "--rate", "--samples", "--seed", "--threads", "--out");
int greedy = arguments.Number("--greedy", 30), seed = arguments.Number("--seed", 1);
double rate = double.Parse(arguments.Text("--rate", "0.05"), CultureInfo.InvariantCulture);
Threads.Count = arguments.Number("--threads", Threads.Count);
ImageSet digits = Mnist.TryLocate(out _) ? Mnist.Load() : Digits.Load(); // all of MNIST where it is on this machine
Console.WriteLine(digits.Source);
Dataset train = digits.Train.Take(arguments.Number("--samples", digits.Train.Count));
switch (arguments.Text("--model", "dbn"))
{
    case "dbn":
        Labelled();
        break;
    case "helmholtz":
        Helmholtz();
        break;
    case var other:
        throw new ArgumentException($"--model is dbn or helmholtz, not '{other}'.");
}

void Labelled()
{
    int hidden = arguments.Number("--hidden", 500);
    var network = new LabelledDeepBeliefNetwork(784, [hidden, hidden, arguments.Number("--top", 2000)], classes: 10, seed);
    network.Build([1, 28, 28], new RandomStream((ulong)seed));
    Kept("greedy", () => network.Fit(
        train.Inputs, train.Targets, _ => new ContrastiveDivergence(1, 0.1, greedy) { WeightDecay = 2e-4, Momentum = 0.5 },
        (machine, e) => Say($"machine {machine}, epoch {e.Epoch}: {e.Seconds:F1} s, reconstruction error {e.Metrics["reconstruction_error"]:F2}")));
    int epochs = arguments.Number("--epochs", 100);
    long all = epochs * (long)((train.Count + 99) / 100);
    int[] phases = [3, 6, 10];
    for (int phase = 0; phase < phases.Length; phase++)
    {
        int steps = phases[phase];
        var falling = new Polynomial(rate * (3 - phase) / 3, all, end: rate * (2 - phase) / 3); // by a third in each phase
        Kept($"up-down-{phase + 1}", () => network.UpDown(train.Inputs, train.Targets, new ContrastiveDivergence(steps, falling, epochs), e =>
        {
            string error = e.Epoch % 5 == 0 || e.Epoch == epochs ? $", test error {Error():P2}" : "";
            Say($"up-down with {steps} steps, epoch {e.Epoch}: {e.Seconds:F1} s, reconstruction error {e.Metrics["reconstruction_error"]:F2}{error}");
        }));
    }
    Draw("wake-sleep-digits.png", network.Generate(Tensor.Wrap([.. Enumerable.Range(0, 100).Select(i => i / 10)])));

    double Error() => 1 - new Trainer(network, new Strata.Optimizers.Sgd(1), new Strata.Losses.SoftmaxCrossEntropy()).Evaluate(digits.Test)["accuracy"];

    void Kept(string part, Action learn)
    {
        string file = arguments.Output($"wake-sleep-{part}.safetensors");
        if (File.Exists(file))
        {
            network.LoadWeights(file);
        }
        else
        {
            learn();
            network.SaveWeights(file);
        }
        Say($"test error {Error():P2} after {part}");
    }
}

void Helmholtz()
{
    int epochs = arguments.Number("--epochs", 100);
    var machine = new HelmholtzMachine(784, [200, 100, 30], seed);
    machine.Fit(
        train.Inputs, epochs, new Polynomial(rate, epochs * (long)((train.Count + 99) / 100)),
        epochEnded: e => Say($"epoch {e.Epoch}: {e.Seconds:F1} s, bound {e.Metrics["bound"]:F2} nats"));
    Tensor some = RandomOps.Bernoulli(digits.Test.Inputs.Slice(0, 0, Math.Min(1000, digits.Test.Count)), new RandomStream(12)); // each pixel on with its grey as the probability
    Say($"log-likelihood of {some.Shape[0]} binary test digits: at least {machine.LogLikelihood(some).Mean().ToScalar():F2} nats");
    Draw("wake-sleep-dreams.png", machine.Generation.Sample(100, means: true));
}

void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

void Draw(string file, Tensor pictures)
{
    Png.Write(arguments.Output(file), ImageSheet.Draw(pictures.Reshape([pictures.Shape[0], 1, 28, 28]), enlarge: 1, columns: 10, range: (0, 1)));
    Console.WriteLine($"wrote {arguments.Output(file)}");
}
