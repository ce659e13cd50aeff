using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>What a restricted Boltzmann machine comes to exactly, by a sum over all states of its smaller side: for machines of up to about 25 binary units on that side.</summary>
public static class Enumeration
{
    private const int MostBits = 26, Chunk = 4096;

    /// <summary>ln Z = ln Σ_v Σ_h e^-E(v, h).</summary>
    /// <exception cref="NotSupportedException">Both sides have too many states, or a continuum of them.</exception>
    public static double LogPartition(RestrictedBoltzmannMachine machine)
    {
        double largest = double.NegativeInfinity, sum = 0;
        ForEachChunk(machine, (_, _, minusFree) =>
        {
            foreach (double term in minusFree)
            {
                if (term > largest)
                {
                    (sum, largest) = (sum * Math.Exp(largest - term), term);
                }
                sum += Math.Exp(term - largest);
            }
        });
        return largest + Math.Log(sum);
    }

    /// <summary>The mean over samples of ln P(v) = -F(v) - ln Z.</summary>
    /// <param name="machine">Small enough.</param>
    /// <param name="data">[samples, ...].</param>
    /// <exception cref="NotSupportedException">Both sides have too many states, or a continuum of them.</exception>
    public static double LogLikelihood(RestrictedBoltzmannMachine machine, Tensor data)
    {
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        return -Checked(machine).FreeEnergy(data).To(DType.Float64).Mean().ToScalar() - LogPartition(machine);
    }

    /// <summary>The model's term of the gradient: the expectations of s(h) s(v)ᵀ [hidden, visible], s(v) [visible] and s(h) [hidden].</summary>
    /// <exception cref="NotSupportedException">Both sides have too many states, or a continuum of them.</exception>
    public static (Tensor Products, Tensor Visible, Tensor Hidden) Expectations(RestrictedBoltzmannMachine machine)
    {
        double logZ = LogPartition(machine);
        Tensor products = Tensor.Zeros([machine.Hidden, machine.Visible], machine.DType), visible = Tensor.Zeros([1, machine.Visible], machine.DType);
        Tensor hidden = Tensor.Zeros([1, machine.Hidden], machine.DType);
        ForEachChunk(machine, (v, h, minusFree) =>
        {
            Tensor p = Tensor.Wrap([.. minusFree.Select(term => Math.Exp(term - logZ))], [minusFree.Length, 1]).To(machine.DType);
            Tensor signalV = machine.VisibleUnits.Signal(v), signalH = machine.HiddenUnits.Signal(h);
            UpdateOps.AddProduct(products, signalH, p * signalV, transposeA: true);
            UpdateOps.AddProduct(visible, p, signalV, transposeA: true);
            UpdateOps.AddProduct(hidden, p, signalH, transposeA: true);
        });
        return (products, visible.Reshape([machine.Visible]), hidden.Reshape([machine.Hidden]));
    }

    /// <summary>The exact gradient of <see cref="LogLikelihood"/> by W, b and c: the expectations over data and P(h | v) less those over the model.</summary>
    /// <param name="machine">Small enough.</param>
    /// <param name="data">[samples, ...].</param>
    /// <exception cref="NotSupportedException">Both sides have too many states, or a continuum of them.</exception>
    public static (Tensor Weight, Tensor VisibleBias, Tensor HiddenBias) Gradient(RestrictedBoltzmannMachine machine, Tensor data)
    {
        (Tensor products, Tensor visible, Tensor hidden) = Expectations(machine);
        using Tape.PauseScope pause = Tape.Pause();
        Tensor v = machine.VisibleUnits.Signal(machine.Rows(data)), h = machine.HiddenUnits.Signal(machine.Encode(data));
        return ((h / h.Shape[0]).MatMul(v, transposeA: true) - products, v.Mean([0]) - visible, h.Mean([0]) - hidden);
    }

    /// <summary>All states that a number of units can have together, [states, units].</summary>
    /// <param name="type">Bernoulli, binomial or softmax units.</param>
    /// <param name="units">How many.</param>
    /// <param name="dtype">Default: float64.</param>
    /// <exception cref="NotSupportedException">There are too many states, or a continuum of them.</exception>
    public static Tensor States(UnitType type, int units, DType dtype = DType.Float64)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!(Bits(type, units) <= MostBits))
        {
            throw new NotSupportedException($"{units} {type.GetType().Name} have too many states together to go through them.");
        }
        return States(type, units, 0, (int)Count(type, units)).To(dtype);
    }

    private static RestrictedBoltzmannMachine Checked(RestrictedBoltzmannMachine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        machine.RequireBuilt();
        if (!(Math.Min(Bits(machine.VisibleUnits, machine.Visible), Bits(machine.HiddenUnits, machine.Hidden)) <= MostBits))
        {
            throw new NotSupportedException(
                $"{machine} has {machine.Visible} {machine.VisibleUnits.GetType().Name} and {machine.Hidden} {machine.HiddenUnits.GetType().Name}: too many states on both sides to "
                + $"go through them; one side may have up to {MostBits} bits. Estimate the partition function by AnnealedImportanceSampling.");
        }
        return machine;
    }

    // Hands out v, h and ln Σ e⁻ᴱ over the side that is not enumerated, whose values are its means, some states at a time.
    private static void ForEachChunk(RestrictedBoltzmannMachine machine, Action<Tensor, Tensor, double[]> take)
    {
        bool visible = Bits(Checked(machine).VisibleUnits, machine.Visible) is var bits && bits <= Bits(machine.HiddenUnits, machine.Hidden);
        (UnitType type, int units) = visible ? (machine.VisibleUnits, machine.Visible) : (machine.HiddenUnits, machine.Hidden);
        using Tape.PauseScope pause = Tape.Pause();
        long count = Count(type, units);
        for (long first = 0; first < count; first += Chunk)
        {
            using var scope = new TensorScope();
            Tensor states = States(type, units, first, (int)Math.Min(Chunk, count - first)).To(machine.DType);
            Tensor free = visible ? machine.FreeEnergy(states) : machine.HiddenFreeEnergy(states);
            Tensor v = visible ? states : machine.VisibleUnits.Mean(machine.VisibleInput(states)), h = visible ? machine.Encode(states) : states;
            take(v, h, (-free).To(DType.Float64).ToArray<double>());
        }
    }

    private static Tensor States(UnitType type, int units, long first, int count)
    {
        double[] states = new double[count * units];
        int places = type.PlacesOf(units), width = units / places;
        for (int i = 0; i < count; i++)
        {
            long number = first + i;
            for (int place = 0; place < places; place++)
            {
                type.Write((int)(number % type.ValueCount), states.AsSpan((i * units) + (place * width), width));
                number /= type.ValueCount;
            }
        }
        return Tensor.Wrap(states, [count, units]);
    }

    private static double Bits(UnitType type, int units) => type.ValueCount == 0 ? double.PositiveInfinity : type.PlacesOf(units) * Math.Log2(type.ValueCount);

    private static long Count(UnitType type, int units) => (long)Math.Round(Math.Pow(type.ValueCount, type.PlacesOf(units)));
}
