using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Schedules;
using Strata.Serialization;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Energy;

/// <summary>
/// A deep belief network (Hinton, Osindero and Teh 2006): restricted Boltzmann machines one on top of the other, learned greedily, each from the means that the one below makes
/// of the data. The top machine is a memory of what its hidden units have in common; what lies below turns that into samples. As a layer: [batch, ...] → [batch, top].
/// <code>
/// var network = new DeepBeliefNetwork(new RestrictedBoltzmannMachine(784, 1000), new RestrictedBoltzmannMachine(1000, 1000));
/// network.Fit(images, _ => new ContrastiveDivergence(1, 0.05, epochs: 20));
/// Sequential classifier = network.ToClassifier(10);            // then: Trainer, as for any network
/// </code>
/// </summary>
public sealed class DeepBeliefNetwork : Layer, IEncoder, IDecoder, ISampler
{
    /// <summary>A network of the given machines, the lowest first.</summary>
    /// <param name="machines"><see cref="RestrictedBoltzmannMachine"/>s, at least one; the visible units of each are as many as the hidden ones of the one below.</param>
    /// <exception cref="ArgumentException">There is none, one is another layer, or two that meet have different numbers of units.</exception>
    public DeepBeliefNetwork(params Layer[] machines)
    {
        ArgumentNullException.ThrowIfNull(machines);
        Machines = [.. machines.Select(m => m as RestrictedBoltzmannMachine
            ?? throw new ArgumentException($"A deep belief network is made of restricted Boltzmann machines, but one of them is {m}.", nameof(machines)))];
        if (Machines.Count == 0)
        {
            throw new ArgumentException("A deep belief network needs at least one machine.", nameof(machines));
        }
        for (int i = 1; i < Machines.Count; i++)
        {
            if (Machines[i].Visible != Machines[i - 1].Hidden)
            {
                throw new ArgumentException(
                    $"Machine {i} has {Machines[i].Visible} visible units, but the one below has {Machines[i - 1].Hidden} hidden ones; they must be as many.", nameof(machines));
            }
        }
        Children = Sequential.Named(machines);
    }

    /// <summary>The machines, the lowest first.</summary>
    public IReadOnlyList<RestrictedBoltzmannMachine> Machines { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; }

    /// <summary>Greedy learning: each machine from the means of the one below, which has learned before and stays as it is.</summary>
    /// <param name="data">[samples, ...].</param>
    /// <param name="estimator">How each machine learns, by its number from zero.</param>
    /// <param name="epochEnded">Told the machine and what each of its epochs came to; of a training that is resumed not those before.</param>
    /// <param name="checkpointing">Keeps the training's state in a file as it goes, and resumes it from there if that is wanted. Default: null, none.</param>
    /// <param name="cancellation">Looked at before every step. The machines keep what they have learned.</param>
    /// <exception cref="ArgumentException">There are no samples, or one holds what the visible units cannot be.</exception>
    /// <exception cref="InvalidDataException">The checkpoint to resume from is damaged, or of another training.</exception>
    public void Fit(
        Tensor data, Func<int, Estimator> estimator, Action<int, EpochResult>? epochEnded = null, Checkpointing? checkpointing = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(estimator);
        Checkpoint? past = checkpointing?.Past;
        int first = (int)(past?.Integer("machine", 0, Machines.Count - 1) ?? 0);
        for (int i = 0; i < Machines.Count; i++)
        {
            int number = i;
            if (i < first)
            {
                Machines[i].Samples(data); // builds it
                Machines[i].SetTensors(past!.Section($"below.{i}").Tensors, "The checkpoint");
            }
            else
            {
                Machines[i].Fit(
                    data, estimator(i), epochEnded: result => epochEnded?.Invoke(number, result),
                    checkpointing: checkpointing?.Beside(checkpoint => CaptureBelow(checkpoint, number), resume: i == first), cancellation: cancellation);
            }
            if (i + 1 < Machines.Count)
            {
                data = InParts.Map(data, Machines[i].Encode, "Encoding");
            }
        }
    }

    /// <inheritdoc/>
    public Tensor Encode(Tensor x) => Machines.Aggregate(x, (v, machine) => machine.Encode(v));

    /// <inheritdoc/>
    public Tensor Decode(Tensor code) => Machines.Reverse().Aggregate(code, (h, machine) => machine.Decode(h));

    /// <summary>Draws samples: Gibbs sampling in the top machine, then the means from layer to layer down.</summary>
    /// <param name="count">How many, each from a chain of its own.</param>
    /// <param name="steps">Gibbs steps in the top machine. Default: 1000.</param>
    /// <param name="random">Where to draw from. Default: as the top machine's seed says, the same each time.</param>
    /// <returns>[count, ...], means of the visible units.</returns>
    /// <exception cref="InvalidOperationException">The network has not learned.</exception>
    public Tensor Sample(int count, int steps = 1000, RandomStream? random = null)
    {
        Tensor v = Machines[^1].Sample(count, steps, means: Machines.Count == 1, random);
        return Machines.Reverse().Skip(1).Aggregate(v, (h, machine) => machine.Decode(h));
    }

    /// <summary>
    /// A lower bound of ln P(v), the mean of ln P(v, h) - ln Q(h | v) over draws of the units below the top machine, Q being the machines' own P(h | v) from level to level
    /// (Salakhutdinov and Murray 2008). For Bernoulli units.
    /// </summary>
    /// <param name="data">[samples, ...], values from 0 to 1.</param>
    /// <param name="logPartition">ln Z of the top machine, such as <see cref="AnnealedImportanceSampling"/> estimates it.</param>
    /// <param name="draws">Default: 10.</param>
    /// <returns>[samples].</returns>
    /// <exception cref="NotSupportedException">A machine has other units.</exception>
    public Tensor LowerBound(Tensor data, double logPartition, int draws = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        if (Machines.FirstOrDefault(m => m.VisibleUnits is not BernoulliUnits || m.HiddenUnits is not BernoulliUnits) is { } other)
        {
            throw new NotSupportedException($"The bound is for Bernoulli units, but {other} has {other.VisibleUnits.GetType().Name} and {other.HiddenUnits.GetType().Name}.");
        }
        RandomStream random = new RandomStream((ulong)Machines[0].Seed).Split(5);
        return InParts.Map(
            Machines[0].Samples(data), v => Enumerable.Range(0, draws).Select(_ => Draw(v)).Aggregate((a, b) => a + b) / draws - logPartition, "A lower bound");

        Tensor Draw(Tensor x)
        {
            Tensor sum = Tensor.Zeros([x.Shape[0]], x.DType);
            foreach (RestrictedBoltzmannMachine machine in Machines.SkipLast(1))
            {
                Tensor input = machine.HiddenInput(x), h = RandomOps.Bernoulli(input.Sigmoid(), random);
                sum += BeliefLayer.LogProbabilityOf(x, machine.VisibleInput(h)) - BeliefLayer.LogProbabilityOf(h, input);
                x = h;
            }
            return sum - Machines[^1].FreeEnergy(x);
        }
    }

    /// <inheritdoc/>
    Tensor ISampler.Sample(int count, int steps, RandomStream random) => Sample(count, steps, random);

    /// <summary>A feed-forward network that begins where the machines have ended, with a new layer of logits on top, to be tuned by back-propagation.</summary>
    /// <param name="classes">The number of logits.</param>
    /// <param name="random">Where the top layer's weights are drawn from. Default: seed 0.</param>
    /// <returns>Flatten, then for each machine Dense and its units' function, then Dense: [batch, ...] → [batch, classes]. Its weights are copies.</returns>
    /// <exception cref="InvalidOperationException">The network has not learned.</exception>
    /// <exception cref="NotSupportedException">Hidden units of some machine have no layer that does the same.</exception>
    public Sequential ToClassifier(int classes, RandomStream? random = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        var layers = new List<Layer> { new Flatten() };
        using Tape.PauseScope pause = Tape.Pause();
        foreach (RestrictedBoltzmannMachine machine in Machines)
        {
            machine.RequireBuilt();
            Tensor signal = machine.VisibleUnits.Signal(Tensor.Ones([1, machine.Visible], machine.DType)); // 1/σ² of Gaussian units
            layers.Add(new Dense(
                machine.Hidden, weightInitializer: new GivenValues(machine.Weight!.Value * signal), biasInitializer: new GivenValues(machine.HiddenBias!.Value)));
            Layer? function = machine.HiddenUnits switch
            {
                BernoulliUnits => new Sigmoid(),
                RectifiedUnits => new Relu(),
                GaussianUnits => null,
                var other => throw new NotSupportedException($"There is no layer that does what {other.GetType().Name} do; put the machines themselves into a Sequential."),
            };
            if (function is not null)
            {
                layers.Add(function);
            }
        }
        layers.Add(new Dense(classes) { Name = "output" });
        var network = new Sequential([.. layers]);
        network.Build(Machines[0].InputShape, random, Machines[0].DType);
        return network;
    }

    [ModuleInitializer]
    internal static void Register()
    {
        LayerTypes.Add<DeepBeliefNetwork>();
        Recipes.Add(() => new RuleRecipe<DeepBeliefNetwork>
        {
            Name = "dbn",
            Family = "energy",
            Description = "deep belief network 784-500-500-2000 without labels, greedy learning",
            Source = "Hinton, Osindero and Teh 2006, A fast learning algorithm for deep belief nets",
            Model = (seed, _) => new DeepBeliefNetwork(
                new RestrictedBoltzmannMachine(784, 500, seed: (long)seed),
                new RestrictedBoltzmannMachine(500, 500, seed: (long)seed + 1),
                new RestrictedBoltzmannMachine(500, 2000, seed: (long)seed + 2)),
            Learn = (network, fit) => network.Fit(
                fit.Data.Train.Images, i => i + 1 < network.Machines.Count
                    ? new ContrastiveDivergence(1, 0.05, fit.Plan.Epochs, fit.Plan.BatchSize)
                    : new PersistentContrastiveDivergence(1, new Polynomial(0.05, fit.Plan.Steps), fit.Plan.Epochs, fit.Plan.BatchSize), // samples come from its chain
                (machine, epoch) => fit.LevelEpochEnded(machine + 1, epoch), fit.Checkpointing, fit.Cancellation),
            Learned = network => [.. network.Machines.SelectMany(machine => (Tensor[])[machine.Weight!, machine.HiddenBias!, machine.VisibleBias!])],
            Figures = (network, set) =>
            {
                Tensor x = set.Test.Images;
                return new Dictionary<string, double> { ["reconstruction_error"] = (network.Decode(network.Encode(x)) - x).Square().Sum().ToScalar() / x.Shape[0] };
            },
            Reconstruction = (network, x) => network.Decode(network.Encode(x)),
            BatchSize = 100,
            Epochs = 10,
        });
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.ElementCount != Machines[0].Visible)
        {
            throw Unsuitable($"[{Machines[0].Visible}] or of as many elements", input);
        }
        for (int i = 0; i < Machines.Count; i++)
        {
            input = Machines[i].Build(input, random.Split((ulong)i), DType);
        }
        return input;
    }

    // Which machine learns, and those that have.
    private void CaptureBelow(Checkpoint checkpoint, int number)
    {
        checkpoint.Set("machine", number);
        for (int i = 0; i < number; i++)
        {
            Machines[i].CaptureTensors(checkpoint.Section($"below.{i}"));
        }
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
