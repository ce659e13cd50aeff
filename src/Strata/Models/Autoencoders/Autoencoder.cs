using System.Runtime.CompilerServices;
using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Optimizers.FullBatch;
using Strata.Regularizers;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Autoencoders;

/// <summary>
/// An encoder and a decoder that learn together to give back what goes in, h = f(x) and x̂ = g(h), so that the code h keeps what matters of a sample (Rumelhart,
/// Hinton and Williams
/// 1986; Bourlard and Kamp 1988). It is a layer, [batch, ...] → [batch, ...] of the same shape: what its loss takes, the logits of x̂ where that is a cross-entropy.
/// </summary>
/// <remarks>
/// What would make the identity a bad answer comes from outside the two: a code that is short; a corruption of the input, whose original is to be given back
/// (denoising; Vincent
/// et al. 2008); a penalty on the code, such as <see cref="ActivityL1"/>, <see cref="KlSparsity"/> or a <see cref="Contraction"/>. Both work in training alone.
/// </remarks>
public sealed class Autoencoder : Layer, IEncoder, IDecoder
{
    /// <summary>An autoencoder of any two networks.</summary>
    /// <param name="encoder">From samples to codes.</param>
    /// <param name="decoder">From codes to samples, or to as many numbers.</param>
    /// <param name="corruption">What happens to a sample in training before it is encoded, such as <see cref="MaskingNoise"/>. Default: nothing.</param>
    /// <param name="penalty">Passes codes on and adds to the loss in training. Default: none.</param>
    /// <param name="reconstruction">How output and input are compared. Default: the squared error.</param>
    public Autoencoder(
        Layer encoder, Layer decoder, Layer? corruption = null, Layer? penalty = null, Reconstruction reconstruction = Reconstruction.SquaredError)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        (Encoder, Decoder, Corruption, Penalty, Reconstruction) = (encoder, decoder, corruption, penalty, reconstruction);
        // In the order of the forward pass: a layer that uses another one comes after it.
        Children = [.. new[] { corruption, encoder, penalty, decoder }.OfType<Layer>()];
        encoder.Place ??= "encoder";
        decoder.Place ??= "decoder";
    }

    /// <summary>From samples to codes.</summary>
    public Layer Encoder { get; }

    /// <summary>From codes to samples.</summary>
    public Layer Decoder { get; }

    /// <summary>What happens to a sample in training before it is encoded; null for nothing.</summary>
    public Layer? Corruption { get; }

    /// <summary>Passes codes on and adds to the loss in training; null for none.</summary>
    public Layer? Penalty { get; }

    /// <summary>How output and input are compared.</summary>
    public Reconstruction Reconstruction { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; }

    /// <summary>What training makes small, but for penalties: ½ ‖x̂ - x‖² or the cross-entropy in nats of a sample, averaged over the samples.</summary>
    public Loss Loss => Reconstruction == Reconstruction.SquaredError ? new SquaredError() : new SigmoidCrossEntropy(sum: true);

    internal override string NameOf(int child) => Children[child] switch
    {
        var layer when layer == Encoder => "encoder",
        var layer when layer == Decoder => "decoder",
        var layer when layer == Corruption => "corruption",
        _ => "penalty",
    };

    /// <summary>One hidden layer: h = f(W x + b), x̂ = V h + c, or Wᵀ h + c with tied weights.</summary>
    /// <param name="inputs">Elements of a sample, which may have any shape.</param>
    /// <param name="hidden">Elements of the code.</param>
    /// <param name="activation">f, such as <see cref="Sigmoid"/>, <see cref="Relu"/> or <see cref="KSparse"/>; null for a linear code.</param>
    /// <param name="tied">Whether the decoder uses the encoder's weights. Default: false.</param>
    /// <param name="reconstruction">How output and input are compared. Default: the squared error.</param>
    /// <param name="corruption">What happens to a sample in training. Default: nothing.</param>
    /// <param name="penalty">On the code. Default: none.</param>
    /// <param name="contraction">λ of a <see cref="Contraction"/>. Default: 0, none.</param>
    /// <param name="output">An activation of the output, such as a <see cref="Sigmoid"/> with the squared error; null for none. Default: none.</param>
    public static Autoencoder Create(
        int inputs, int hidden, Layer? activation = null, bool tied = false, Reconstruction reconstruction = Reconstruction.SquaredError, Layer? corruption = null,
        Layer? penalty = null, double contraction = 0, Layer? output = null)
        => Around(
            new Sequential([new Flatten(), new Dense(hidden), .. activation is null ? (Layer[])[] : [activation]]),
            tied ? null : inputs, reconstruction, corruption, penalty, contraction, output);

    /// <summary>An autoencoder around an encoder of one hidden layer that something else uses too, such as a classifier that is to be pre-trained.</summary>
    /// <param name="encoder">With one <see cref="Dense"/> layer, and its activation after it if it has one.</param>
    /// <param name="inputs">Elements of a sample, for a decoder with weights of its own; null for tied weights. Default: null.</param>
    /// <param name="reconstruction">How output and input are compared. Default: the squared error.</param>
    /// <param name="corruption">What happens to a sample in training. Default: nothing.</param>
    /// <param name="penalty">On the code. Default: none.</param>
    /// <param name="contraction">λ of a <see cref="Contraction"/>. Default: 0, none.</param>
    /// <param name="output">An activation of the output; null for none. Default: none.</param>
    /// <exception cref="ArgumentException">The encoder has no such layer, or several.</exception>
    public static Autoencoder Around(
        Sequential encoder, int? inputs = null, Reconstruction reconstruction = Reconstruction.SquaredError, Layer? corruption = null, Layer? penalty = null,
        double contraction = 0, Layer? output = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        int place = encoder.Children.OfType<Dense>().Count() == 1 ? encoder.Children.ToList().FindIndex(layer => layer is Dense) : throw new ArgumentException(
            $"An autoencoder of one hidden layer goes around an encoder with one Dense layer, but {encoder} has {encoder.Children.OfType<Dense>().Count()}.", nameof(encoder));
        var weights = (Dense)encoder.Children[place];
        Layer?[] penalties = [penalty, contraction != 0 ? new Contraction(weights, encoder.Children.ElementAtOrDefault(place + 1), contraction) : null];
        Layer[] onCode = [.. penalties.OfType<Layer>()];
        Layer decoder = inputs is { } elements ? new Dense(elements) : new TiedDense(weights);
        return new Autoencoder(
            encoder, new Sequential([decoder, .. output is null ? (Layer[])[] : [output]]), corruption, onCode.Length > 1 ? new Sequential(onCode) : onCode.FirstOrDefault(),
            reconstruction);
    }

    /// <summary>Reads an autoencoder that was saved with <see cref="LayerFiles.Save"/>.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or holds another model.</exception>
    public static new Autoencoder Load(string path) => Layer.Load(path) is var model && model is Autoencoder autoencoder
        ? autoencoder
        : throw new InvalidDataException($"{path} holds a {model.GetType().Name}, and not an {nameof(Autoencoder)}. Read it with Layer.Load.");

    /// <summary>Learns by mini-batches from samples without labels: a <see cref="Trainer"/> whose targets are its inputs.</summary>
    /// <param name="data">[samples, ...], at least one.</param>
    /// <param name="optimizer">The rule.</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="batchSize">Samples a step. Default: 100.</param>
    /// <param name="seed">Everything random (weights, order, corruption) follows from it. Default: 0.</param>
    /// <param name="validation">Samples whose reconstruction is measured after every epoch; null for none.</param>
    /// <param name="regularizers">Penalties on weights. Default: none.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Looked at before every step. The model keeps what it has learned.</param>
    /// <returns>The losses, epoch by epoch.</returns>
    /// <exception cref="ArgumentException">There is no sample, or a value is not a finite number, or not from 0 to 1 where the reconstruction is a
    /// cross-entropy.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="NonFiniteLossException">The loss became infinite or not a number.</exception>
    public History Fit(
        Tensor data, Optimizer optimizer, int epochs, int batchSize = 100, ulong seed = 0, Tensor? validation = null, IReadOnlyList<Regularizer>? regularizers = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var trainer = new Trainer(this, optimizer, Loss, seed);
        foreach (Regularizer regularizer in regularizers ?? [])
        {
            trainer.Regularizers.Add(regularizer);
        }
        return trainer.Fit(
            Itself(data), epochs, validation is null ? null : Itself(validation), batchSize, progress: progress, cancellation: cancellation);
    }

    /// <summary>Learns from all samples at once, by a method such as <see cref="LBfgs"/>; without corruption, as the loss has to be one function of the weights.</summary>
    /// <param name="data">[samples, ...], at least one.</param>
    /// <param name="optimizer">The method.</param>
    /// <param name="seed">For the first weights. Default: 0.</param>
    /// <param name="regularizers">Penalties on weights. Default: none.</param>
    /// <param name="partSize">
    /// The most samples that pass through the model at once; a penalty over a batch, such as <see cref="KlSparsity"/>, is then a part's. Default: all.
    /// </param>
    /// <param name="progress">Told after every iteration.</param>
    /// <param name="cancellation">Looked at before every evaluation. The model keeps what it has learned.</param>
    /// <exception cref="ArgumentException">There is no sample, or a value is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public BatchResult Fit(
        Tensor data, BatchOptimizer optimizer, ulong seed = 0, IReadOnlyList<Regularizer>? regularizers = null, int? partSize = null,
        IProgress<BatchResult>? progress = null, CancellationToken cancellation = default)
        => optimizer.Fit(this, Loss, Itself(data), regularizers, seed, partSize, progress, cancellation);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The model has not been built.</exception>
    /// <exception cref="ShapeException">The samples are not of <see cref="Layer.InputShape"/>.</exception>
    public Tensor Encode(Tensor x)
    {
        this.RequireBuilt("weights");
        return InParts.Map(x, part => Encoder.Forward(part), "Encoding");
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The model has not been built, or its decoder needs to know where the encoder has found maxima.</exception>
    /// <exception cref="ShapeException">The codes are not of the shape that the encoder gives.</exception>
    public Tensor Decode(Tensor code)
    {
        this.RequireBuilt("weights");
        return InParts.Map(code, part => Samples(Decoder.Forward(part)), "Decoding");
    }

    /// <summary>x̂ of samples, from codes without corruption; nothing is recorded for gradients.</summary>
    /// <param name="x">[batch, ...].</param>
    /// <returns>Of the same shape.</returns>
    /// <exception cref="InvalidOperationException">The model has not been built.</exception>
    /// <exception cref="ShapeException">The samples are not of <see cref="Layer.InputShape"/>.</exception>
    public Tensor Reconstruct(Tensor x)
    {
        this.RequireBuilt("weights");
        return InParts.Map(x, part => Samples(Forward(part)), "Reconstruction");
    }

    /// <summary>The squared error ‖x̂ - x‖² of each sample, whatever the loss: how unlike the samples it has learned from one is.</summary>
    /// <param name="x">[batch, ...].</param>
    /// <returns>[batch].</returns>
    /// <exception cref="InvalidOperationException">The model has not been built.</exception>
    /// <exception cref="ShapeException">The samples are not of <see cref="Layer.InputShape"/>.</exception>
    public Tensor Score(Tensor x)
    {
        this.RequireBuilt("weights");
        return InParts.Map(x, part => (Samples(Forward(part)) - part).Square().Reshape([part.Shape[0], part.Count / part.Shape[0]]).Sum([1]), "A score");
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (Corruption?.Build(input, random.Split(2), DType) is { } corrupted && corrupted != input)
        {
            throw new ShapeException($"{this} corrupts samples {input} with {Corruption}, which gives {corrupted}; a corruption leaves the shape as it is.");
        }
        Shape code = Encoder.Build(input, random.Split(0), DType);
        Penalty?.Build(code, random.Split(3), DType);
        Shape output = Decoder.Build(code, random.Split(1), DType);
        return output.ElementCount == input.ElementCount ? input : throw new ShapeException(
            $"{this} gives back what it gets, samples of {input.ElementCount} elements {input}, but its decoder gives {output} of codes {code}. End the decoder with that many units.");
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor code = Encoder.Forward(Corruption is null ? x : Corruption.Forward(x, context), context);
        Tensor output = Decoder.Forward(Penalty is null ? code : Penalty.Forward(code, context), context);
        return output.Shape == x.Shape ? output : output.Reshape(x.Shape);
    }

    /// <summary>What the decoder's output stands for, in the samples' shape.</summary>
    internal Tensor Samples(Tensor output)
    {
        Tensor samples = Reconstruction == Reconstruction.CrossEntropy ? output.Sigmoid() : output;
        Shape shape = InputShape.Insert(0, output.Shape[0]);
        return samples.Shape == shape ? samples : samples.Reshape(shape);
    }

    /// <summary>Samples that are to become themselves.</summary>
    internal static Dataset Itself(Tensor data) => new(data, data);

    [ModuleInitializer]
    internal static void Register()
    {
        LayerTypes.Add<Autoencoder>();
        Recipes.Add(() => new AutoencoderRecipe
        {
            Name = "autoencoder",
            Family = "autoencoders",
            Description = "784-100-784 of sigmoids, tied weights",
            Source = "Rumelhart, Hinton and Williams 1986, Learning internal representations by error propagation",
            Model = () => Create(784, 100, new Sigmoid(), tied: true, Reconstruction.CrossEntropy),
            Loss = () => new SigmoidCrossEntropy(sum: true),
            Optimizer = steps => new Adam(new Cosine(3e-3, steps)),
            BatchSize = 100,
            Epochs = 20,
        });
    }
}
