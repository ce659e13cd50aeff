using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Models.Autoencoders;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Models.Autoencoders;

public class ReconstructingEncoderTests
{
    [Fact]
    public void The_penalty_is_the_autoencoders_loss_and_the_output_its_code()
    {
        var autoencoder = Autoencoder.Create(6, 3, new Sigmoid());
        var layer = new ReconstructingEncoder(autoencoder, 0.5);
        layer.Build([6], new RandomStream(1), DType.Float64);
        Tensor x = RandomOps.Normal([4, 6], 0, 1, new RandomStream(2), DType.Float64);
        ForwardContext context = ForwardContext.Training(new RandomStream(3));
        Assert.Equal(autoencoder.Encode(x).ToArray<double>(), layer.Forward(x, context).ToArray<double>());
        Assert.Equal(0.25 * autoencoder.Score(x).Mean().ToScalar(), Assert.Single(context.Penalties).ToScalar(), 1e-12);
        Assert.Empty(ForwardContext.Inference.Penalties);
        Assert.StartsWith("The strength of a reconstruction must be", Assert.Throws<ArgumentOutOfRangeException>(() => new ReconstructingEncoder(autoencoder, -1)).Message);
    }

    [Fact]
    public void A_classifier_learns_classes_from_the_samples_with_labels_and_to_give_back_all()
    {
        ImageSet digits = Digits.Load();
        int[] labels = digits.Train.Labels.ToArray<int>();
        for (int i = 60; i < labels.Length; i++)
        {
            labels[i] = -1;
        }
        int[] often = [.. Enumerable.Range(0, labels.Length), .. Enumerable.Range(0, 20 * 60).Select(i => i % 60)]; // a batch is to have some with labels
        Tensor rows = Tensor.Wrap(often);
        (double Accuracy, double Error) Learned(double strength)
        {
            var autoencoder = Autoencoder.Create(784, 100, new Sigmoid(), tied: true, Reconstruction.CrossEntropy, new MaskingNoise(0.3));
            var net = new Sequential(new ReconstructingEncoder(autoencoder, strength), new Dense(10));
            var data = new Dataset(digits.Train.Images.Gather(rows), Tensor.Wrap(labels).Gather(rows));
            new Trainer(net, new Adam(0.003), new PartialLabels(new SoftmaxCrossEntropy()), seed: 1).Fit(data, 6);
            double accuracy = new Trainer(net, new Sgd(1), new SoftmaxCrossEntropy()).Evaluate(digits.Test)["accuracy"];
            return (accuracy, autoencoder.Score(digits.Test.Images).Mean().ToScalar());
        }
        (double accuracy, double error) = Learned(0.05);
        (double accuracyAlone, double errorAlone) = Learned(0);
        Assert.True(accuracy > 0.7 && accuracy > accuracyAlone - 0.03, $"{accuracy} and {accuracyAlone}");
        Assert.True(error < 0.5 * errorAlone, $"{error} and {errorAlone}");
    }
}
