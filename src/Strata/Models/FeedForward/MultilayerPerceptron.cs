using System.Runtime.CompilerServices;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;

namespace Strata.Models.FeedForward;

/// <summary>The multi-layer perceptron of Keras's mnist_mlp example: 784-512-512-10, rectifiers, dropout 0.2.</summary>
public static class MultilayerPerceptron
{
    /// <summary>The network: [batch, ...] → logits [batch, classes].</summary>
    public static Sequential Create(int hidden = 512, double dropout = 0.2, int classes = 10) => new(
        new Flatten(),
        new Dense(hidden) { Name = "hidden1" }, new Relu(), new Dropout(dropout),
        new Dense(hidden) { Name = "hidden2" }, new Relu(), new Dropout(dropout),
        new Dense(classes) { Name = "output" });

    [ModuleInitializer]
    internal static void Register() => Recipes.Add(() => new ClassifierRecipe
    {
        Name = "mlp",
        Family = "feed-forward",
        Description = "multi-layer perceptron 784-512-512-10 with dropout 0.2",
        Source = "Rumelhart, Hinton and Williams 1986; Keras's mnist_mlp",
        Model = () => Create(),
        Loss = () => new SoftmaxCrossEntropy(),
        Optimizer = _ => new RmsProp(0.001),
        BatchSize = 128,
        Epochs = 20,
    });
}
