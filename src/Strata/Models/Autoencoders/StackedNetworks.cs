using System.Runtime.CompilerServices;
using Strata.Initializers;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Regularizers;
using Strata.Schedules;

namespace Strata.Models.Autoencoders;

/// <summary>
/// The classifiers of the literature whose layers are first pre-trained as autoencoders: a network of fully connected layers, [batch, ...] → logits [batch,
/// classes], each hidden layer of
/// which is a <see cref="Sequential"/> that an autoencoder goes around.
/// </summary>
public static class StackedNetworks
{
    /// <summary>The network.</summary>
    /// <param name="sizes">Units of the hidden layers, the lowest first.</param>
    /// <param name="activation">Makes their activation. Default: <see cref="Sigmoid"/>.</param>
    /// <param name="weightInitializer">For their weights. Default: <see cref="GlorotUniform"/>.</param>
    /// <param name="classes">Default: 10.</param>
    /// <param name="masking">The share of the input's elements that are zero in training with labels; see <see cref="MaskingNoise"/>. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The masking is not from 0 to below 1.</exception>
    public static Sequential Create(
        IReadOnlyList<int> sizes, Func<Layer>? activation = null, Initializer? weightInitializer = null, int classes = 10, double masking = 0)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        activation ??= static () => new Sigmoid();
        return new(
        [
            .. masking == 0 ? (Layer[])[] : [new MaskingNoise(masking)],
            .. sizes.Select((units, i) => new Sequential(
                [.. i == 0 ? (Layer[])[new Flatten()] : [], new Dense(units, weightInitializer: weightInitializer), activation()]) { Name = $"hidden{i + 1}" }),
            new Dense(classes, weightInitializer: new Zeros()) { Name = "output" },
        ]);
    }

    /// <summary>The hidden layers of a network that <see cref="Create"/> has made, the lowest first.</summary>
    public static IReadOnlyList<Sequential> Hidden(Layer network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return [.. network.Children.OfType<Sequential>()];
    }

    [ModuleInitializer]
    internal static void Register()
    {
        Recipes.Add(() => Recipe(
            "sae", "stacked sparse autoencoder 784-200-200-10, activity 0.1",
            "Ng et al. 2011, UFLDL tutorial; Lee, Ekanadham and Ng 2008, Sparse deep belief net model for visual area V2",
            () => Create([200, 200]), 100, 20, steps => new Adam(new Cosine(1e-3, steps)),
            network => [.. Hidden(network).Select((hidden, i) => new PretrainingStage
            {
                Level = Autoencoder.Around(hidden, i == 0 ? 784 : 200, penalty: new KlSparsity(0.1, 3), output: new Sigmoid()),
                Optimizer = steps => new Adam(new Cosine(3e-3, steps)),
                Regularizers = () => [new L2(3e-3)],
                BatchSize = 500,
                Epochs = 40,
            })]));
        Recipes.Add(() => Recipe(
            "sdae", "stacked denoising autoencoder 784-1000-1000-1000-10, masking 0.1, 0.2 and 0.3",
            "Vincent, Larochelle, Lajoie, Bengio and Manzagol 2010, Stacked denoising autoencoders",
            () => Create([1000, 1000, 1000], masking: 0.2), 100, 60, steps => new Sgd(new Cosine(0.1, steps), momentum: 0.9),
            network => [.. Hidden(network).Select((hidden, i) => new PretrainingStage
            {
                Level = Autoencoder.Around(hidden, reconstruction: Reconstruction.CrossEntropy, corruption: new MaskingNoise(0.1 * (i + 1))),
                Optimizer = steps => new Adam(new Cosine(1e-3, steps)),
                BatchSize = 100,
                Epochs = 15,
            })]));
        Recipes.Add(() => Recipe(
            "rectifier", "rectifiers 784-1000-1000-1000-10, denoised with masking 0.25",
            "Glorot, Bordes and Bengio 2011, Deep sparse rectifier neural networks",
            () => Create([1000, 1000, 1000], () => new Relu(), new HeNormal()), 100, 30, steps => new Sgd(new Cosine(0.05, steps), momentum: 0.9),
            network => [.. Hidden(network).Select((hidden, i) => new PretrainingStage
            {
                Level = Autoencoder.Around(
                    hidden, reconstruction: i == 0 ? Reconstruction.CrossEntropy : Reconstruction.SquaredError, corruption: new MaskingNoise(0.25), penalty: new ActivityL1(1e-3)),
                Optimizer = steps => new Adam(new Cosine(3e-4, steps)),
                BatchSize = 100,
                Epochs = 15,
            })]));
        Recipes.Add(() => Recipe(
            "cae", "contractive autoencoder 784-1000-10, contraction 0.1",
            "Rifai, Vincent, Muller, Glorot and Bengio 2011, Contractive auto-encoders",
            () => Create([1000]), 100, 30, steps => new Sgd(new Cosine(0.1, steps), momentum: 0.9),
            network => [.. Hidden(network).Select(hidden => new PretrainingStage
            {
                Level = Autoencoder.Around(hidden, reconstruction: Reconstruction.CrossEntropy, contraction: 0.1),
                Optimizer = steps => new Adam(new Cosine(1e-3, steps)),
                BatchSize = 100,
                Epochs = 30,
            })]));
    }

    private static ClassifierRecipe Recipe(
        string name, string description, string source, Func<Layer> model, int batchSize, int epochs, Func<long, Optimizer> optimizer,
        Func<Layer, IReadOnlyList<PretrainingStage>> pretraining) => new()
        {
            Name = name,
            Family = "autoencoders",
            Description = description,
            Source = source,
            Model = model,
            Loss = () => new SoftmaxCrossEntropy(),
            Optimizer = optimizer,
            BatchSize = batchSize,
            Epochs = epochs,
            Pretraining = pretraining,
        };
}
