// A variational autoencoder (Kingma and Welling 2014) on handwritten digits: the encoder gives a normal distribution q(z|x) for each picture, the decoder a
// probability p(x|z) for each pixel, and both learn to raise a lower bound of log p(x). Draws reconstructions, new digits, and the plane of codes.
//
//     dotnet run -c Release --project examples/Vae -- --steps 5000 --latent 2

using Strata.Autograd;
using Strata.Data;
using Strata.Layers;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Pictures;
using Strata.Schedules;
using Strata.Tensors;

const int Batch = 128;
var arguments = new Arguments(args, "--steps", "--latent", "--out");
int steps = arguments.Number("--steps", 5000), latent = arguments.Number("--latent", 2);

ImageSet digits = Mnist.TryLocate(out _) ? Mnist.Load() : Digits.Load(); // all of MNIST where it is on this machine
Console.WriteLine(digits.Source);

var encoder = new Sequential(new Flatten(), new Dense(384), new Relu(), new Dense(192), new Relu(), new Dense(2 * latent)); // mean and log variance
var decoder = new Sequential(new Dense(192), new Relu(), new Dense(384), new Relu(), new Dense(28 * 28), new Reshape([1, 28, 28])); // logits
encoder.Build([1, 28, 28], new RandomStream(1));
decoder.Build([latent], new RandomStream(2));

var random = new RandomStream(3);
var rule = new Adam(new OneCycle(2e-3, Math.Max(steps, 10)));
for (int step = 1; step <= steps; step++)
{
    using var scope = new TensorScope();
    (Tensor reconstruction, Tensor divergence) = Bound(digits.Train.Sample(Batch, random).Inputs);
    (reconstruction + divergence).Backward();
    rule.Step(encoder, decoder);
    if (step % 1000 == 0 || step == steps)
    {
        Console.WriteLine($"step {step}: reconstruction {reconstruction.ToScalar():F2} + divergence {divergence.ToScalar():F2} nats");
    }
}

using var pause = Tape.Pause();
(Tensor error, Tensor distance) = Bound(digits.Test.Inputs);
Console.WriteLine($"on the test digits: log p(x) is above {-(error + distance).ToScalar():F2} nats");

Tensor some = digits.Test.Inputs.Slice(0, 0, 20), again = Decode(encoder.Forward(some).Split(1, latent, latent)[0]);
Draw("vae-reconstructions.png", ConcatenateOp.Concatenate([some, again]), columns: 20); // originals above
Draw("vae-samples.png", Decode(RandomOps.Normal([100, latent], 0, 1, random)), columns: 10);
if (latent == 2)
{
    const int Side = 20;
    float[] plane = [.. from y in Enumerable.Range(0, Side) from x in Enumerable.Range(0, Side) from place in (int[])[x, y] select Place(place)];
    Draw("vae-plane.png", Decode(Tensor.Wrap(plane, [Side * Side, 2])), Side); // z from -2 to 2 on both axes

    static float Place(int i) => (4f * i / (Side - 1)) - 2;
}

// The two terms of the bound with its sign turned, in nats a picture: -E[log p(x|z)], by one sample of z, and KL(q(z|x) ‖ N(0, 1)) in closed form.
(Tensor Reconstruction, Tensor Divergence) Bound(Tensor x)
{
    Tensor[] q = encoder.Forward(x, ForwardContext.Training(random)).Split(1, latent, latent);
    (Tensor mean, Tensor logVariance) = (q[0], q[1]);
    Tensor z = mean + ((0.5 * logVariance).Exp() * RandomOps.Normal(mean.Shape, 0, 1, random)); // so that gradients reach mean and variance
    Tensor logits = decoder.Forward(z, ForwardContext.Training(random));
    Tensor divergence = 0.5 * (mean.Square() + logVariance.Exp() - 1 - logVariance).Sum() / x.Shape[0];
    return (logits.SigmoidCrossEntropy(x) * x.Shape[1..].ElementCount, divergence);
}

Tensor Decode(Tensor z) => decoder.Forward(z).Sigmoid();

void Draw(string file, Tensor pictures, int columns)
{
    Png.Write(arguments.Output(file), ImageSheet.Draw(pictures, enlarge: 1, columns, range: (0, 1)));
    Console.WriteLine($"wrote {arguments.Output(file)}");
}
