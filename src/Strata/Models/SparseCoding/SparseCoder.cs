using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.SparseCoding;

/// <summary>
/// A model that writes samples as sums of few of many atoms: x ≈ Σ_j a_j d_j, with codes a that are mostly zero and atoms d that are learned and may be more than there are
/// features (Olshausen and Field 1996). As a layer it gives the codes, [batch, ...] → [batch, atoms], with a gradient with respect to the samples; one model on the codes of another, in
/// a <see cref="Sequential"/>, is a hierarchy.
/// </summary>
public abstract class SparseCoder : Preprocessing, IEncoder, IDecoder
{
    private const int SamplesAtOnce = 4096;

    /// <summary>A model of the given number of atoms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of atoms is not positive.</exception>
    private protected SparseCoder(int atoms, bool nonNegative, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(atoms);
        (Atoms, NonNegative, Seed) = (atoms, nonNegative, seed);
    }

    /// <summary>The number of atoms.</summary>
    public int Atoms { get; }

    /// <summary>Whether codes may not be negative.</summary>
    public bool NonNegative { get; }

    /// <summary>What chooses the samples that atoms begin as.</summary>
    public long Seed { get; }

    /// <summary>The atoms, one a row [atoms, features]; null until built.</summary>
    public Tensor? Dictionary { get; private set; }

    /// <summary>What was made small, after each iteration of the last <see cref="Preprocessing.Fit"/>: means over the samples. Not saved.</summary>
    public IReadOnlyList<double> History { get; private protected set; } = [];

    /// <summary>The codes of samples, some thousand at a time; nothing is recorded for gradients.</summary>
    /// <param name="x">[batch, ...].</param>
    /// <returns>[batch, atoms], of the dictionary's type.</returns>
    /// <exception cref="InvalidOperationException">There is no dictionary yet.</exception>
    /// <exception cref="ShapeException">The samples have another shape than those that were learned from.</exception>
    /// <exception cref="ArgumentException">A value is not a finite number.</exception>
    public Tensor Encode(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        using Tape.PauseScope pause = Tape.Pause();
        if (x.Rank == 0 || x.Shape[0] <= SamplesAtOnce)
        {
            return Forward(x);
        }
        Tensor codes = Tensor.Uninitialized([x.Shape[0], Atoms], DType);
        for (int start = 0; start < x.Shape[0]; start += SamplesAtOnce)
        {
            using var scope = new TensorScope();
            int count = Math.Min(SamplesAtOnce, x.Shape[0] - start);
            Forward(x.Slice(0, start, count)).CopyTo(codes.Slice(0, start, count));
        }
        return codes;
    }

    /// <summary>Σ_j a_j d_j: the samples that codes stand for; nothing is recorded for gradients.</summary>
    /// <param name="code">[batch, atoms].</param>
    /// <returns>[batch, ...], as the samples were.</returns>
    /// <exception cref="InvalidOperationException">There is no dictionary yet.</exception>
    /// <exception cref="ShapeException">The codes have another length than the dictionary has atoms.</exception>
    public Tensor Decode(Tensor code)
    {
        using Tape.PauseScope pause = Tape.Pause();
        return Inverse(code);
    }

    /// <summary>‖x - Dᵀa‖², the mean over samples of what their codes leave.</summary>
    /// <inheritdoc cref="Encode"/>
    public double ReconstructionError(Tensor x) => Mean(x, (samples, codes) => (samples - Decode(codes)).Square());

    /// <summary>How good the model is for samples, the less the better: the mean of what learning makes small.</summary>
    /// <inheritdoc cref="Encode"/>
    public abstract double Score(Tensor x);

    /// <summary>The codes of float64 samples in rows for a dictionary, recorded where a gradient is wanted.</summary>
    private protected abstract Tensor Code(Tensor rows, Tensor dictionary, Tensor? start);

    /// <inheritdoc/>
    protected sealed override Shape Declare(Shape input)
    {
        Dictionary = AddState("dictionary", [Atoms, input.ElementCount], shape => Tensor.Zeros(shape, DType));
        DeclareMore(input.ElementCount);
        return [Atoms];
    }

    /// <summary>Adds what else is saved.</summary>
    private protected virtual void DeclareMore(int features)
    {
    }

    /// <inheritdoc/>
    protected sealed override Tensor Transform(Tensor x)
        => Code(x.Reshape([x.Shape[0], InputShape.ElementCount]).To(DType.Float64), Dictionary!.To(DType.Float64), null).To(DType);

    /// <inheritdoc/>
    protected sealed override Tensor Invert(Tensor y) => y.To(DType).MatMul(Dictionary!).Reshape(InputShape.Insert(0, y.Shape[0]));

    /// <summary>The mean over samples of the sum of something that is made of some samples and their codes, a term for each element.</summary>
    private protected double Mean(Tensor x, Func<Tensor, Tensor, Tensor> terms)
    {
        ArgumentNullException.ThrowIfNull(x);
        using Tape.PauseScope pause = Tape.Pause();
        double sum = 0;
        for (int start = 0; start < x.Shape[0]; start += SamplesAtOnce)
        {
            using var scope = new TensorScope();
            Tensor some = x.Slice(0, start, Math.Min(SamplesAtOnce, x.Shape[0] - start)).To(DType);
            sum += terms(some, Forward(some)).Sum().ToScalar();
        }
        return sum / x.Shape[0];
    }

    /// <summary>Hands out samples as float64 rows, some thousand at a time, with the number of the first.</summary>
    private protected static void ForEachPart(Tensor data, Action<int, Tensor> take)
    {
        for (int start = 0; start < data.Shape[0]; start += SamplesAtOnce)
        {
            using var scope = new TensorScope();
            int count = Math.Min(SamplesAtOnce, data.Shape[0] - start);
            take(start, data.Slice(0, start, count).Reshape([count, data.Shape[1..].ElementCount]).To(DType.Float64));
        }
    }

    /// <summary>
    /// Atoms to begin with: samples drawn at random, without those that are of one value all over (a patch of plain sky says nothing), each scaled to length 1.
    /// </summary>
    /// <returns>Float64 [atoms, features].</returns>
    /// <exception cref="ArgumentException">There are too few samples with something in them.</exception>
    private protected Tensor SamplesAsAtoms(Tensor data)
    {
        int n = data.Shape[0], features = InputShape.ElementCount;
        if (n < Atoms)
        {
            throw new ArgumentException(
                $"{this} is to learn {Atoms} atoms, but there are {n} samples: each could be an atom of its own, and nothing would be learned. Give more samples, or ask for fewer atoms.",
                nameof(data));
        }
        Tensor dictionary = Tensor.Uninitialized([Atoms, features], DType.Float64);
        Span<int> order = RandomOps.Permutation(n, new RandomStream((ulong)Seed)).AsSpan<int>();
        int found = 0;
        for (int i = 0; i < n && found < Atoms; i++)
        {
            using var scope = new TensorScope();
            Tensor sample = data.Slice(0, order[i], 1).Reshape([1, features]).To(DType.Float64);
            Span<double> values = sample.AsSpan<double>();
            bool plain = values.IndexOfAnyExcept(values[0]) < 0 && (features > 1 || values[0] == 0);
            if (!plain)
            {
                (sample / Math.Sqrt(sample.Square().Sum().ToScalar())).CopyTo(dictionary.Slice(0, found++, 1));
            }
        }
        return found == Atoms
            ? dictionary
            : throw new ArgumentException(
                $"{this} is to learn {Atoms} atoms, but only {found} of {n} samples are not of one value all over: constant patches hold nothing to learn. Take samples with contrast, or ask for fewer atoms.",
                nameof(data));
    }
}
