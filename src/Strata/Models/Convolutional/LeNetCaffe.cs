using System.Runtime.CompilerServices;
using Strata.Initializers;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Schedules;

namespace Strata.Models.Convolutional;

/// <summary>The LeNet that comes with Caffe (Jia et al. 2014): two convolutions of 20 and 50 maps, max pooling, one rectified layer of 500.</summary>
public static class LeNetCaffe
{
    /// <summary>The network: [batch, 1, 28, 28] → logits [batch, 10].</summary>
    public static Sequential Create() => new(
        new Conv2D(20, 5, weightInitializer: new LeCunUniform()) { Name = "conv1" }, new MaxPool2D(2) { Name = "pool1" },
        new Conv2D(50, 5, weightInitializer: new LeCunUniform()) { Name = "conv2" }, new MaxPool2D(2) { Name = "pool2" },
        new Flatten(),
        new Dense(500, weightInitializer: new LeCunUniform()) { Name = "ip1" }, new Relu(),
        new Dense(10, weightInitializer: new LeCunUniform()) { Name = "ip2" });

    [ModuleInitializer]
    internal static void Register() => Recipes.Add(() => new ClassifierRecipe
    {
        Name = "lenet-caffe",
        Family = "convolutional",
        Description = "Caffe's LeNet: 20 and 50 maps, max pooling, ReLU",
        Source = "Jia et al. 2014, Caffe: convolutional architecture for fast feature embedding",
        Model = Create,
        Loss = () => new SoftmaxCrossEntropy(),
        Optimizer = _ => new Sgd(new InverseDecay(0.01, gamma: 1e-4, power: 0.75), momentum: 0.9, weightDecay: 5e-4),
        BatchSize = 64,
        Epochs = 11,
        MaxSteps = 10_000,
    });
}
