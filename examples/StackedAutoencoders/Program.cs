// Features learned without labels, and what they are worth when labels come. Two experiments:
//
//     dotnet run -c Release --project examples/StackedAutoencoders -- --experiment sparse    the stacked sparse autoencoder of the UFLDL tutorial, by L-BFGS
//     dotnet run -c Release --project examples/StackedAutoencoders -- --experiment labels    10, 100 and 1000 labels with and without pre-training
//
// Each part that takes long leaves its weights in the folder of --out, and is not done again when the program runs once more.

using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Models.Autoencoders;
using Strata.Optimizers;
using Strata.Optimizers.FullBatch;
using Strata.Pictures;
using Strata.Regularizers;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Training;

var arguments = new Arguments(args, "--experiment", "--images", "--iterations", "--epochs", "--steps", "--draws", "--seed", "--out");
var seed = (ulong)arguments.Number("--seed", 1);
ImageSet digits = Mnist.TryLocate(out _) ? Mnist.Load() : Digits.Load(); // all of MNIST where it is on this machine
Dataset train = digits.Train.Take(arguments.Number("--images", digits.Train.Count));
Console.WriteLine(digits.Source);
if (arguments.Text("--experiment", "sparse") == "sparse")
{
    Sparse();
}
else
{
    Labels();
}

// 784-200-200-10: two sparse autoencoders, a softmax on top, then everything together; each by L-BFGS on all images at once.
void Sparse()
{
    const double Activity = 0.1, Sparsity = 3, Decay = 3e-3;
    int iterations = arguments.Number("--iterations", 400);
    var stack = new StackedAutoencoder(Level(784), Level(200));
    stack.Fit(train.Inputs, (level, codes) => Kept(
        $"sparse-level{level + 1}", iterations, stack.Levels[level], codes.Shape[1..],
        count => stack.Levels[level].Fit(codes, new LBfgs(maxIterations: count), regularizers: [new L2(Decay)]).Loss));

    var head = new Dense(10);
    Dataset features = stack.Encode(train);
    Kept("sparse-softmax", Math.Min(100, iterations), head, [200],
        count => new LBfgs(maxIterations: count).Fit(head, new SoftmaxCrossEntropy(), features, [new L2(Decay)]).Loss);
    Sequential net = stack.Classifier(head);
    net.Build([1, 28, 28]);
    Console.WriteLine($"test accuracy {Accuracy(net):P2} with the levels as they were learned without labels");
    Kept("sparse-tuned", iterations, net, [1, 28, 28], count => new LBfgs(maxIterations: count).Fit(
        net, new SoftmaxCrossEntropy(), train, [new L2(Decay) { AppliesTo = parameter => parameter == head.Weight }]).Loss);
    Console.WriteLine($"test accuracy {Accuracy(net):P2} after tuning everything");
    Draw("sparse-filters.png", net.FirstFilters()!);

    static Autoencoder Level(int inputs) => Autoencoder.Create(inputs, 200, new Sigmoid(), penalty: new KlSparsity(Activity, Sparsity), output: new Sigmoid());
}

// 784-1000-1000-10, from the weights of a stacked denoising autoencoder that has seen all images without their labels, or from random ones.
void Labels()
{
    int epochs = arguments.Number("--epochs", 15), steps = arguments.Number("--steps", 300), draws = arguments.Number("--draws", 5);
    StackedAutoencoder stack = Stack();
    stack.Fit(train.Inputs, (level, codes) => Kept(
        $"labels-level{level + 1}", 1, stack.Levels[level], codes.Shape[1..],
        _ => stack.Levels[level].Fit(
            codes, new Adam(new Cosine(1e-3, Math.Max(1, epochs * (codes.Shape[0] / 100)))), epochs, seed: seed + (ulong)level).Last.Metrics["loss"]));
    Draw("labels-features.png", PreferredInputs.Of(stack.Classifier(new Sequential()), 64));
    string pretrained = arguments.Output("labels-stack.safetensors");
    stack.SaveWeights(pretrained);

    Console.WriteLine("labels  pre-trained  random weights  only the top learns  (test error, mean of the draws)");
    foreach (int labels in (int[])[10, 100, 1000])
    {
        double[][] errors = [.. Enumerable.Range(0, draws).Select(draw => Errors(labels, (ulong)draw))];
        Console.WriteLine($"{labels,6}  {errors.Average(e => e[0]),11:P1}  {errors.Average(e => e[1]),14:P1}  {errors.Average(e => e[2]),19:P1}");
    }

    double[] Errors(int labels, ulong draw)
    {
        Dataset few = train.Split((double)labels / train.Count, draw).First; // as many of each class
        StackedAutoencoder known = Stack(), unknown = Stack(), still = Stack();
        foreach (StackedAutoencoder each in (StackedAutoencoder[])[known, still])
        {
            each.Build([1, 28, 28]);
            each.LoadWeights(pretrained);
        }
        var top = new Dense(10);
        Learn(top, still.Encode(few), draw);
        return [1 - Learn(known.Classifier(new Dense(10)), few, draw), 1 - Learn(unknown.Classifier(new Dense(10)), few, draw), 1 - Accuracy(still.Classifier(top))];
    }

    double Learn(Layer net, Dataset few, ulong draw)
    {
        var trainer = new Trainer(net, new Adam(new Cosine(1e-3, steps)), new SoftmaxCrossEntropy(), draw);
        trainer.Fit(few, epochs: steps, batchSize: 100, maxSteps: steps);
        return net is Sequential ? Accuracy(net) : 0;
    }

    static StackedAutoencoder Stack() => new(
        Autoencoder.Create(784, 1000, new Sigmoid(), tied: true, Reconstruction.CrossEntropy, new MaskingNoise(0.3)),
        Autoencoder.Create(1000, 1000, new Sigmoid(), tied: true, Reconstruction.CrossEntropy, new MaskingNoise(0.3)));
}

double Accuracy(Layer net) => new Trainer(net, new Sgd(1), new SoftmaxCrossEntropy()).Evaluate(digits.Test)["accuracy"];

// Trains for a number of iterations, a hundred at a time, and keeps the weights after each hundred; goes on where an earlier run has ended.
void Kept(string name, int iterations, Layer model, Shape input, Func<int, double> fit)
{
    const int AtOnce = 100;
    model.Build(input, new RandomStream(seed));
    for (int done = 0; done < iterations; done += AtOnce)
    {
        string file = arguments.Output($"{name}-{Math.Min(iterations, done + AtOnce)}.safetensors");
        if (File.Exists(file))
        {
            model.LoadWeights(file);
            continue;
        }
        var watch = System.Diagnostics.Stopwatch.StartNew();
        double loss = fit(Math.Min(AtOnce, iterations - done));
        model.SaveWeights(file);
        Console.WriteLine($"{name}, {Math.Min(iterations, done + AtOnce)} of {iterations}: loss {loss:F4}, {watch.Elapsed.TotalSeconds:F0} s");
    }
}

void Draw(string file, Tensor tiles)
{
    Png.Write(arguments.Output(file), ImageSheet.Draw(tiles, enlarge: 2));
    Console.WriteLine($"wrote {arguments.Output(file)}");
}
