using Strata.Autograd;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Benchmarks;

/// <summary>Whole training steps: forward, backward, update.</summary>
internal static class TrainingCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        Step("lenet5", 64, [1, 28, 28], 10, Networks.LeNet5, () => new Sgd(0.01, momentum: 0.9)),
        Step("caffe-lenet", 64, [1, 28, 28], 10, Networks.CaffeLeNet, () => new Sgd(0.01, momentum: 0.9, weightDecay: 5e-4)),
        Step("mlp-32", 32, [784], 10, () => Networks.Mlp([1000, 1000, 1000, 10]), () => new Sgd(0.01, momentum: 0.9)),
        Step("mlp-128", 128, [784], 10, () => Networks.Mlp([1000, 1000, 1000, 10]), () => new Sgd(0.01, momentum: 0.9)),
        Step("keras-mlp", 128, [784], 10, () => Networks.Mlp([512, 512, 10], dropout: 0.2), () => new RmsProp()),
        Step("vgg-small", 64, [3, 32, 32], 10, Networks.SmallVgg, () => new Sgd(0.01, momentum: 0.9)),
        Step("resnet18", 32, [3, 32, 32], 10, () => Networks.ResNet18(small: true), () => new Sgd(0.01, momentum: 0.9, weightDecay: 5e-4)),
        Sequence("lstm", () => new Lstm(512, returnSequence: true)),
        Sequence("gru", () => new Gru(512, returnSequence: true, resetAfter: true)),
        Sequence("rnn", () => new SimpleRnn(512, returnSequence: true)),
        ContrastiveDivergence(),
        DenoisingAutoencoder(20),
        DenoisingAutoencoder(100),
        Adversaries(),
        Step("tiny", 1, [4], 3, () => Networks.Mlp([8, 3]), () => new Sgd(0.01)),
        Step("tiny-adam", 1, [4], 3, () => Networks.Mlp([8, 3]), () => new Adam()),
    ];

    private static Case Step(string name, int batch, Shape sample, int classes, Func<Layer> network, Func<Optimizer> rule)
    {
        return new($"train-{name}", () =>
        {
            var step = new TrainStep(network(), rule(), new SoftmaxCrossEntropy());
            Tensor x = Values.Random(sample.Insert(0, batch)), labels = Values.Labels(batch, classes);
            return () => step.Run(x, labels);
        })
        { Flop = () => batch * FlopOfStep(network(), sample) };
    }

    private static Case Sequence(string name, Func<Recurrent> layer)
    {
        const int characters = 96, steps = 64, batch = 32;
        Sequential Network() => new(layer(), new Dense(characters));
        return new($"train-{name}", () =>
        {
            var step = new TrainStep(Network(), new Adam(), new EachStep(new SoftmaxCrossEntropy()));
            Tensor labels = Values.Labels(batch * steps, characters), x = labels.OneHot(characters).Reshape([batch, steps, characters]);
            return () => step.Run(x, labels.Reshape([batch, steps]));
        })
        { Flop = () => batch * FlopOfStep(Network(), [steps, characters]) };
    }

    private static double FlopOfStep(Layer network, Shape sample)
    {
        network.Build(sample);
        (double all, double first) = Networks.Flop(network);
        return (3 * all) - (network.Children[0] is Recurrent r ? 2.0 * r.Weight!.Value.Count * sample[0] : first); // the inputs need no gradient
    }

    // An RBM by hand: h ~ P(h | v), v' = P(v | h), h' = P(h | v'); ΔW = η (v h - v' h').
    private static Case ContrastiveDivergence()
    {
        const int batch = 100, visible = 784, hidden = 500;
        const double rate = 0.1 / batch;
        return new("train-rbm", () =>
        {
            Tensor v = RandomOps.Uniform([batch, visible], 0, 1, new RandomStream(1)), w = RandomOps.Normal([visible, hidden], 0, 0.01, new RandomStream(2));
            Tensor b = Tensor.Zeros([visible]), c = Tensor.Zeros([hidden]);
            var random = new RandomStream(3);
            ulong step = 0;
            return () =>
            {
                using Tape.PauseScope pause = Tape.Pause();
                using var scope = new TensorScope();
                Tensor p = (v.MatMul(w) + c).Sigmoid(), h = RandomOps.Bernoulli(p, random.Split(step++));
                Tensor v1 = (h.MatMul(w, transposeB: true) + b).Sigmoid(), p1 = (v1.MatMul(w) + c).Sigmoid();
                UpdateOps.AddProduct(w, v, p, rate, transposeA: true);
                UpdateOps.AddProduct(w, v1, p1, -rate, transposeA: true);
                UpdateOps.Sgd(b, (v1 - v).Sum([0]), rate);
                UpdateOps.Sgd(c, (p1 - p).Sum([0]), rate);
            };
        })
        { Flop = () => 5 * 2.0 * batch * visible * hidden };
    }

    private static Case DenoisingAutoencoder(int batch) => new($"train-denoising-{batch}", () =>
    {
        Parameter w = new("w", RandomOps.Normal([784, 1000], 0, 0.02, new RandomStream(1)));
        Parameter b = new("b", Tensor.Zeros([1000])), c = new("c", Tensor.Zeros([784]));
        Tensor x = RandomOps.Uniform([batch, 784], 0, 1, new RandomStream(2));
        var rule = new Sgd(0.1);
        var random = new RandomStream(3);
        ulong step = 0;
        return () =>
        {
            using var scope = new TensorScope();
            Tensor noisy = x * RandomOps.Bernoulli(x.Shape, 0.7, random.Split(step++));
            Tensor code = (noisy.MatMul(w) + b).Sigmoid();
            Tensor loss = (code.MatMul(w, transposeB: true) + c).SigmoidCrossEntropy(x) * 784;
            loss.Backward();
            rule.Step([w, b, c]);
        };
    })
    { Flop = () => 5 * 2.0 * batch * 784 * 1000 };

    private static Case Adversaries()
    {
        const int batch = 64;
        Sequential Generator() => new(new Dense(256), new LeakyRelu(0.2), new Dense(512), new LeakyRelu(0.2), new Dense(784), new Tanh());
        Sequential Discriminator() => new(new Dense(512), new LeakyRelu(0.2), new Dense(256), new LeakyRelu(0.2), new Dense(1));
        const double g = 2.0 * batch * ((100 * 256) + (256 * 512) + (512 * 784)), d = 2.0 * batch * ((784 * 512) + (512 * 256) + 256);
        return new("train-gan", () =>
        {
            Sequential generator = Generator(), discriminator = Discriminator();
            generator.Build([100], new RandomStream(1));
            discriminator.Build([784], new RandomStream(2));
            Adam generatorRule = new(2e-4, beta1: 0.5), discriminatorRule = new(2e-4, beta1: 0.5);
            Tensor x = Values.Random([batch, 784]), real = Tensor.Ones([batch, 1]), made = Tensor.Zeros([batch, 1]);
            var random = new RandomStream(3);
            ulong step = 0;
            return () =>
            {
                using var scope = new TensorScope();
                Tensor fake = generator.Forward(RandomOps.Normal([batch, 100], 0, 1, random.Split(step++)));
                Tensor loss = discriminator.Forward(x).SigmoidCrossEntropy(real) + discriminator.Forward(fake.Detach()).SigmoidCrossEntropy(made);
                loss.Backward();
                discriminatorRule.Step(discriminator);
                discriminator.Freeze();
                discriminator.Forward(fake).SigmoidCrossEntropy(real).Backward();
                discriminator.Unfreeze();
                generatorRule.Step(generator);
            };
        })
        { Flop = () => (3 * g) - (2.0 * batch * 100 * 256) + (2 * ((3 * d) - (2.0 * batch * 784 * 512))) + (2 * d) };
    }
}
