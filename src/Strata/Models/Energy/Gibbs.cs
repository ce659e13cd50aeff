using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>Block Gibbs sampling: all hidden units at once given the visible ones, and the other way round.</summary>
internal static class Gibbs
{
    // More of them settle what is uncertain, one way or the other, and predict worse.
    private const int MeanFieldSteps = 2;

    /// <summary>Draws v given h, then h given v and so on, until v has been drawn <paramref name="steps"/> times.</summary>
    /// <param name="machine">Whose units are drawn.</param>
    /// <param name="couplings">With these couplings.</param>
    /// <param name="hidden">States of the hidden units, [particles, ...].</param>
    /// <param name="steps">At least one.</param>
    /// <param name="random">Where to draw from.</param>
    /// <param name="sampleVisible">Whether v is drawn, or its means are taken.</param>
    /// <param name="heat">Inverse temperatures, [particles, 1]; null for ones.</param>
    /// <returns>The last v, with the inputs and means of the hidden units that follow from it.</returns>
    public static Phase Advance(
        IBoltzmannMachine machine, Couplings couplings, Tensor hidden, int steps, RandomStream random, bool sampleVisible = true, Tensor? heat = null)
        => Advance(machine.VisibleUnits, machine.HiddenUnits, couplings, hidden, steps, random, sampleVisible, heat);

    /// <summary>The same for units of any machine.</summary>
    public static Phase Advance(
        UnitType visibleUnits, UnitType hiddenUnits, Couplings couplings, Tensor hidden, int steps, RandomStream random, bool sampleVisible = true, Tensor? heat = null)
    {
        while (true)
        {
            Tensor toVisible = Heated(couplings.VisibleInput(hiddenUnits.Signal(hidden)), heat), means = visibleUnits.Mean(toVisible);
            Tensor v = sampleVisible ? visibleUnits.Sample(toVisible, means, random) : means;
            Tensor toHidden = Heated(couplings.HiddenInput(visibleUnits.Signal(v)), heat), mean = hiddenUnits.Mean(toHidden);
            if (--steps <= 0)
            {
                return new(v, toHidden, mean);
            }
            hidden = hiddenUnits.Sample(toHidden, mean, random);
        }
    }

    /// <summary>Draws v of machines whose biases are those of the rows: chains begin where the visible units are without hidden ones.</summary>
    /// <param name="visibleUnits">What the visible units are.</param>
    /// <param name="hiddenUnits">What the hidden units are.</param>
    /// <param name="couplings">With biases of each row.</param>
    /// <param name="steps">At least one.</param>
    /// <param name="random">Where to draw from.</param>
    /// <param name="means">Whether the last v is not drawn but the means given the last h.</param>
    public static Phase Draw(UnitType visibleUnits, UnitType hiddenUnits, Couplings couplings, int steps, RandomStream random, bool means)
    {
        Tensor input = couplings.HiddenInput(visibleUnits.Signal(visibleUnits.Mean(couplings.VisibleBias)));
        if (steps > 1)
        {
            input = Advance(visibleUnits, hiddenUnits, couplings, hiddenUnits.Sample(input, hiddenUnits.Mean(input), random), steps - 1, random).Input;
        }
        return Advance(visibleUnits, hiddenUnits, couplings, hiddenUnits.Sample(input, hiddenUnits.Mean(input), random), 1, random, sampleVisible: !means);
    }

    /// <summary>
    /// E[v] of machines whose biases are those of the rows, [batch, visible]: chains begin where the visible units are without hidden ones, and the means of v given h in the
    /// later half of the steps are averaged.
    /// </summary>
    public static Tensor Means(UnitType visibleUnits, UnitType hiddenUnits, Couplings couplings, int steps, RandomStream random)
    {
        Tensor v = visibleUnits.Mean(couplings.VisibleBias).Clone(), sum = Tensor.Zeros(v.Shape, v.DType);
        for (int i = 0; i < steps; i++)
        {
            using var scope = new TensorScope();
            Tensor toHidden = couplings.HiddenInput(visibleUnits.Signal(v)), h = hiddenUnits.Sample(toHidden, hiddenUnits.Mean(toHidden), random);
            Tensor toVisible = couplings.VisibleInput(hiddenUnits.Signal(h)), mean = visibleUnits.Mean(toVisible);
            visibleUnits.Sample(toVisible, mean, random).CopyTo(v);
            if (i >= steps / 2)
            {
                UpdateOps.Sgd(sum, mean, -1.0 / (steps - (steps / 2)));
            }
        }
        return sum;
    }

    /// <summary>The same in the mean-field approximation, which is differentiable: from where the visible units are without hidden ones, the means of h given v and of v given h, twice.</summary>
    public static Tensor MeanField(UnitType visibleUnits, UnitType hiddenUnits, Couplings couplings)
        => MeanField(visibleUnits, hiddenUnits, couplings.Weight, couplings.VisibleBias, couplings.HiddenBias);

    /// <summary>The same of W, b [batch, visible] and c [batch, hidden].</summary>
    public static Tensor MeanField(UnitType visibleUnits, UnitType hiddenUnits, Tensor weight, Tensor visibleBias, Tensor hiddenBias)
    {
        Tensor v = visibleUnits.Mean(visibleBias);
        for (int i = 0; i < MeanFieldSteps; i++)
        {
            Tensor h = hiddenUnits.Mean(visibleUnits.Signal(v).MatMul(weight, transposeB: true) + hiddenBias);
            v = visibleUnits.Mean(hiddenUnits.Signal(h).MatMul(weight) + visibleBias);
        }
        return v;
    }

    /// <summary>Draws hidden units from their biases alone, [particles, ...]: where chains begin that nothing is known of.</summary>
    public static Tensor Start(IBoltzmannMachine machine, int particles, RandomStream random)
    {
        Tensor input = machine.Couplings.HiddenBiases(particles);
        return machine.HiddenUnits.Sample(input, machine.HiddenUnits.Mean(input), random);
    }

    private static Tensor Heated(Tensor input, Tensor? heat) => heat is null ? input : input * heat;
}
