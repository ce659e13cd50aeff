using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// Annealed importance sampling (Neal 2001; Salakhutdinov and Murray 2008) of ln Z: independent runs go from a machine without weights, whose Z is known, to the machine itself
/// over distributions between them, p_β(v) ∝ exp((1 - β) aᵀv + β bᵀv) Σ_h exp(β (c + W v)ᵀ h). Forward runs underestimate ln Z on average and reverse runs, from samples of the
/// machine, overestimate it: together they hold it from both sides (Grosse, Ghahramani and Adams 2015). For Bernoulli, softmax and binomial units.
/// </summary>
/// <param name="temperatures">How many values of β from 0 to 1, spaced as in the paper: 500 of 14,500 up to 0.5, 4,000 up to 0.9, the others above. Default: 14,500.</param>
/// <param name="runs">Runs side by side. Default: 100.</param>
/// <param name="seed">What is random follows from it. Default: 0.</param>
/// <exception cref="ArgumentOutOfRangeException">There are fewer than two temperatures or runs.</exception>
public sealed class AnnealedImportanceSampling(int temperatures = 14_500, int runs = 100, long seed = 0)
{
    /// <summary>How many values of β.</summary>
    public int Temperatures { get; } = temperatures >= 2
        ? temperatures
        : throw new ArgumentOutOfRangeException(nameof(temperatures), temperatures, "Annealed importance sampling needs at least two temperatures, and thousands for a machine of some size.");

    /// <summary>Runs side by side.</summary>
    public int Runs { get; } = runs >= 2
        ? runs
        : throw new ArgumentOutOfRangeException(nameof(runs), runs, "Annealed importance sampling needs at least two runs, or there is no standard error.");

    /// <summary>What is random follows from it.</summary>
    public long Seed { get; } = seed;

    /// <summary>Forward runs: an estimate of ln Z that is on average too low.</summary>
    /// <param name="machine">Built.</param>
    /// <param name="data">Training data, whose means the machine without weights shall have, which takes fewer temperatures; null for none. For Bernoulli visible units.</param>
    /// <exception cref="NotSupportedException">The machine has Gaussian or rectified units.</exception>
    public AisEstimate Forward(RestrictedBoltzmannMachine machine, Tensor? data = null)
    {
        using Tape.PauseScope pause = Tape.Pause();
        using var all = new TensorScope();
        var path = new Path(machine, data);
        var random = new RandomStream((ulong)Seed);
        Tensor v = path.Start(Runs, random);
        double[] logWeights = new double[Runs];
        for (int k = 1; k < Temperatures; k++)
        {
            using var scope = new TensorScope();
            Tensor input = machine.HiddenInput(v);
            path.AddRatio(v, input, Beta(k - 1), Beta(k), logWeights);
            path.Move(v, input, Beta(k), random);
        }
        return AisEstimate.Of(path.LogBase, logWeights, inverse: false);
    }

    /// <summary>Reverse runs: an estimate of ln Z that is on average too high, provided that they begin at samples of the machine.</summary>
    /// <param name="machine">Built.</param>
    /// <param name="data">As for <see cref="Forward"/>.</param>
    /// <param name="samples">Samples of the machine [runs, ...], one for each run. Default: null, from Gibbs chains of 1,000 steps, which may not be enough.</param>
    /// <exception cref="NotSupportedException">The machine has Gaussian or rectified units.</exception>
    public AisEstimate Reverse(RestrictedBoltzmannMachine machine, Tensor? data = null, Tensor? samples = null)
    {
        using Tape.PauseScope pause = Tape.Pause();
        using var all = new TensorScope();
        var path = new Path(machine, data);
        Tensor v = machine.Samples(samples ?? machine.Sample(Runs)).Clone();
        var random = new RandomStream((ulong)Seed).Split(1);
        double[] logWeights = new double[v.Shape[0]];
        for (int k = Temperatures - 1; k >= 1; k--)
        {
            using var scope = new TensorScope();
            path.Move(v, machine.HiddenInput(v), Beta(k), random);
            path.AddRatio(v, machine.HiddenInput(v), Beta(k), Beta(k - 1), logWeights);
        }
        return AisEstimate.Of(path.LogBase, logWeights, inverse: true);
    }

    // Value k of β: 500 of 14,500 intervals reach 0.5, 4,500 reach 0.9.
    private double Beta(int k)
    {
        const double Half = 500.0 / 14_500, Most = 4_500.0 / 14_500;
        double share = (double)k / (Temperatures - 1);
        return share <= Half ? 0.5 * share / Half : share <= Most ? 0.5 + (0.4 * (share - Half) / (Most - Half)) : 0.9 + (0.1 * (share - Most) / (1 - Most));
    }

    // The distributions between a machine without weights, of visible biases a, and the machine.
    private sealed class Path
    {
        private readonly RestrictedBoltzmannMachine _machine;
        private readonly Tensor _base; // a [visible]

        public Path(RestrictedBoltzmannMachine machine, Tensor? data)
        {
            ArgumentNullException.ThrowIfNull(machine);
            machine.RequireBuilt();
            if (machine.VisibleUnits.ValueCount == 0 || machine.HiddenUnits.ValueCount == 0)
            {
                throw new NotSupportedException(
                    $"Annealed importance sampling is for Bernoulli, softmax and binomial units, but {machine} has {machine.VisibleUnits.GetType().Name} and {machine.HiddenUnits.GetType().Name}.");
            }
            _machine = machine;
            _base = data is null ? Tensor.Zeros([machine.Visible], machine.DType) : machine.BiasOf(machine.Samples(data));
            Tensor zeros = Tensor.Zeros([1, machine.Hidden], machine.DType);
            Tensor of = machine.VisibleUnits.LogPartition(_base.Reshape([1, machine.Visible]), _base) + machine.HiddenUnits.LogPartition(zeros, zeros);
            LogBase = of.ToScalar();
        }

        // ln Z of the machine without weights.
        public double LogBase { get; }

        public Tensor Start(int runs, RandomStream random)
        {
            Tensor input = _base.BroadcastTo([runs, _machine.Visible]);
            return _machine.VisibleUnits.Sample(input, _machine.VisibleUnits.Mean(input), random);
        }

        // ln p_to(v) - ln p_from(v), not normalized, of every run.
        public void AddRatio(Tensor v, Tensor hiddenInput, double from, double to, double[] sums)
        {
            Tensor biases = (_machine.VisibleBias! - _base).Reshape([_machine.Visible, 1]);
            Tensor visible = (v.MatMul(biases) * (to - from)).Reshape([v.Shape[0]]);
            Tensor hidden = _machine.HiddenUnits.LogPartition(hiddenInput * to, _machine.HiddenBias!) - _machine.HiddenUnits.LogPartition(hiddenInput * from, _machine.HiddenBias!);
            Tensor ratio = (visible + hidden).To(DType.Float64);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += ratio.AsSpan<double>()[i];
            }
        }

        // A step of Gibbs sampling that leaves p_β as it is, in place.
        public void Move(Tensor v, Tensor hiddenInput, double beta, RandomStream random)
        {
            Tensor toHidden = hiddenInput * beta, h = _machine.HiddenUnits.Sample(toHidden, _machine.HiddenUnits.Mean(toHidden), random);
            Tensor toVisible = (_machine.VisibleInput(h) * beta) + (_base * (1 - beta));
            _machine.VisibleUnits.Sample(toVisible, _machine.VisibleUnits.Mean(toVisible), random).CopyTo(v);
        }
    }
}
