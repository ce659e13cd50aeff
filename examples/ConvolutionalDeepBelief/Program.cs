// A convolutional deep belief network on handwritten digits (Lee, Grosse, Ranganath and Ng 2009): two convolutional Boltzmann machines with probabilistic max pooling, learned one on the
// other without labels, and a linear support vector machine on the pooled probabilities of both. From few labels, those of the first machine are averaged over squares of --pool × --pool
// blocks first, which makes up for small shifts. The machines are kept in the folder of --out, and are not learned again when the program runs once more; --labels 0 takes all
// labels that there are.
//
//     dotnet run -c Release --project examples/ConvolutionalDeepBelief -- --labels 1000 --out cdbn
//     dotnet run -c Release --project examples/ConvolutionalDeepBelief -- --labels 0 --out cdbn

using System.Diagnostics;
using System.Globalization;
using Strata.Autograd;
using Strata.Data;
using Strata.Initializers;
using Strata.Layers;
using Strata.Losses;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Optimizers.FullBatch;
using Strata.Pictures;
using Strata.Regularizers;
using Strata.Tensors;
using Strata.Training;

const int AtOnce = 500;
var arguments = new Arguments(args, "--filters", "--epochs", "--samples", "--labels", "--draws", "--pool", "--decay", "--seed", "--threads", "--out");
int count = arguments.Number("--filters", 64), epochs = arguments.Number("--epochs", 2), seed = arguments.Number("--seed", 1);
int labels = arguments.Number("--labels", 1000), draws = labels == 0 ? 1 : arguments.Number("--draws", 5);
int pool = arguments.Number("--pool", labels == 0 ? 1 : 3);
double decay = double.Parse(arguments.Text("--decay", labels == 0 ? "2e-5" : "1e-3"), CultureInfo.InvariantCulture);
Threads.Count = arguments.Number("--threads", Threads.Count);

ImageSet digits = Mnist.TryLocate(out _) ? Mnist.Load() : Digits.Load(); // all of MNIST where it is on this machine
Console.WriteLine(digits.Source);
Dataset train = digits.Train.Take(arguments.Number("--samples", digits.Train.Count));

// Of 28 × 28 pixels, maps of 18 × 18 pooled to 9 × 9, and of these maps of 6 × 6 pooled to 3 × 3.
var network = new ConvolutionalDeepBeliefNetwork(
    new ConvolutionalRbm(count, 11, seed: seed, weightInitializer: new Gaussian(0, 0.03)),
    new ConvolutionalRbm(count, 4, seed: seed + 1, weightInitializer: new Gaussian(0, 0.03)));
network.Build([1, 28, 28], new RandomStream((ulong)seed));
Learn();
Draw("convolutional-filters.png", network.Filters(0));
Draw("convolutional-filters-2.png", network.Filters(1));

// Standardized by some pictures, and scaled together to a mean length of about one.
Tensor some = Pooled(train.Inputs.Slice(0, 0, Math.Min(1000, train.Count))), mean = some.Mean([0], keepAxes: true);
Tensor scale = 1 / (some.Variance([0], keepAxes: true).Sqrt() + 0.01);
scale /= Math.Sqrt(((some - mean) * scale).Square().Sum([1]).Mean().ToScalar());
Tensor test = Features(digits.Test.Inputs);
double[] errors = new double[draws];
for (int draw = 0; draw < draws; draw++)
{
    using var scope = new TensorScope();
    Dataset few = labels == 0 ? digits.Train : digits.Train.Split((double)labels / digits.Train.Count, (ulong)draw).First; // as many of each class
    errors[draw] = Error(new Dataset(Features(few.Inputs), few.Targets));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{few.Count} labels, draw {draw}: test error {errors[draw]:P2}"));
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"test error {errors.Average():P2}, the mean of {draws}"));

// Greedily; each machine begins at the biases of its pictures' means and of hidden units that are seldom on.
void Learn()
{
    Tensor data = train.Inputs;
    for (int i = 0; i < 2; i++)
    {
        ConvolutionalRbm machine = network.Machines[i];
        string file = arguments.Output($"convolutional-{count}-{train.Count}-{epochs}-{seed}-machine{i + 1}.safetensors");
        if (File.Exists(file))
        {
            machine.LoadWeights(file);
        }
        else
        {
            machine.FitVisibleBias(data);
            Tensor.Full([count], i == 0 ? -4f : -3f).CopyTo(machine.HiddenBias!);
            machine.Fit(
                data,
                new ContrastiveDivergence(1, 0.3, epochs, 25, sampleVisible: false) { Momentum = 0.9, WeightDecay = 1e-4, Sparsity = new SparsityTarget(0.03, 10, 0.9) },
                epochEnded: e => Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"machine {i + 1}, epoch {e.Epoch}: {e.Seconds:F0} s, reconstruction error {e.Metrics["reconstruction_error"]:F2}")));
            machine.SaveWeights(file);
        }
        if (i == 0)
        {
            data = InParts(data, machine.Encode);
        }
    }
}

// What both machines find, [pictures, features].
Tensor Pooled(Tensor pictures)
{
    Tensor first = network.Machines[0].Encode(pictures), second = network.Machines[1].Encode(first);
    return ConcatenateOp.Concatenate([first.AvgPool2D((pool, pool)).Flatten(), second.Flatten()], axis: 1);
}

Tensor Features(Tensor inputs) => InParts(inputs, part => (Pooled(part) - mean) * scale);

static Tensor InParts(Tensor inputs, Func<Tensor, Tensor> function)
{
    Tensor? all = null;
    for (int start = 0; start < inputs.Shape[0]; start += AtOnce)
    {
        int length = Math.Min(AtOnce, inputs.Shape[0] - start);
        using var scope = new TensorScope();
        Tensor part = function(inputs.Slice(0, start, length));
        using (TensorScope.Suspend())
        {
            all ??= Tensor.Uninitialized(part.Shape.With(0, inputs.Shape[0]));
        }
        part.CopyTo(all.Slice(0, start, length));
    }
    return all!;
}

// A squared-hinge machine, trained by L-BFGS.
double Error(Dataset data)
{
    var watch = Stopwatch.StartNew();
    var model = new Sequential(new Dense(10));
    new LBfgs(maxIterations: 100).Fit(model, new SquaredHinge(), data, [new L2(decay)]);
    int[] predicted = model.Forward(test).ArgMax().ToArray<int>(), known = digits.Test.Targets.ToArray<int>();
    Console.WriteLine($"{data.Inputs.Shape[1]:N0} features, linear machine in {watch.Elapsed.TotalSeconds:F0} s");
    return predicted.Zip(known).Count(p => p.First != p.Second) / (double)known.Length;
}

void Draw(string file, Tensor tiles)
{
    Png.Write(arguments.Output(file), ImageSheet.Draw(tiles.Detach(), enlarge: 3));
    Console.WriteLine($"wrote {arguments.Output(file)}");
}
