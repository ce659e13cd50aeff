// A generative adversarial network on handwritten digits, by algorithm 1 of Goodfellow et al. (2014): a generator G makes pictures of noise, a discriminator D tells
// them from real ones, and each learns from the other. Both are convolutional (Radford, Metz and Chintala 2016). Draws a sheet of what the generator makes.
//
//     dotnet run -c Release --project examples/Gan -- --steps 3000

using Strata.Autograd;
using Strata.Data;
using Strata.Layers;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Pictures;
using Strata.Tensors;

const int Batch = 64, Noise = 64, K = 1; // k, the discriminator's steps for one of the generator: 1, as in the paper's experiments
var arguments = new Arguments(args, "--steps", "--out");
int steps = arguments.Number("--steps", 3000);

ImageSet digits = Mnist.TryLocate(out _) ? Mnist.Load() : Digits.Load(); // all of MNIST where it is on this machine
Console.WriteLine(digits.Source);

var generator = new Sequential(
    new Dense(256), new BatchNorm(), new Relu(),
    new Dense(7 * 7 * 48), new BatchNorm(), new Relu(), new Reshape([48, 7, 7]),
    new ConvTranspose2D(24, 4, stride: 2, padding: 1), new BatchNorm(), new Relu(), // [24, 14, 14]
    new ConvTranspose2D(1, 4, stride: 2, padding: 1), new Sigmoid()); // [1, 28, 28]
var discriminator = new Sequential(
    new Conv2D(24, 4, stride: 2, padding: 1), new LeakyRelu(0.2),
    new Conv2D(48, 4, stride: 2, padding: 1), new LeakyRelu(0.2),
    new Flatten(), new Dense(256), new LeakyRelu(0.2), new Dense(1)); // the logit of D
generator.Build([Noise], new RandomStream(1));
discriminator.Build([1, 28, 28], new RandomStream(2));
Adam generatorRule = new(5e-4, beta1: 0.5), discriminatorRule = new(5e-4, beta1: 0.5);

var random = new RandomStream(3);
Tensor fixedNoise = Prior(100), real = Tensor.Ones([Batch, 1]), made = Tensor.Zeros([Batch, 1]);
for (int step = 1; step <= steps; step++)
{
    (double d, double g) = (0, 0);
    for (int k = 0; k < K; k++)
    {
        // Ascend log D(x) + log(1 - D(G(z))), which is to descend two cross-entropies.
        using var scope = new TensorScope();
        Tensor z = Prior(Batch), x = digits.Train.Sample(Batch, random).Inputs;
        Tensor loss = D(x).SigmoidCrossEntropy(real) + D(G(z).Detach()).SigmoidCrossEntropy(made);
        loss.Backward();
        discriminatorRule.Step(discriminator);
        d = loss.ToScalar();
    }
    using (new TensorScope())
    {
        // Ascend log D(G(z)) rather than descend log(1 - D(G(z))): the same fixed point, but a gradient that does not vanish early, when D sees through everything.
        discriminator.Freeze();
        Tensor loss = D(G(Prior(Batch))).SigmoidCrossEntropy(real);
        loss.Backward();
        generatorRule.Step(generator);
        discriminator.Unfreeze();
        g = loss.ToScalar();
    }
    if (step % 250 == 0 || step == steps)
    {
        Console.WriteLine($"step {step}: loss of the discriminator {d:F3}, of the generator {g:F3}");
        Image sheet = ImageSheet.Draw(generator.Forward(fixedNoise), enlarge: 2, range: (0, 1)); // by the running averages, as for predictions
        Png.Write(arguments.Output("gan.png"), sheet);
    }
}
Console.WriteLine($"wrote {arguments.Output("gan.png")}");

Tensor Prior(int count) => RandomOps.Normal([count, Noise], 0, 1, random);
Tensor G(Tensor z) => generator.Forward(z, ForwardContext.Training(random));
Tensor D(Tensor x) => discriminator.Forward(x, ForwardContext.Training(random));
