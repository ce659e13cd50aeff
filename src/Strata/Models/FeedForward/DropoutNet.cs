using System.Runtime.CompilerServices;
using Strata.Initializers;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Regularizers;
using Strata.Schedules;

namespace Strata.Models.FeedForward;

/// <summary>
/// The network of the publications on dropout: 784-800-800-10 of rectifiers, dropout 0.2 of the input and 0.5 of the hidden units, and a limit on the length of each
/// unit's weights (Hinton et al. 2012; Srivastava et al. 2014).
/// </summary>
public static class DropoutNet
{
    /// <summary>The network: [batch, ...] → logits [batch, classes].</summary>
    public static Sequential Create(int hidden = 800, double inputDropout = 0.2, double dropout = 0.5, int classes = 10) => new(
        new Flatten(), new Dropout(inputDropout),
        new Dense(hidden, weightInitializer: new HeNormal()) { Name = "hidden1" }, new Relu(), new Dropout(dropout),
        new Dense(hidden, weightInitializer: new HeNormal()) { Name = "hidden2" }, new Relu(), new Dropout(dropout),
        new Dense(classes) { Name = "output" });

    [ModuleInitializer]
    internal static void Register() => Recipes.Add(() => new ClassifierRecipe
    {
        Name = "dropout",
        Family = "feed-forward",
        Description = "784-800-800-10 rectifiers, dropout 0.2 and 0.5, max-norm 3",
        Source = "Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014, Dropout",
        Model = () => Create(),
        Loss = () => new SoftmaxCrossEntropy(),
        Optimizer = steps => new Adam(new Cosine(1e-3, steps)),
        Regularizers = () => [new MaxNorm(3)],
        BatchSize = 100,
        Epochs = 60,
    });
}
