using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Losses;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Models.Autoencoders;

/// <summary>The weights of one level that an unrolled autoencoder begins with: an RBM's, or an autoencoder's.</summary>
/// <param name="Weight">W [units, inputs].</param>
/// <param name="HiddenBias">[units], for the way up.</param>
/// <param name="VisibleBias">[inputs], for the way down.</param>
public sealed record LevelWeights(Tensor Weight, Tensor HiddenBias, Tensor VisibleBias);

/// <summary>
/// The deep autoencoder of Hinton and Salakhutdinov (2006, Reducing the dimensionality of data with neural networks): an encoder of sigmoid layers with a short
/// linear code, and its mirror
/// image as the decoder. 784-1000-500-250-30 for MNIST.
/// </summary>
public static class DeepAutoencoder
{
    /// <summary>The network with random weights.</summary>
    /// <param name="inputs">Elements of a sample.</param>
    /// <param name="sizes">Units of the encoder's layers, the code last; at least one.</param>
    /// <param name="reconstruction">Default: the cross-entropy, for pixels.</param>
    /// <param name="activation">Makes the hidden layers' activation. Default: <see cref="Sigmoid"/>.</param>
    /// <exception cref="ArgumentException">There is no layer.</exception>
    public static Autoencoder Create(
        int inputs, IReadOnlyList<int> sizes, Reconstruction reconstruction = Reconstruction.CrossEntropy, Func<Layer>? activation = null)
    {
        RequireAny(sizes);
        int[] all = [inputs, .. sizes];
        return Mirrored(all, reconstruction, activation, up => new Dense(all[up + 1]), down => new Dense(all[down]));
    }

    /// <summary>
    /// Unrolls levels that were trained one by one: the encoder begins with W and the hidden biases, the decoder with Wᵀ and the visible biases, and from there on
    /// both are free.
    /// </summary>
    /// <param name="levels">The lowest first; each takes as many inputs as the one below has units.</param>
    /// <param name="reconstruction">Default: the cross-entropy, for pixels.</param>
    /// <param name="activation">Makes the hidden layers' activation. Default: <see cref="Sigmoid"/>.</param>
    /// <exception cref="ArgumentException">There is no level, or the shapes do not fit.</exception>
    public static Autoencoder Unroll(
        IReadOnlyList<LevelWeights> levels, Reconstruction reconstruction = Reconstruction.CrossEntropy, Func<Layer>? activation = null)
    {
        RequireAny(levels);
        for (int i = 0; i < levels.Count; i++)
        {
            (Tensor weight, Tensor hidden, Tensor visible) = levels[i];
            bool fits = weight.Rank == 2 && hidden.Rank == 1 && visible.Rank == 1 && hidden.Count == weight.Shape[0] && visible.Count == weight.Shape[1]
                && (i == 0 || weight.Shape[1] == levels[i - 1].Weight.Shape[0]);
            if (!fits)
            {
                throw new ArgumentException(
                    $"Level {i + 1} has weights {weight.Shape}, hidden biases {hidden.Shape} and visible biases {visible.Shape}; [units, inputs], [units] and [inputs] are expected"
                    + (i == 0 ? "." : $", with {levels[i - 1].Weight.Shape[0]} inputs, the units of the level below."), nameof(levels));
            }
        }
        int[] all = [levels[0].Weight.Shape[1], .. levels.Select(level => level.Weight.Shape[0])];
        return Mirrored(
            all, reconstruction, activation,
            up => new Dense(all[up + 1], weightInitializer: new GivenValues(levels[up].Weight.Detach()), biasInitializer: new GivenValues(levels[up].HiddenBias.Detach())),
            down => new Dense(all[down], weightInitializer: new GivenValues(levels[down].Weight.Detach().Transpose()), biasInitializer: new GivenValues(levels[down].VisibleBias.Detach())));
    }

    /// <summary>Unrolls restricted Boltzmann machines that were trained one on another, as the publication does.</summary>
    /// <param name="machines">
    /// The lowest first, each trained on the codes of the one below; the highest has linear hidden units (<see cref="GaussianUnits"/>) for a linear code.
    /// </param>
    /// <param name="reconstruction">Default: the cross-entropy, for pixels.</param>
    /// <exception cref="ArgumentException">There is none, one has not been built, or the shapes do not fit.</exception>
    public static Autoencoder Unroll(IReadOnlyList<RestrictedBoltzmannMachine> machines, Reconstruction reconstruction = Reconstruction.CrossEntropy)
    {
        ArgumentNullException.ThrowIfNull(machines);
        return Unroll([.. machines.Select(machine => machine is { Weight: { } weight, HiddenBias: { } hidden, VisibleBias: { } visible }
            ? new LevelWeights(weight.Value, hidden.Value, visible)
            : throw new ArgumentException($"{machine} cannot be unrolled: it has not been trained.", nameof(machines)))], reconstruction);
    }

    /// <summary>
    /// Unrolls a stack of autoencoders of one hidden layer each, as <see cref="Autoencoder.Create"/> makes them; the weights of decoders
    /// that are not tied are left behind.
    /// </summary>
    /// <param name="stack">Trained.</param>
    /// <param name="reconstruction">Default: the cross-entropy, for pixels.</param>
    /// <param name="activation">Makes the hidden layers' activation. Default: <see cref="Sigmoid"/>.</param>
    /// <exception cref="ArgumentException">A level has no <see cref="Dense"/> layer, or no bias.</exception>
    public static Autoencoder Unroll(
        StackedAutoencoder stack, Reconstruction reconstruction = Reconstruction.CrossEntropy, Func<Layer>? activation = null)
    {
        ArgumentNullException.ThrowIfNull(stack);
        return Unroll([.. stack.Levels.Select(WeightsOf)], reconstruction, activation);
    }

    /// <summary>
    /// The levels of a deep autoencoder that <see cref="Create"/> has made, as a stack of its own layers: training the stack, level by level, pre-trains the deep
    /// net. Each level's decoder keeps
    /// its own weights.
    /// </summary>
    /// <param name="model">Its encoder and decoder are mirror images.</param>
    /// <param name="corruption">Makes what happens to the inputs of a level, from 0, in training. Default: nothing.</param>
    /// <exception cref="ArgumentException">The two are no mirror images.</exception>
    public static StackedAutoencoder Levels(Autoencoder model, Func<int, Layer>? corruption = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Layer[] up = [.. model.Encoder.Children.Where(layer => layer is not Flatten)], down = [.. model.Decoder.Children];
        int[] places = [.. up.Select((layer, i) => (layer, i)).Where(l => l.layer is Dense).Select(l => l.i)];
        if (up.Length == 0 || !up.Select(layer => layer.GetType()).SequenceEqual(down.Select(layer => layer.GetType()).Reverse()) || places[0] != 0)
        {
            throw new ArgumentException($"{model} has no levels: its decoder is not the mirror image of its encoder, Dense layers with activations between.", nameof(model));
        }
        int[] ends = [.. places.Skip(1), up.Length];
        return new StackedAutoencoder([.. places.Select((place, level) => new Autoencoder(
            new Sequential([.. level == 0 ? (Layer[])[new Flatten()] : [], .. up[place..ends[level]]]),
            new Sequential(down[^(place + 1)]),
            corruption?.Invoke(level),
            reconstruction: level == 0 ? model.Reconstruction : up[place - 1] is Sigmoid ? Reconstruction.CrossEntropy : Reconstruction.SquaredError))]);
    }

    [ModuleInitializer]
    internal static void Register() => Recipes.Add(() => new AutoencoderRecipe
    {
        Name = "deep-autoencoder",
        Family = "autoencoders",
        Description = "784-1000-500-250-30 and back, pre-trained level by level",
        Source = "Hinton and Salakhutdinov 2006, Reducing the dimensionality of data with neural networks",
        Model = () => Create(784, [1000, 500, 250, 30]),
        Loss = () => new SigmoidCrossEntropy(sum: true),
        Optimizer = steps => new Adam(new Cosine(1e-3, steps)),
        BatchSize = 250,
        Epochs = 100,
        Pretraining = model => [.. Levels((Autoencoder)model).Levels.Select(level => new PretrainingStage
        {
            Level = level,
            Optimizer = steps => new Adam(new Cosine(1e-3, steps)),
            BatchSize = 100,
            Epochs = 10,
        })],
    });

    private static LevelWeights WeightsOf(Autoencoder level)
    {
        Dense? up = level.Encoder.Tree().Select(node => node.Layer).OfType<Dense>().FirstOrDefault();
        Parameter? visible = level.Decoder.Tree().Select(node => node.Layer).Select(layer => (layer as TiedDense)?.Bias ?? (layer as Dense)?.Bias).FirstOrDefault(bias => bias is not null);
        return up is { Weight: { } weight, Bias: { } hidden } && visible is not null
            ? new LevelWeights(weight.Value, hidden.Value, visible.Value)
            : throw new ArgumentException($"{level} cannot be unrolled: each level needs a built Dense layer with biases in its encoder, and one with biases in its decoder.", nameof(level));
    }

    private static Autoencoder Mirrored(int[] sizes, Reconstruction reconstruction, Func<Layer>? activation, Func<int, Dense> up, Func<int, Dense> down)
    {
        activation ??= static () => new Sigmoid();
        int levels = sizes.Length - 1;
        var encoder = new List<Layer> { new Flatten() };
        var decoder = new List<Layer>();
        for (int i = 0; i < levels; i++)
        {
            encoder.Add(up(i));
            decoder.Add(down(levels - 1 - i));
            if (i < levels - 1) // neither the code nor the output
            {
                encoder.Add(activation());
                decoder.Add(activation());
            }
        }
        return new Autoencoder(new Sequential([.. encoder]), new Sequential([.. decoder]), reconstruction: reconstruction);
    }

    private static void RequireAny<T>(IReadOnlyList<T> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Count == 0)
        {
            throw new ArgumentException("A deep autoencoder needs at least one layer.", nameof(levels));
        }
    }
}
