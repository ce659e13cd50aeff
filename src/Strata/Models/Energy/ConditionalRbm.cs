using Strata.Autograd;
using Strata.Ops;
using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// A restricted Boltzmann machine of v and h given u (Taylor, Hinton and Roweis 2007; Mnih, Larochelle and Hinton 2011): the biases follow what is given, b + A u and c + B u. It
/// models P(v | u): the next frame given the last ones, or labels given features.
/// </summary>
public sealed class ConditionalRbm
{
    private readonly RandomStream _random;

    /// <summary>A machine with small random weights from v to h, and no influence of u.</summary>
    /// <param name="given">The elements of u.</param>
    /// <param name="visible">Visible units.</param>
    /// <param name="hidden">Hidden units.</param>
    /// <param name="visibleUnits">Default: <see cref="BernoulliUnits"/>.</param>
    /// <param name="seed">What is random follows from it. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public ConditionalRbm(int given, int visible, int hidden, UnitType? visibleUnits = null, long seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(given, 1);
        _random = new RandomStream((ulong)seed);
        Machine = new RestrictedBoltzmannMachine(visible, hidden, visibleUnits, seed: seed);
        Machine.Build([visible], _random.Split(0));
        using IDisposable own = TensorScope.Suspend();
        ToVisible = Tensor.Zeros([visible, given]);
        ToHidden = RandomOps.Normal([hidden, given], 0, 0.01, _random);
    }

    /// <summary>The machine for u = 0: W, b, c.</summary>
    public RestrictedBoltzmannMachine Machine { get; }

    /// <summary>A [visible, given].</summary>
    public Tensor ToVisible { get; }

    /// <summary>B [hidden, given].</summary>
    public Tensor ToHidden { get; }

    /// <summary>Learns by contrastive divergence with the given parts fixed.</summary>
    /// <param name="given">u [samples, given].</param>
    /// <param name="data">v [samples, visible].</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="learningRate">Default: 0.05.</param>
    /// <param name="batchSize">Default: 100.</param>
    /// <param name="steps">k of CD-k. Default: 1.</param>
    /// <param name="cancellation">Looked at before every step. The machine keeps what it has learned.</param>
    /// <exception cref="ArgumentException">The parts have different numbers of samples or wrong lengths, or v holds what the visible units cannot be.</exception>
    public void Fit(
        Tensor given, Tensor data, int epochs, Schedule? learningRate = null, int batchSize = 100, int steps = 1, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        learningRate ??= 0.05;
        Require(given);
        using Tape.PauseScope pause = Tape.Pause();
        Tensor rows = Machine.Samples(data);
        if (given.Shape[0] != rows.Shape[0])
        {
            throw new ArgumentException($"There are {given.Shape[0]} given parts for {rows.Shape[0]} samples; each sample needs one.", nameof(given));
        }
        long step = 0;
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            Tensor order = RandomOps.Permutation(rows.Shape[0], _random.Split(2).Split((ulong)epoch));
            for (int start = 0; start < rows.Shape[0]; start += batchSize)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = new TensorScope();
                Tensor some = order.Slice(0, start, Math.Min(batchSize, rows.Shape[0] - start));
                Step(given.Gather(some), rows.Gather(some), learningRate.Rate(step++), steps);
            }
        }
    }

    /// <summary>The means of v given u, by Gibbs sampling of h and v with the means of the last steps taken together: [batch, given] → [batch, visible].</summary>
    /// <param name="given">u [batch, given].</param>
    /// <param name="steps">Gibbs steps, of which the later half counts. Default: 50.</param>
    /// <exception cref="ArgumentException">The given parts have another length.</exception>
    public Tensor Predict(Tensor given, int steps = 50)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        Require(given);
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        RandomStream random = _random.Split(3);
        (Tensor toVisible, Tensor toHidden) = Biases(given);
        Tensor v = Machine.VisibleUnits.Mean(toVisible), sum = Tensor.Zeros(v.Shape);
        int counted = 0;
        for (int i = 0; i < steps; i++)
        {
            (v, Tensor mean) = Draw(Hide(v, toHidden), toVisible, random);
            if (i >= steps / 2)
            {
                UpdateOps.Sgd(sum, mean, -1);
                counted++;
            }
        }
        return scope.Keep(sum / counted);
    }

    private void Step(Tensor u, Tensor v, double rate, int steps)
    {
        (Tensor toVisible, Tensor toHidden) = Biases(u);
        Tensor input = Hide(v, toHidden), p = Machine.HiddenUnits.Mean(input), v1 = v, input1 = input;
        for (int k = 0; k < steps; k++)
        {
            (v1, _) = Draw(input1, toVisible, _random);
            input1 = Hide(v1, toHidden);
        }
        Tensor p1 = Machine.HiddenUnits.Mean(input1), s = Machine.VisibleUnits.Signal(v), s1 = Machine.VisibleUnits.Signal(v1);
        double by = rate / v.Shape[0];
        UpdateOps.AddProduct(Machine.Weight!, p, s, by, transposeA: true);
        UpdateOps.AddProduct(Machine.Weight!, p1, s1, -by, transposeA: true);
        UpdateOps.AddProduct(ToVisible, s - s1, u, by, transposeA: true);
        UpdateOps.AddProduct(ToHidden, p - p1, u, by, transposeA: true);
        UpdateOps.Sgd(Machine.VisibleBias!, (s1 - s).Sum([0]), by);
        UpdateOps.Sgd(Machine.HiddenBias!, (p1 - p).Sum([0]), by);
    }

    // b + A u and c + B u.
    private (Tensor Visible, Tensor Hidden) Biases(Tensor u) => (u.Linear(ToVisible, Machine.VisibleBias!), u.Linear(ToHidden, Machine.HiddenBias!));

    private Tensor Hide(Tensor v, Tensor bias) => Machine.VisibleUnits.Signal(v).MatMul(Machine.Weight!, transposeB: true) + bias;

    private (Tensor Visible, Tensor Mean) Draw(Tensor hiddenInput, Tensor bias, RandomStream random)
    {
        Tensor h = Machine.HiddenUnits.Sample(hiddenInput, Machine.HiddenUnits.Mean(hiddenInput), random);
        Tensor input = h.MatMul(Machine.Weight!) + bias, mean = Machine.VisibleUnits.Mean(input);
        return (Machine.VisibleUnits.Sample(input, mean, random), mean);
    }

    private void Require(Tensor given)
    {
        ArgumentNullException.ThrowIfNull(given);
        if (given.Rank != 2 || given.Shape[1] != ToVisible.Shape[1] || given.DType != DType.Float32)
        {
            throw new ArgumentException($"The given parts are Float32 [samples, {ToVisible.Shape[1]}], but got {given.DType} {given.Shape}.", nameof(given));
        }
    }
}
