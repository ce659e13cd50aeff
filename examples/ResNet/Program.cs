// A small residual network (He et al. 2016, section 4.2, the form for CIFAR) on Fashion-MNIST: three stages of 16, 32 and 64 filters, whose blocks add what two
// convolutions make of their input to the input itself. Batch normalization, He's initial weights, a one-cycle rate, flips and shifts.
//
//     dotnet run -c Release --project examples/ResNet -- --epochs 7

using Strata.Data;
using Strata.Initializers;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Pictures;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Training;

var arguments = new Arguments(args, "--epochs", "--steps", "--blocks", "--threads", "--out");
int epochs = arguments.Number("--epochs", 7), blocks = arguments.Number("--blocks", 1);
Threads.Count = arguments.Number("--threads", Threads.Count);

ImageSet data = FashionMnist.TryLocate(out _) ? FashionMnist.Load() : Digits.Load(); // clothes where they are on this machine
Console.WriteLine(data.Source);

var layers = new List<Layer> { new RandomView(mirror: data.Name != "Digits"), new Rescale(3.5, -1), Convolution(16), new BatchNorm(), new Relu() };
foreach (int filters in (int[])[16, 32, 64])
{
    for (int block = 0; block < blocks; block++)
    {
        bool shrinks = filters > 16 && block == 0; // to half the height and width and twice the filters
        layers.Add(new Residual(
            new Sequential(Convolution(filters, stride: shrinks ? 2 : 1), new BatchNorm(), new Relu(), Convolution(filters), new BatchNorm()),
            shrinks ? new Sequential(Convolution(filters, kernel: 1, stride: 2), new BatchNorm()) : null));
        layers.Add(new Relu());
    }
}
var model = new Sequential([.. layers, new GlobalAvgPool(), new Dense(10)]);

int steps = arguments.Number("--steps", epochs * ((data.Train.Count + 127) / 128));
var rate = new OneCycle(peak: 0.15, Math.Max(steps, 10));
var trainer = new Trainer(model, new Sgd(rate, momentum: 0.9, nesterov: true, weightDecay: 5e-4), new SoftmaxCrossEntropy(labelSmoothing: 0.05), seed: 1);
trainer.Fit(data.Train, epochs, data.Test, batchSize: 128, maxSteps: steps, callbacks: [new Report()]);
Console.WriteLine($"{model.ParameterCount():N0} parameters, test accuracy {trainer.History.Last.Metrics["val_accuracy"]:P2}");

File.WriteAllText(arguments.Output("resnet-mistakes.svg"), MistakeSheet.ToSvg(data.Test, trainer.Predict(data.Test.Inputs)));
Console.WriteLine($"wrote {arguments.Output("resnet-mistakes.svg")}");

static Conv2D Convolution(int filters, int kernel = 3, int stride = 1)
    => new(filters, kernel, stride, padding: kernel / 2, bias: false, weightInitializer: new HeNormal());

/// <summary>In training, shows each picture moved by up to one pixel and, if that makes sense, every other time its mirror image; in predictions, as it is.</summary>
internal sealed class RandomView(bool mirror) : Layer
{
    private const int Most = 1;

    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        if (!context.IsTraining)
        {
            return x;
        }
        (int count, int height, int width) = (x.Shape[0] * x.Shape[1], x.Shape[2], x.Shape[3]);
        float[] chance = RandomOps.Uniform([count, 3], 0, 1, context.Random).ToArray<float>();
        Tensor y = Tensor.Zeros(x.Shape);
        for (int i = 0; i < count * height * width; i++)
        {
            int picture = i / (height * width), row = i / width % height, column = i % width;
            int fromRow = row + (int)(chance[3 * picture] * ((2 * Most) + 1)) - Most;
            int fromColumn = column + (int)(chance[(3 * picture) + 1] * ((2 * Most) + 1)) - Most;
            fromColumn = mirror && chance[(3 * picture) + 2] < 0.5f ? width - 1 - fromColumn : fromColumn;
            if (fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width)
            {
                y.AsSpan<float>()[i] = x.AsSpan<float>()[(picture * height * width) + (fromRow * width) + fromColumn];
            }
        }
        return y;
    }
}

internal sealed class Report : Callback
{
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch) => Console.WriteLine(
        $"epoch {epoch.Epoch}: training loss {epoch.Metrics["loss"]:F4}, test accuracy {epoch.Metrics["val_accuracy"]:P2}, {epoch.SamplesPerSecond:N0} images a second");
}
