using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Energy;

/// <summary>
/// The Helmholtz machine (Dayan, Hinton, Neal and Zemel 1995): a <see cref="SigmoidBeliefNetwork"/> that generates, and another network that recognizes, Q(h | v) = Π Q(hˡ | hˡ⁻¹),
/// its causes. Both learn by wake-sleep (Hinton, Dayan, Frey and Neal 1995): awake, the recognized causes of a sample teach the generating weights; asleep, dreams, whose causes are
/// known, teach the recognizing ones; each by the delta rule. As a layer it gives the means of the top units, [batch, ...] → [batch, top].
/// <code>
/// var machine = new HelmholtzMachine(784, [200, 50]);
/// machine.Fit(images, epochs: 50, learningRate: 0.1);
/// Tensor dreams = machine.Generation.Sample(100, means: true);
/// </code>
/// </summary>
public sealed class HelmholtzMachine : Layer, IEncoder, IDecoder
{
    /// <summary>A machine, which is built for the first samples that it sees.</summary>
    /// <param name="visible">Visible units; the elements of one sample, whatever its shape.</param>
    /// <param name="hidden">Units of the layers above, the lowest first.</param>
    /// <param name="seed">What is random follows from it. Default: 0.</param>
    /// <param name="weightInitializer">Default: normal with deviation 0.01.</param>
    /// <exception cref="ArgumentException">There is no layer of hidden units.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A layer has no unit.</exception>
    public HelmholtzMachine(int visible, int[] hidden, long seed = 0, Initializer? weightInitializer = null)
    {
        Generation = new SigmoidBeliefNetwork(visible, hidden, seed, weightInitializer);
        Recognition = [.. hidden.Select(units => new BeliefLayer(units, weightInitializer))];
        Children = [Generation, .. Recognition];
    }

    /// <summary>The number of visible units.</summary>
    public int Visible => Generation.Visible;

    /// <summary>Units of the layers above, the lowest first.</summary>
    public int[] Hidden => Generation.Hidden;

    /// <summary>What is random follows from it.</summary>
    public long Seed => Generation.Seed;

    /// <summary>P(v, h).</summary>
    public SigmoidBeliefNetwork Generation { get; }

    /// <summary>Q(h | v), the lowest layer first.</summary>
    public IReadOnlyList<BeliefLayer> Recognition { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; }

    /// <summary>Wake-sleep.</summary>
    /// <param name="data">[samples, ...], values from 0 to 1.</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="learningRate">A number or a schedule by step. Default: 0.05.</param>
    /// <param name="batchSize">Samples a step, and dreams. Default: 100.</param>
    /// <param name="epochEnded">Told what each epoch came to: <c>bound</c>, the mean of ln P(v, h) - ln Q(h | v) over its samples, on average a lower bound of ln P(v).</param>
    /// <param name="checkpointing">Keeps the training's state in a file as it goes, and resumes it from there if that is wanted; epochs are then those of all. Default: null, none.</param>
    /// <param name="cancellation">Looked at before every step. The machine keeps what it has learned.</param>
    /// <returns>All epochs.</returns>
    /// <exception cref="ArgumentException">There are no samples, or a value is not from 0 to 1.</exception>
    /// <exception cref="ArithmeticException">The weights became infinite or not a number.</exception>
    public History Fit(
        Tensor data, int epochs, Schedule? learningRate = null, int batchSize = 100, Action<EpochResult>? epochEnded = null, Checkpointing? checkpointing = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        Tensor rows = Samples(data);
        using Tape.PauseScope pause = Tape.Pause();
        return new WakeSleep(this, rows, batchSize, learningRate ?? 0.05).Run(epochs, epochEnded, checkpointing, cancellation);
    }

    /// <summary>The means of the top units: [batch, ...] → [batch, top].</summary>
    /// <param name="x">[batch, ...].</param>
    public Tensor Encode(Tensor x)
    {
        using Tape.PauseScope pause = Tape.Pause();
        return Forward(x);
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor code) => Generation.Decode(code);

    /// <summary>
    /// Estimates ln P(v) of each sample by importance sampling, ln of the mean of P(v, h)/Q(h | v) over draws of Q: on average a lower bound, the closer the more draws.
    /// </summary>
    /// <param name="data">[samples, ...], values from 0 to 1.</param>
    /// <param name="draws">Default: 100.</param>
    /// <returns>[samples].</returns>
    public Tensor LogLikelihood(Tensor data, int draws = 100)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        Tensor rows = Samples(data);
        RandomStream random = new RandomStream((ulong)Seed).Split(5);
        return InParts.Map(
            rows, part => ConcatenateOp.Concatenate([.. Enumerable.Range(0, draws).Select(_ => Weigh(BeliefLayer.Sample(Recognition, part, random)).Reshape([part.Shape[0], 1]))], axis: 1).LogSumExp()
                - Math.Log(draws), "Estimating a likelihood");
    }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<HelmholtzMachine>();

    /// <inheritdoc/>
    internal override string NameOf(int child) => child == 0 ? "generation" : $"recognition{child}";

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.ElementCount != Visible)
        {
            throw Unsuitable($"[{Visible}] or of as many elements", input);
        }
        Generation.Build([Hidden[^1]], random.Split(0), DType);
        input = [Visible];
        for (int i = 0; i < Recognition.Count; i++)
        {
            input = Recognition[i].Build(input, random.Split((ulong)i + 1), DType);
        }
        return input;
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        x = x.Reshape([x.Shape[0], Visible]);
        for (int i = 0; i < Recognition.Count; i++)
        {
            x = Recognition[i].Forward(x, context);
        }
        return x;
    }

    private Tensor Weigh(Tensor[] states)
    {
        Tensor sum = Generation.LogJoint(states);
        for (int i = 0; i < Recognition.Count; i++)
        {
            sum -= Recognition[i].LogProbability(states[i], states[i + 1]);
        }
        return sum;
    }

    private Tensor Samples(Tensor data) => Units.Samples(this, new BernoulliUnits(), Visible, Seed, data);

    private sealed class WakeSleep(HelmholtzMachine machine, Tensor rows, int batchSize, Schedule learningRate)
        : BatchRuleTraining(machine, "wake-sleep", rows.Shape[0], batchSize, machine.Seed, learningRate, "bound")
    {
        protected override double Step(Tensor chosen, double rate)
        {
            Tensor[] awake = BeliefLayer.Sample(machine.Recognition, rows.Gather(chosen), Draws), dream = machine.Generation.Dream(chosen.Count, Draws);
            double bound = machine.Weigh(awake).Sum().ToScalar();
            machine.Generation.Learn(awake, rate);
            for (int i = 0; i < machine.Recognition.Count; i++)
            {
                machine.Recognition[i].Learn(dream[i], dream[i + 1], rate);
            }
            return bound;
        }
    }
}
