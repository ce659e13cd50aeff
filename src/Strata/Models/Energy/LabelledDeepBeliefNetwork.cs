using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Energy;

/// <summary>
/// The deep belief network that generates digits with their labels (Hinton, Osindero and Teh 2006): <see cref="BeliefLayer"/>s up and down, and on top a restricted Boltzmann
/// machine, the associative memory, whose visible units are the last of these layers and the label. <see cref="Fit"/> learns it layer by layer; <see cref="UpDown"/>, wake-sleep with a
/// dream that begins at the data, tunes all of it. As a layer it recognizes: [batch, ...] → [batch, classes], logits that are exact given the units below the memory.
/// <code>
/// var network = new LabelledDeepBeliefNetwork(784, [500, 500, 2000], classes: 10);
/// network.Fit(images, labels, _ => new ContrastiveDivergence(1, 0.05, epochs: 30));
/// network.UpDown(images, labels, new ContrastiveDivergence(3, 0.01, epochs: 100));
/// Tensor eights = network.Generate(Tensor.Wrap([8, 8, 8, 8], [4]));
/// </code>
/// </summary>
public sealed class LabelledDeepBeliefNetwork : Layer
{
    private readonly Initializer? _weightInitializer;

    /// <summary>A network, which is built for the first samples that it sees.</summary>
    /// <param name="visible">Visible units; the elements of one sample, whatever its shape.</param>
    /// <param name="hidden">Units of the layers above, the lowest first; the last are the memory's hidden units.</param>
    /// <param name="classes">At least two.</param>
    /// <param name="seed">What is random follows from it. Default: 0.</param>
    /// <param name="weightInitializer">Of all layers. Default: normal with deviation 0.01.</param>
    /// <exception cref="ArgumentException">There are fewer than two layers of hidden units.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A layer has no unit, or there is one class.</exception>
    public LabelledDeepBeliefNetwork(int visible, int[] hidden, int classes, long seed = 0, Initializer? weightInitializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(visible, 1);
        ArgumentNullException.ThrowIfNull(hidden);
        if (hidden.Length < 2)
        {
            throw new ArgumentException($"The network needs at least two layers of hidden units, below the memory and in it, but got {hidden.Length}.", nameof(hidden));
        }
        (Visible, Hidden, Classes, Seed) = (visible, [.. hidden], classes, seed);
        Recognition = [.. hidden[..^1].Select(units => new BeliefLayer(units, weightInitializer))];
        Generation = [.. hidden[..^2].Prepend(visible).Select(units => new BeliefLayer(units, weightInitializer))];
        Memory = new RestrictedBoltzmannMachine(
            hidden[^2] + classes, hidden[^1], new JointUnits(new BernoulliUnits(), new SoftmaxUnits(classes), hidden[^2]), seed: seed + hidden.Length - 1,
            weightInitializer: weightInitializer);
        _weightInitializer = weightInitializer;
        Children = [.. Recognition, .. Generation, Memory];
    }

    /// <summary>The number of visible units.</summary>
    public int Visible { get; }

    /// <summary>Units of the layers above, the lowest first.</summary>
    public int[] Hidden { get; }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>What is random follows from it.</summary>
    public long Seed { get; }

    /// <summary>The layers from the visible units up to those below the memory.</summary>
    public IReadOnlyList<BeliefLayer> Recognition { get; }

    /// <summary>The layers back: layer l draws the units of level l from those of level l + 1.</summary>
    public IReadOnlyList<BeliefLayer> Generation { get; }

    /// <summary>The associative memory; its visible units are those of the level below and the label.</summary>
    public RestrictedBoltzmannMachine Memory { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; }

    /// <summary>Greedy learning: a machine for each layer from the means of the one below, whose weights then are those of both directions; and the memory, with the labels.</summary>
    /// <param name="data">[samples, ...], values from 0 to 1.</param>
    /// <param name="labels">Int32 [samples].</param>
    /// <param name="estimator">How each machine learns, by its number from zero.</param>
    /// <param name="epochEnded">Told the machine and what each of its epochs came to.</param>
    /// <param name="cancellation">Looked at before every step. The machines that are done keep what they have learned.</param>
    /// <exception cref="ArgumentException">There are no samples, a value is not from 0 to 1, or the labels do not match in number or are no classes.</exception>
    public void Fit(
        Tensor data, Tensor labels, Func<int, Estimator> estimator, Action<int, EpochResult>? epochEnded = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        Tensor codes = Samples(data, labels);
        using Tape.PauseScope pause = Tape.Pause();
        for (int i = 0; i < Recognition.Count; i++)
        {
            int number = i;
            var machine = new RestrictedBoltzmannMachine(codes.Shape[1], Hidden[i], seed: Seed + i, weightInitializer: _weightInitializer);
            machine.Build([codes.Shape[1]], new RandomStream((ulong)(Seed + i)), DType);
            machine.Fit(codes, estimator(i), epochEnded: result => epochEnded?.Invoke(number, result), cancellation: cancellation);
            machine.Weight!.Value.CopyTo(Recognition[i].Weight!);
            machine.HiddenBias!.Value.CopyTo(Recognition[i].Bias!);
            machine.Weight.Value.Transpose().CopyTo(Generation[i].Weight!);
            machine.VisibleBias!.CopyTo(Generation[i].Bias!);
            codes = InParts.Map(codes, x => Recognition[number].Forward(x), "Encoding");
        }
        Memory.Fit(
            Joint(codes, labels.OneHot(Classes, DType)), estimator(Recognition.Count), epochEnded: result => epochEnded?.Invoke(Recognition.Count, result),
            cancellation: cancellation);
    }

    /// <summary>
    /// The up-down algorithm, contrastive wake-sleep: units drawn from the data up teach the layers down; the memory takes the estimator's step; and a dream from where its
    /// chains are, drawn down, teaches the layers up.
    /// </summary>
    /// <param name="data">[samples, ...], values from 0 to 1.</param>
    /// <param name="labels">Int32 [samples].</param>
    /// <param name="estimator">How the memory learns. Its rate, epochs and batches are those of all layers.</param>
    /// <param name="epochEnded">Told what each epoch came to: <c>reconstruction_error</c>, ‖v - v̂‖² of the generating layers given the recognized units.</param>
    /// <param name="checkpointing">Keeps the training's state in a file as it goes, and resumes it from there if that is wanted; epochs are then those of all. Default: null, none.</param>
    /// <param name="cancellation">Looked at before every step. The network keeps what it has learned.</param>
    /// <returns>All epochs.</returns>
    /// <exception cref="ArgumentException">There are no samples, a value is not from 0 to 1, or the labels do not match in number or are no classes.</exception>
    /// <exception cref="ArithmeticException">The weights became infinite or not a number.</exception>
    public History UpDown(
        Tensor data, Tensor labels, Estimator estimator, Action<EpochResult>? epochEnded = null, Checkpointing? checkpointing = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        Tensor rows = Samples(data, labels);
        using Tape.PauseScope pause = Tape.Pause();
        return new UpDownTraining(this, rows, labels, estimator).Run(estimator.Epochs, epochEnded, checkpointing, cancellation);
    }

    /// <summary>Draws samples of given classes: Gibbs sampling in the memory with the label held, then the means from layer to layer down.</summary>
    /// <param name="labels">Int32 [count].</param>
    /// <param name="steps">Gibbs steps in the memory. Default: 1000.</param>
    /// <returns>[count, ...], means of the visible units.</returns>
    /// <exception cref="InvalidOperationException">The network has not learned.</exception>
    public Tensor Generate(Tensor labels, int steps = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        OneHotOp.RequireLabels(labels, Classes);
        Memory.RequireBuilt();
        using Tape.PauseScope pause = Tape.Pause();
        using var all = new TensorScope();
        RandomStream random = new RandomStream((ulong)Seed).Split(4);
        Tensor label = labels.OneHot(Classes, DType), h = Gibbs.Start(Memory, labels.Count, random);
        for (int i = 0; i < steps; i++)
        {
            using var scope = new TensorScope();
            Tensor input = Memory.HiddenInput(Joint(RandomOps.Bernoulli(Below(h), random), label));
            Memory.HiddenUnits.Sample(input, Memory.HiddenUnits.Mean(input), random).CopyTo(h);
        }
        Tensor v = Generation.Reverse().Aggregate(Below(h), (x, layer) => layer.Forward(x));
        return all.Keep(v.Reshape([labels.Count, .. InputShape]));

        Tensor Below(Tensor hidden) => Memory.VisibleUnits.Mean(Memory.VisibleInput(hidden)).Slice(1, 0, Hidden[^2]);
    }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<LabelledDeepBeliefNetwork>();

    /// <inheritdoc/>
    internal override string NameOf(int child)
        => child < Recognition.Count ? $"recognition{child + 1}" : child < 2 * Recognition.Count ? $"generation{child - Recognition.Count + 1}" : "memory";

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.ElementCount != Visible)
        {
            throw Unsuitable($"[{Visible}] or of as many elements", input);
        }
        Shape level = [Visible];
        for (int i = 0; i < Recognition.Count; i++)
        {
            Shape above = Recognition[i].Build(level, random.Split((ulong)i), DType);
            Generation[i].Build(above, random.Split((ulong)(Recognition.Count + i)), DType);
            level = above;
        }
        Memory.Build([level[0] + Classes], random.Split((ulong)(2 * Recognition.Count)), DType);
        return [Classes];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        x = x.Reshape([x.Shape[0], Visible]);
        for (int i = 0; i < Recognition.Count; i++)
        {
            x = Recognition[i].Forward(x, context);
        }
        // -F(x, y) of the memory but for what all classes have in common: d_y + Σⱼ softplus(cⱼ + (W x)ⱼ + Uⱼ_y).
        int units = Hidden[^2];
        Tensor weight = Memory.Weight!;
        return ClassificationRbm.Logits(
            x.Linear(weight.Slice(1, 0, units), Memory.HiddenBias!), weight.Slice(1, units, Classes), Memory.VisibleBias!.Slice(0, units, Classes));
    }

    private static Tensor Joint(Tensor units, Tensor label) => ConcatenateOp.Concatenate([units, label], axis: 1);

    // Samples as rows, checked with their labels.
    private Tensor Samples(Tensor data, Tensor labels)
    {
        Tensor rows = Units.Samples(this, new BernoulliUnits(), Visible, Seed, data);
        OneHotOp.RequireLabels(labels, Classes);
        return labels.Count == rows.Shape[0]
            ? rows
            : throw new ArgumentException($"{this} got {rows.Shape[0]} samples and {labels.Count} labels; each sample needs one.", nameof(labels));
    }

    private sealed class UpDownTraining(LabelledDeepBeliefNetwork network, Tensor rows, Tensor labels, Estimator estimator)
        : EstimatorTraining(network, $"up-down by {estimator.GetType().Name}", network.Memory, estimator, rows.Shape[0], network.Seed)
    {
        protected override double Step(Tensor chosen, double rate)
        {
            (IReadOnlyList<BeliefLayer> recognition, IReadOnlyList<BeliefLayer> generation, RestrictedBoltzmannMachine memory) = (network.Recognition, network.Generation, network.Memory);
            Tensor[] awake = BeliefLayer.Sample(recognition, rows.Gather(chosen), Draws);
            Tensor joint = Joint(awake[^1], labels.Gather(chosen).OneHot(network.Classes, network.DType)), input = memory.HiddenInput(joint);
            var known = new Phase(joint, input, memory.HiddenUnits.Mean(input));
            Phase dreamt = Chains.Next(known);
            var dream = new Tensor[awake.Length];
            dream[^1] = dreamt.Visible.Slice(1, 0, network.Hidden[^2]);
            for (int i = generation.Count - 1; i >= 0; i--)
            {
                dream[i] = i == 0 ? generation[0].Forward(dream[1]) : generation[i].Sample(dream[i + 1], Draws);
            }
            double error = 0;
            for (int i = 0; i < generation.Count; i++)
            {
                Tensor fault = generation[i].Learn(awake[i + 1], awake[i], rate);
                error += i == 0 ? fault.Square().Sum().ToScalar() : 0;
                recognition[i].Learn(dream[i], dream[i + 1], rate);
            }
            Learn(known, dreamt);
            return error;
        }
    }
}
