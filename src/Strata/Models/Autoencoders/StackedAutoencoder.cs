using System.Runtime.CompilerServices;
using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Regularizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Autoencoders;

/// <summary>
/// Autoencoders one on another, each of which learns to give back the codes of the one below (Bengio, Lamblin, Popovici and Larochelle 2007; Vincent et al. 2010).
/// They are trained
/// one by one from the lowest up, those below staying as they are (<c>Fit</c>). Then a <see cref="Classifier"/> goes on top, or the whole is tuned as one deep
/// autoencoder: as a layer it encodes
/// through all levels up and decodes through all levels down, [batch, ...] → [batch, ...].
/// </summary>
public sealed class StackedAutoencoder : Layer, IEncoder, IDecoder
{
    /// <summary>A stack of the given levels.</summary>
    /// <param name="levels">Each an <see cref="Autoencoder"/>, the lowest first; at least one.</param>
    /// <exception cref="ArgumentException">There is no level, or one is another kind of layer.</exception>
    public StackedAutoencoder(params Layer[] levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Length == 0)
        {
            throw new ArgumentException("A stack of autoencoders needs at least one.", nameof(levels));
        }
        Levels = [.. levels.Select(level => level as Autoencoder
            ?? throw new ArgumentException($"Each level of the stack is an {nameof(Autoencoder)}, but {level} is none. Make one of it and a decoder.", nameof(levels)))];
        for (int i = 0; i < levels.Length; i++)
        {
            levels[i].Place ??= $"level {i + 1}";
        }
    }

    /// <summary>The autoencoders, the lowest first.</summary>
    public IReadOnlyList<Autoencoder> Levels { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => Levels;

    /// <summary>The loss of the lowest level, which is that of the whole.</summary>
    public Loss Loss => Levels[0].Loss;

    /// <summary>Reads a stack that was saved with <see cref="LayerFiles.Save"/>.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or holds another model.</exception>
    public static new StackedAutoencoder Load(string path) => Layer.Load(path) is var model && model is StackedAutoencoder stack
        ? stack
        : throw new InvalidDataException($"{path} holds a {model.GetType().Name}, and not a {nameof(StackedAutoencoder)}. Read it with Layer.Load.");

    /// <summary>Trains the levels from the lowest up, each on the codes of the one below, which are computed once.</summary>
    /// <param name="data">[samples, ...], at least one; labels are not needed.</param>
    /// <param name="optimizer">Makes the rule for a level, from 0.</param>
    /// <param name="epochs">Passes over the data for each level.</param>
    /// <param name="batchSize">Samples a step. Default: 100.</param>
    /// <param name="seed">Everything random follows from it; each level adds its number. Default: 0.</param>
    /// <param name="regularizers">Penalties on weights. Default: none.</param>
    /// <param name="progress">Told after every step, with the level.</param>
    /// <param name="cancellation">Looked at before every step. The levels keep what they have learned.</param>
    /// <returns>The losses of each level.</returns>
    /// <inheritdoc cref="Autoencoder.Fit(Tensor, Optimizer, int, int, ulong, Tensor?, IReadOnlyList{Regularizer}?, IProgress{TrainingProgress}?, CancellationToken)"
    /// path="/exception"/>
    public IReadOnlyList<History> Fit(
        Tensor data, Func<int, Optimizer> optimizer, int epochs, int batchSize = 100, ulong seed = 0, IReadOnlyList<Regularizer>? regularizers = null,
        IProgress<(int Level, TrainingProgress Step)>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        var histories = new List<History>();
        Fit(data, (level, codes) => histories.Add(Levels[level].Fit(
            codes, optimizer(level), epochs, batchSize, seed + (ulong)level, regularizers: regularizers,
            progress: progress is null ? null : new LevelProgress(progress, level), cancellation: cancellation)));
        return histories;
    }

    /// <summary>The same with any training of a level, such as a full-batch method, or settings that differ from level to level.</summary>
    /// <param name="data">[samples, ...], at least one.</param>
    /// <param name="fit">Trains a level, from 0, on what the levels below make of the data.</param>
    public void Fit(Tensor data, Action<int, Tensor> fit)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(fit);
        Tensor codes = data;
        for (int level = 0; level < Levels.Count; level++)
        {
            fit(level, codes);
            codes = level < Levels.Count - 1 ? Levels[level].Encode(codes) : codes;
        }
        Build(data.Shape[1..]);
    }

    /// <summary>
    /// The encoders with a layer on top: a network that tells classes apart, and whose lower layers know what these levels have learned. The layers are the stack's own, so
    /// that training the network end to end tunes them. Corruptions, penalties and decoders are left behind.
    /// </summary>
    /// <param name="head">
    /// From codes to classes, such as a <see cref="Dense"/> layer for <see cref="SoftmaxCrossEntropy"/> or <see cref="SquaredHinge"/>; it may have been trained on
    /// <see cref="Encode(Dataset)"/>.
    /// </param>
    public Sequential Classifier(Layer head) => new([.. Levels.Select(level => level.Encoder), head]);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The levels have not been built.</exception>
    /// <exception cref="ShapeException">The samples are not of the lowest level's shape.</exception>
    public Tensor Encode(Tensor x) => Encode(x, Levels.Count);

    /// <summary>The codes of some of the levels.</summary>
    /// <param name="x">[batch, ...].</param>
    /// <param name="levels">How many, from the lowest; at least one.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public Tensor Encode(Tensor x, int levels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(levels, Levels.Count);
        return Levels.Take(levels).Aggregate(x, (codes, level) => level.Encode(codes));
    }

    /// <summary>The codes of a data set with the same targets, to train a classifier on top of levels that stay as they are.</summary>
    public Dataset Encode(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new Dataset(Encode(data.Inputs), data.Targets, data.ClassNames);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The levels have not been built.</exception>
    /// <exception cref="ShapeException">The codes are not of the highest level's shape.</exception>
    public Tensor Decode(Tensor code) => Levels.Reverse().Aggregate(code, (codes, level) => level.Decode(codes));

    /// <summary>x̂ of samples, through all levels up and down; nothing is recorded for gradients.</summary>
    /// <returns>Of the same shape.</returns>
    public Tensor Reconstruct(Tensor x) => Decode(Encode(x));

    /// <summary>The squared error ‖x̂ - x‖² of each sample.</summary>
    /// <param name="x">[batch, ...].</param>
    /// <returns>[batch].</returns>
    public Tensor Score(Tensor x)
        => InParts.Map(x, part => (Reconstruct(part) - part).Square().Reshape([part.Shape[0], part.Count / part.Shape[0]]).Sum([1]), "A score");

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Shape shape = input;
        for (int i = 0; i < Levels.Count; i++)
        {
            Levels[i].Build(shape, random.Split((ulong)i), DType);
            shape = Levels[i].Encoder.OutputShape;
        }
        return input;
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        for (int i = 0; i < Levels.Count; i++)
        {
            x = Levels[i].Encoder.Forward(x, context);
        }
        for (int i = Levels.Count - 1; i > 0; i--)
        {
            x = Levels[i].Samples(Levels[i].Decoder.Forward(x, context));
        }
        Tensor output = Levels[0].Decoder.Forward(x, context);
        return output.Shape[1..] == InputShape ? output : output.Reshape(InputShape.Insert(0, output.Shape[0]));
    }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<StackedAutoencoder>();

    private sealed class LevelProgress(IProgress<(int Level, TrainingProgress Step)> inner, int level) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => inner.Report((level, value));
    }
}
