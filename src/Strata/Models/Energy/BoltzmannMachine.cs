using System.Globalization;
using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// The Boltzmann machine (Ackley, Hinton and Sejnowski 1985): binary units, visible and hidden, any two of which may be connected, E(s) = -½ sᵀ W s - bᵀ s; in the notation with
/// sides, -bᵀx - cᵀh - hᵀWx - xᵀUx - hᵀVh. Units are drawn one after the other, P(sᵢ = 1) = σ((Σ wᵢⱼ sⱼ + bᵢ)/T). Where the hidden units are not connected with each other, nor the
/// visible ones, use <see cref="RestrictedBoltzmannMachine"/>.
/// </summary>
public sealed class BoltzmannMachine
{
    private readonly Tensor _connected;
    private readonly RandomStream _random;

    /// <summary>A machine with small random weights.</summary>
    /// <param name="visible">Visible units, the first ones.</param>
    /// <param name="hidden">Hidden units, the others; may be zero.</param>
    /// <param name="connected">Whether units i and j &lt; i are connected. Default: all are.</param>
    /// <param name="seed">What is random follows from it. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no visible unit, or less than no hidden one.</exception>
    public BoltzmannMachine(int visible, int hidden, Func<int, int, bool>? connected = null, long seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(visible, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hidden);
        (Visible, Hidden) = (visible, hidden);
        _random = new RandomStream((ulong)seed);
        using IDisposable own = TensorScope.Suspend();
        float[] mask = new float[Units * Units];
        for (int i = 0; i < Units; i++)
        {
            for (int j = 0; j < i; j++)
            {
                mask[(i * Units) + j] = mask[(j * Units) + i] = connected?.Invoke(i, j) is not false ? 1 : 0;
            }
        }
        _connected = Tensor.Wrap(mask, [Units, Units]);
        Tensor w = RandomOps.Normal([Units, Units], 0, 0.01, _random);
        Weight = (w + w.Transpose()) * _connected;
        Bias = Tensor.Zeros([Units]);
    }

    /// <summary>The number of visible units.</summary>
    public int Visible { get; }

    /// <summary>The number of hidden units.</summary>
    public int Hidden { get; }

    /// <summary>The number of all units, the visible ones first.</summary>
    public int Units => Visible + Hidden;

    /// <summary>W [units, units]: symmetric, zero on the diagonal and where units are not connected.</summary>
    public Tensor Weight { get; }

    /// <summary>b [units].</summary>
    public Tensor Bias { get; }

    /// <summary>E of each state: [batch, units] → [batch].</summary>
    public Tensor Energy(Tensor states)
    {
        using Tape.PauseScope pause = Tape.Pause();
        return ((states.MatMul(Weight) * states) * -0.5).Sum([-1]) - states.MatMul(Bias.Reshape([Units, 1])).Reshape([states.Shape[0]]);
    }

    /// <summary>Draws states by simulated annealing that ends at temperature 1, or wherever the stages end.</summary>
    /// <param name="start">Where the chains begin [batch, units]; the clamped units stay at their values.</param>
    /// <param name="clamped">How many of the first units are clamped; zero for a free run, <see cref="Visible"/> to ask for hidden units.</param>
    /// <param name="stages">Temperatures. Default: <see cref="AnnealingStage.Ackley"/>.</param>
    /// <returns>[batch, units].</returns>
    /// <exception cref="ArgumentException">The states have another number of units.</exception>
    public Tensor Sample(Tensor start, int clamped = 0, IReadOnlyList<AnnealingStage>? stages = null)
    {
        using Tape.PauseScope pause = Tape.Pause();
        Tensor columns = Columns(start);
        Anneal(columns, clamped, stages ?? AnnealingStage.Ackley);
        return columns.Transpose();
    }

    /// <summary>Random states with given values of the first units, from which chains can begin: [batch, first] → [batch, units].</summary>
    public Tensor Start(Tensor first)
    {
        ArgumentNullException.ThrowIfNull(first);
        Tensor rest = RandomOps.Bernoulli([first.Shape[0], Units - first.Shape[1]], 0.5, _random);
        return ConcatenateOp.Concatenate([first, rest], axis: 1);
    }

    /// <summary>The mean-field approximation (Peterson and Anderson 1987): μᵢ = σ(Σ wᵢⱼ μⱼ + bᵢ), one unit after the other, again and again.</summary>
    /// <param name="start">Where it begins [batch, units], values from 0 to 1; the clamped units stay.</param>
    /// <param name="clamped">How many of the first units are clamped.</param>
    /// <param name="sweeps">Default: 50.</param>
    /// <returns>μ [batch, units].</returns>
    /// <exception cref="ArgumentException">The states have another number of units.</exception>
    public Tensor MeanField(Tensor start, int clamped = 0, int sweeps = 50)
    {
        using Tape.PauseScope pause = Tape.Pause();
        Tensor columns = Columns(start);
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            for (int i = clamped; i < Units; i++)
            {
                using var scope = new TensorScope();
                Probability(columns, i, 1).CopyTo(columns.Slice(0, i, 1));
            }
        }
        return columns.Transpose();
    }

    /// <summary>Learns a distribution over the visible units.</summary>
    /// <param name="data">[samples, visible] of zeros and ones, all of which are shown in every cycle.</param>
    /// <param name="learning">How.</param>
    /// <param name="cancellation">Looked at before every cycle. The machine keeps what it has learned.</param>
    /// <exception cref="ArgumentException">There is no sample, one is of another length, or of other values.</exception>
    public void Fit(Tensor data, BoltzmannLearning learning, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(learning);
        if (data.Rank != 2 || data.Shape[1] != Visible)
        {
            throw new ArgumentException($"This machine learns from samples [samples, {Visible}], but got {data.Shape}.", nameof(data));
        }
        Strata.Models.Energy.Units.RequireValues("A Boltzmann machine", new BernoulliUnits(), data);
        using Tape.PauseScope pause = Tape.Pause();
        for (int cycle = 0; cycle < learning.Cycles; cycle++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            Tensor shown = Shown(data, learning);
            (Tensor together, Tensor alone) = Count(Columns(Start(shown)), Visible, learning);
            (Tensor freeTogether, Tensor freeAlone) = Count(Columns(RandomOps.Bernoulli([shown.Shape[0], Units], 0.5, _random)), 0, learning);
            Tensor down = (freeTogether - together) * _connected, biasDown = freeAlone - alone;
            double rate = learning.LearningRate.Rate(cycle);
            UpdateOps.Sgd(Weight, learning.FixedSteps ? down.Sign() : down, rate, learning.WeightDecay);
            UpdateOps.Sgd(Bias, learning.FixedSteps ? biasDown.Sign() : biasDown, rate, learning.WeightDecay);
        }
    }

    /// <summary>Writes the machine to a safetensors file, which appears whole or not at all; <see cref="Load"/> reads it.</summary>
    /// <exception cref="IOException">The file cannot be written; an old one is as it was.</exception>
    public void Save(string path) => SafeTensors.Write(
        path, [new("weight", Weight), new("bias", Bias), new("connected", _connected)],
        new Dictionary<string, string>
        {
            ["visible"] = Visible.ToString(CultureInfo.InvariantCulture),
            ["seed"] = _random.Seed.ToString(CultureInfo.InvariantCulture),
        });

    /// <summary>Reads a machine that was saved. What it draws begins anew from its seed.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or holds something else; the message says what is wrong.</exception>
    public static BoltzmannMachine Load(string path)
    {
        TensorFile file = SafeTensors.Read(path);
        string problem = $"{path} holds no Boltzmann machine";
        int units = file.Tensors.TryGetValue("bias", out Tensor? bias) && bias.Rank == 1 ? bias.Count : 0;
        Tensor weight = ModelFile.Require(file.Tensors, "weight", [units, units], DType.Float32, problem);
        float[] connected = ModelFile.Require(file.Tensors, "connected", [units, units], DType.Float32, problem).ToArray<float>();
        ModelFile.Require(file.Tensors, "bias", [units], DType.Float32, problem);
        bool isWhole = int.TryParse(file.Metadata.GetValueOrDefault("visible"), NumberStyles.None, CultureInfo.InvariantCulture, out int visible)
            & ulong.TryParse(file.Metadata.GetValueOrDefault("seed"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed);
        if (!isWhole || visible < 1 || visible > units)
        {
            throw new InvalidDataException($"{problem}: its metadata should have a seed and the number of visible units, 1 to {units}.");
        }
        var machine = new BoltzmannMachine(visible, units - visible, (i, j) => connected[(i * units) + j] != 0, (long)seed);
        weight.CopyTo(machine.Weight);
        bias!.CopyTo(machine.Bias);
        return machine;
    }

    // The samples, each as often as there are copies, with noise.
    private Tensor Shown(Tensor data, BoltzmannLearning learning)
    {
        Tensor all = ConcatenateOp.Concatenate([.. Enumerable.Repeat(data, learning.Copies)]);
        return RandomOps.Bernoulli((all * (1 - learning.NoiseOn - learning.NoiseOff)) + learning.NoiseOff, _random);
    }

    // ⟨sᵢ sⱼ⟩ and ⟨sᵢ⟩ after annealing.
    private (Tensor Together, Tensor Alone) Count(Tensor columns, int clamped, BoltzmannLearning learning)
    {
        Anneal(columns, clamped, learning.Annealing);
        Tensor together = Tensor.Zeros([Units, Units]), alone = Tensor.Zeros([Units]);
        double weight = 1.0 / (columns.Shape[1] * learning.CountedSweeps);
        for (int sweep = 0; sweep < learning.CountedSweeps; sweep++)
        {
            Anneal(columns, clamped, [new(1, 1)]);
            using var scope = new TensorScope();
            UpdateOps.AddProduct(together, columns, columns, weight, transposeB: true);
            UpdateOps.Sgd(alone, columns.Sum([1]), -weight);
        }
        return (together, alone);
    }

    private void Anneal(Tensor columns, int clamped, IReadOnlyList<AnnealingStage> stages)
    {
        foreach (AnnealingStage stage in stages)
        {
            for (int sweep = 0; sweep < stage.Sweeps; sweep++)
            {
                for (int i = clamped; i < Units; i++)
                {
                    using var scope = new TensorScope();
                    RandomOps.Bernoulli(Probability(columns, i, stage.Temperature), _random).CopyTo(columns.Slice(0, i, 1));
                }
            }
        }
    }

    // P(sᵢ = 1 | all others) of every chain, [1, batch].
    private Tensor Probability(Tensor columns, int i, double temperature)
        => Weight.Slice(0, i, 1).MatMul(columns).Affine(1 / temperature, Bias.AsSpan<float>()[i] / temperature).Sigmoid();

    // [units, batch]: a unit's states lie together.
    private Tensor Columns(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        return states.Rank == 2 && states.Shape[1] == Units
            ? states.To(DType.Float32).Transpose().Clone()
            : throw new ArgumentException($"States of this machine are [batch, {Units}], the {Visible} visible units first, but got {states.Shape}.", nameof(states));
    }
}
