using System.Runtime.CompilerServices;
using Strata.Initializers;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;

namespace Strata.Models.Linear;

/// <summary>Softmax regression, the linear classifier p = softmax(W x + b) (multinomial logistic regression; Cox 1966).</summary>
public static class SoftmaxRegression
{
    /// <summary>The network: [batch, ...] → logits [batch, classes].</summary>
    public static Sequential Create(int classes = 10)
        => new(new Flatten(), new Dense(classes, weightInitializer: new Zeros()) { Name = "output" });

    [ModuleInitializer]
    internal static void Register() => Recipes.Add(() => new ClassifierRecipe
    {
        Name = "softmax",
        Family = "linear",
        Description = "softmax regression, the linear classifier",
        Source = "Cox 1966, Some procedures connected with the logistic qualitative response curve",
        Model = () => Create(),
        Loss = () => new SoftmaxCrossEntropy(),
        Optimizer = _ => new Adam(0.001),
        BatchSize = 100,
        Epochs = 15,
    });
}
