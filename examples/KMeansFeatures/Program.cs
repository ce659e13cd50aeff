// Features without labels by k-means (Coates, Lee and Ng 2011; Coates and Ng 2012): small patches are normalized and whitened, their clusters' centres found, every patch of a
// picture is described by how much nearer than the average each centre is, these are added up over the quarters of the picture, and a linear support vector machine tells the classes.
// Compares with the same machine on the pixels.
//
//     dotnet run -c Release --project examples/KMeansFeatures -- --centres 200 --train 10000

using System.Diagnostics;
using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Models.Clustering;
using Strata.Ops;
using Strata.Optimizers.FullBatch;
using Strata.Pictures;
using Strata.Regularizers;
using Strata.Tensors;
using Strata.Training;

const int Size = 6, PicturesAtOnce = 50;
var arguments = new Arguments(args, "--centres", "--train", "--patches", "--out");
int centres = arguments.Number("--centres", 200), count = arguments.Number("--train", 10_000);

ImageSet digits = Mnist.TryLocate(out _) ? Mnist.Load() : Digits.Load();
Console.WriteLine(digits.Source);
Dataset train = digits.Train.Take(Math.Min(count, digits.Train.Count)), test = digits.Test;

var clock = Stopwatch.StartNew();
var encoder = new Sequential(
    new GlobalContrastNorm(bias: 0.01) { Name = "contrast" }, new ZcaWhitening(0.1) { Name = "whitening" },
    new KMeans(centres, ClusterCode.Triangle, spherical: true, iterations: 20, seed: 1) { Name = "clusters" });
Tensor[] pictures = [.. Enumerable.Range(0, train.Count).Select(i => train.Inputs.Slice(0, i, 1).Reshape(train.InputShape))];
encoder.FitPreprocessing(Patches.Sample(pictures, Size, arguments.Number("--patches", 50_000), new RandomStream(1)));
Tensor learned = ((KMeans)encoder.Children[2]).Centres!;
Png.Write(arguments.Output("k-means-centres.png"), ImageSheet.Draw(Tensor.Wrap(learned.ToArray<float>(), [centres, 1, Size, Size])));

Dataset features = new(Features(train.Inputs), train.Targets, train.ClassNames), testFeatures = new(Features(test.Inputs), test.Targets, test.ClassNames);
Console.WriteLine($"{4 * centres} features of {train.Count:N0} + {test.Count:N0} pictures in {clock.Elapsed.TotalSeconds:F0} s");
Console.WriteLine($"linear machine on pixels:   {100 * Accuracy(new Dataset(train.Inputs.Flatten(), train.Targets), new Dataset(test.Inputs.Flatten(), test.Targets)):F2} %");
Console.WriteLine($"linear machine on features: {100 * Accuracy(features, testFeatures):F2} %");

// [pictures, 1, height, width] → [pictures, 4 · centres]
Tensor Features(Tensor inputs)
{
    Tensor result = Tensor.Uninitialized([inputs.Shape[0], 4 * centres]);
    int down = inputs.Shape[2] - Size + 1, across = inputs.Shape[3] - Size + 1;
    for (int start = 0; start < inputs.Shape[0]; start += PicturesAtOnce)
    {
        using var scope = new TensorScope();
        int some = Math.Min(PicturesAtOnce, inputs.Shape[0] - start);
        Tensor maps = encoder.Forward(Patches.All(inputs.Slice(0, start, some), Size)).Reshape([some, down, across, centres]);
        Tensor[] quarters = [.. from rows in maps.Split(1, down / 2, down - (down / 2)) from part in rows.Split(2, across / 2, across - (across / 2)) select part.Sum([1, 2])];
        ConcatenateOp.Concatenate(quarters, axis: 1).CopyTo(result.Slice(0, start, some));
    }
    return result;
}

// A squared-hinge machine on standardized features, trained to the end by L-BFGS.
double Accuracy(Dataset data, Dataset unseen)
{
    var scale = new Standardize();
    scale.Fit(data.Inputs);
    var model = new Sequential(new Dense(10));
    new LBfgs(maxIterations: 100).Fit(model, new SquaredHinge(), new Dataset(scale.Forward(data.Inputs) * 0.1, data.Targets), [new L2(1e-3)]);
    int[] predicted = model.Forward(scale.Forward(unseen.Inputs) * 0.1).ArgMax().ToArray<int>(), labels = unseen.Targets.ToArray<int>();
    return predicted.Zip(labels).Count(p => p.First == p.Second) / (double)labels.Length;
}
