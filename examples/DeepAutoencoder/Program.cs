// The deep autoencoder of Hinton and Salakhutdinov (2006): 784-1000-500-250-30 and back. Restricted Boltzmann machines are trained one on another, unrolled into an
// encoder and its mirror image, and the whole is tuned by back-propagation. Compares it with principal components, and draws digits above what both make of them.
//
//     dotnet run -c Release --project examples/DeepAutoencoder -- --epochs 100
//
// The machines and the tuning keep what they have in the folder of --out; the program goes on from there when it is run again.

using Strata.Data;
using Strata.Layers;
using Strata.Models.Autoencoders;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Pictures;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Training;

int[] sizes = [784, 1000, 500, 250, 30];
var arguments = new Arguments(args, "--images", "--rbm-epochs", "--epochs", "--seed", "--out");
int rbmEpochs = arguments.Number("--rbm-epochs", 10), epochs = arguments.Number("--epochs", 100), seed = arguments.Number("--seed", 1);
ImageSet digits = Mnist.TryLocate(out _) ? Mnist.Load() : Digits.Load(); // all of MNIST where it is on this machine
Dataset train = digits.Train.Take(arguments.Number("--images", digits.Train.Count));
Console.WriteLine(digits.Source);

var machines = new List<RestrictedBoltzmannMachine>();
Tensor codes = train.Inputs;
for (int level = 0; level < sizes.Length - 1; level++)
{
    bool isCode = level == sizes.Length - 2; // whose units are linear
    var machine = new RestrictedBoltzmannMachine(sizes[level], sizes[level + 1], hiddenUnits: isCode ? new GaussianUnits() : null, seed: seed + level);
    machine.Build(codes.Shape[1..], new RandomStream((ulong)(seed + level)));
    string file = arguments.Output($"deep-rbm{level + 1}.safetensors");
    if (File.Exists(file))
    {
        machine.LoadWeights(file);
    }
    else
    {
        int steps = (codes.Shape[0] + 99) / 100;
        var estimator = new ContrastiveDivergence(learningRate: isCode ? 0.001 : 0.1, epochs: rbmEpochs, sampleVisible: false)
        {
            Momentum = new Piecewise(0.5, (5L * steps, 0.9)), // Hinton 2010, section 9
            WeightDecay = 2e-4,
        };
        machine.Fit(codes, estimator, epochEnded: epoch => Console.WriteLine(
            $"machine {level + 1}, epoch {epoch.Epoch}: reconstruction error {epoch.Metrics["reconstruction_error"]:F3}, {epoch.Seconds:F0} s"));
        machine.SaveWeights(file);
    }
    machines.Add(machine);
    codes = machine.Encode(codes);
}

Autoencoder model = DeepAutoencoder.Unroll(machines);
model.Build([1, 28, 28]);
Console.WriteLine($"test squared error {Error(model.Reconstruct(digits.Test.Images)):F3} a picture before tuning");
long all = (long)epochs * ((train.Count + 249) / 250);
var trainer = new Trainer(model, new Adam(new Cosine(1e-3, all)), model.Loss, (ulong)seed);
trainer.Fit(
    new Dataset(train.Inputs, train.Inputs), epochs, batchSize: 250, callbacks: [new Report(() => Error(model.Reconstruct(digits.Test.Images)))],
    checkpointing: new Checkpointing(arguments.Output("deep-tuning.safetensors"), resume: true));
Console.WriteLine($"test squared error {Error(model.Reconstruct(digits.Test.Images)):F3} a picture after {epochs} epochs");
model.Save(arguments.Output("deep-autoencoder.safetensors"));

var pca = new Sequential(new Flatten(), new Pca(30));
pca.FitPreprocessing(train.Inputs);
Tensor Linear(Tensor x) => ((Pca)pca.Children[1]).Inverse(pca.Forward(x)).Reshape(x.Shape);
Console.WriteLine($"test squared error {Error(Linear(digits.Test.Images)):F3} a picture with 30 principal components");
Tensor some = digits.Test.Images.Slice(0, 0, 20);
string picture = arguments.Output("deep-reconstructions.png"); // originals, the deep autoencoder, principal components
Png.Write(picture, ImageSheet.Draw(ConcatenateOp.Concatenate([some, model.Reconstruct(some), Linear(some)]), enlarge: 1, columns: some.Shape[0], range: (0, 1)));
Console.WriteLine($"wrote {picture}");

// ‖x̂ - x‖², the mean over the test pictures.
double Error(Tensor reconstructions) => (reconstructions - digits.Test.Images).Square().Sum().ToScalar() / digits.Test.Count;

internal sealed class Report(Func<double> error) : Callback
{
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
        => Console.WriteLine($"epoch {epoch.Epoch}: loss {epoch.Metrics["loss"]:F3}, test squared error {error():F3}, {epoch.Seconds:F0} s");
}
