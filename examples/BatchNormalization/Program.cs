// The experiment of Ioffe and Szegedy (2015, section 4.1): a network of three hidden layers of 100 sigmoids reads binary digits, 50,000 steps of 60 samples, once
// as it is and once with batch normalization before each sigmoid. Normalized, it learns faster, and ends better. Draws both learning curves.
//
//     dotnet run -c Release --project examples/BatchNormalization -- --steps 50000

using Strata.Data;
using Strata.Initializers;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Pictures;
using Strata.Tensors;
using Strata.Training;

const int Batch = 60;
var arguments = new Arguments(args, "--steps", "--threads", "--out");
int steps = arguments.Number("--steps", 50_000);
Threads.Count = arguments.Number("--threads", Threads.Count);

ImageSet digits = Mnist.TryLocate(out _) ? Mnist.Load() : Digits.Load(); // all of MNIST where it is on this machine
Dataset train = Binary(digits.Train), test = Binary(digits.Test);
Console.WriteLine(digits.Source);

History without = Train(normalized: false), with = Train(normalized: true);
Console.WriteLine("   steps  without    with   (test accuracy)");
foreach (int i in Enumerable.Range(0, with.Epochs.Count).Where(i => i is 0 or 1 || (i + 1) % 5 == 0))
{
    Console.WriteLine($"{with.Epochs[i].Steps,8:N0}  {without["val_accuracy"][i],7:P2} {with["val_accuracy"][i],7:P2}");
}

var chart = new LineChart("Batch normalization", "steps", "test accuracy");
double[] x = [.. with.Epochs.Select(epoch => (double)epoch.Steps)];
chart.Add("without", x, without["val_accuracy"]);
chart.Add("with", x, with["val_accuracy"]);
File.WriteAllText(arguments.Output("batch-normalization.svg"), chart.ToSvg());
Console.WriteLine($"wrote {arguments.Output("batch-normalization.svg")}");

History Train(bool normalized)
{
    // "W initialized to small random Gaussian values"; the bias before a normalization is left out, since the mean takes it away again.
    Layer Hidden() => normalized
        ? new Sequential(new Dense(100, bias: false, new Gaussian(deviation: 0.1)), new BatchNorm(), new Sigmoid())
        : new Sequential(new Dense(100, weightInitializer: new Gaussian(deviation: 0.1)), new Sigmoid());
    var model = new Sequential(new Flatten(), Hidden(), Hidden(), Hidden(), new Dense(10, weightInitializer: new Gaussian(deviation: 0.1)));
    var trainer = new Trainer(model, new Sgd(0.1), new SoftmaxCrossEntropy(), seed: 1);
    return trainer.Fit(train, epochs: int.MaxValue, validation: test, batchSize: Batch, maxSteps: steps); // an epoch of MNIST is 1,000 steps
}

static Dataset Binary(Dataset data) => new(data.Inputs.Greater(Tensor.Scalar(0.5)).To(DType.Float32), data.Targets, data.ClassNames);
