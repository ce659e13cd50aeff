using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Energy;

/// <summary>
/// A convolutional deep belief network (Lee, Grosse, Ranganath and Ng 2009): convolutional machines one on top of the other, learned greedily, each from the pooled probabilities that
/// the one below makes of the data. As a layer: [batch, channels, height, width] → [batch, filters, rows, columns] of the top machine.
/// <code>
/// var network = new ConvolutionalDeepBeliefNetwork(new ConvolutionalRbm(64, 11), new ConvolutionalRbm(64, 4));
/// network.Fit(images, _ => new ContrastiveDivergence(1, 0.3, epochs: 2, batchSize: 25) { Momentum = 0.9, Sparsity = new SparsityTarget(0.03, 10, 0.9) });
/// Tensor features = network.Features(images);      // of all machines, [samples, 64 · 9 · 9 + 64 · 3 · 3]
/// </code>
/// </summary>
public sealed class ConvolutionalDeepBeliefNetwork : Layer, IEncoder, IDecoder
{
    /// <summary>A network of the given machines, the lowest first.</summary>
    /// <param name="machines"><see cref="ConvolutionalRbm"/>s, at least one.</param>
    /// <exception cref="ArgumentException">There is none, or one is another layer.</exception>
    public ConvolutionalDeepBeliefNetwork(params Layer[] machines)
    {
        ArgumentNullException.ThrowIfNull(machines);
        Machines = [.. machines.Select(m => m as ConvolutionalRbm
            ?? throw new ArgumentException($"A convolutional deep belief network is made of convolutional machines, but one of them is {m}.", nameof(machines)))];
        if (Machines.Count == 0)
        {
            throw new ArgumentException("A convolutional deep belief network needs at least one machine.", nameof(machines));
        }
        Children = Sequential.Named(machines);
    }

    /// <summary>The machines, the lowest first.</summary>
    public IReadOnlyList<ConvolutionalRbm> Machines { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; }

    /// <summary>Greedy learning: each machine from the pooled probabilities of the one below, which has learned before and stays as it is.</summary>
    /// <param name="data">[samples, channels, height, width].</param>
    /// <param name="estimator">How each machine learns, by its number from zero.</param>
    /// <param name="epochEnded">Told the machine and what each of its epochs came to.</param>
    /// <param name="cancellation">Looked at before every step. The machines keep what they have learned.</param>
    /// <exception cref="ArgumentException">There are no samples, or one holds what the visible units cannot be.</exception>
    public void Fit(Tensor data, Func<int, Estimator> estimator, Action<int, EpochResult>? epochEnded = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(estimator);
        for (int i = 0; i < Machines.Count; i++)
        {
            int number = i;
            Machines[i].Fit(data, estimator(i), epochEnded: result => epochEnded?.Invoke(number, result), cancellation: cancellation);
            if (i + 1 < Machines.Count)
            {
                data = InParts.Map(data, Machines[i].Encode, "Encoding");
            }
        }
    }

    /// <inheritdoc/>
    public Tensor Encode(Tensor x) => Machines.Aggregate(x, (v, machine) => machine.Encode(v));

    /// <summary>The pooled probabilities of all machines side by side, the lowest first, as a classifier of the paper gets them: [batch, channels, height, width] → [batch, features].</summary>
    public Tensor Features(Tensor x) => InParts.Map(x, part =>
    {
        var levels = new List<Tensor>();
        foreach (ConvolutionalRbm machine in Machines)
        {
            part = machine.Encode(part);
            levels.Add(part.Flatten());
        }
        return ConcatenateOp.Concatenate([.. levels], axis: 1);
    }, "Encoding");

    /// <inheritdoc/>
    public Tensor Decode(Tensor code) => Machines.Reverse().Aggregate(code, (h, machine) => machine.Decode(h));

    /// <summary>
    /// What a machine's filters look for in a picture: sums of the filters of the machine below, weighted by their own elements, as the paper draws them; and so on down.
    /// </summary>
    /// <param name="machine">From zero.</param>
    /// <returns>[filters, channels, height, width], the size being that of the part of a picture that a hidden unit sees.</returns>
    /// <exception cref="InvalidOperationException">The network has not learned.</exception>
    public Tensor Filters(int machine)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(machine);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(machine, Machines.Count);
        Machines[machine].RequireBuilt();
        using Tape.PauseScope pause = Tape.Pause();
        Tensor filters = Machines[machine].Weight!.Value.Detach();
        foreach (ConvolutionalRbm below in Machines.Take(machine).Reverse())
        {
            filters = below.Spread(filters).ConvTranspose2D(below.Weight!);
        }
        return filters;
    }

    /// <summary>Draws samples: Gibbs sampling in the top machine, then the means from layer to layer down.</summary>
    /// <param name="count">How many, each from a chain of its own.</param>
    /// <param name="steps">Gibbs steps in the top machine. Default: 1000.</param>
    /// <returns>[count, channels, height, width], means of the visible units.</returns>
    /// <exception cref="InvalidOperationException">The network has not learned.</exception>
    public Tensor Sample(int count, int steps = 1000)
    {
        Tensor v = Machines[^1].Sample(count, steps, means: Machines.Count == 1);
        return Machines.Reverse().Skip(1).Aggregate(v, (h, machine) => machine.Decode(h));
    }

    /// <summary>A feed-forward network that begins where the machines have ended, with a new layer of logits on top, to be tuned by back-propagation.</summary>
    /// <param name="classes">The number of logits.</param>
    /// <param name="random">Where the top layer's weights are drawn from. Default: seed 0.</param>
    /// <returns>For each machine Conv2D and ProbabilisticMaxPool2D, then Flatten and Dense: [batch, channels, height, width] → [batch, classes]. Its weights are copies.</returns>
    /// <exception cref="InvalidOperationException">The network has not learned.</exception>
    public Sequential ToClassifier(int classes, RandomStream? random = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        using Tape.PauseScope pause = Tape.Pause();
        var layers = new List<Layer>();
        foreach (ConvolutionalRbm machine in Machines)
        {
            machine.RequireBuilt();
            double signal = machine.VisibleUnits is GaussianUnits units ? 1 / (units.Deviation * units.Deviation) : 1;
            layers.Add(new Conv2D(
                machine.Filters, machine.Kernel, weightInitializer: new GivenValues(machine.Weight!.Value * signal), biasInitializer: new GivenValues(machine.HiddenBias!.Value)));
            layers.Add(new ProbabilisticMaxPool2D(machine.Pooling));
        }
        var network = new Sequential([.. layers, new Flatten(), new Dense(classes) { Name = "output" }]);
        network.Build(Machines[0].InputShape, random, Machines[0].DType);
        return network;
    }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<ConvolutionalDeepBeliefNetwork>();

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Window.RequirePicture(input, Unsuitable);
        for (int i = 0; i < Machines.Count; i++)
        {
            input = Machines[i].Build(input, random.Split((ulong)i), DType);
        }
        return input;
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        for (int i = 0; i < Machines.Count; i++)
        {
            x = Machines[i].Forward(x, context);
        }
        return x;
    }
}
