using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.SparseCoding;

/// <summary>
/// K-SVD (Aharon, Elad and Bruckstein 2006): Σ ‖x - Σ_j a_j d_j‖² is made small with codes of a given number of atoms, by turns by orthogonal matching pursuit and by making each
/// atom, with the coefficients that use it, the best rank-one approximation of what the others leave. Atoms have length 1; k-means is the case of one atom with coefficient 1.
/// </summary>
public sealed class KSvd : SparseCoder
{
    // Steps of the power iteration that finds the singular vector, from the atom as it is.
    private const int PowerSteps = 4;

    /// <param name="atoms">The number of atoms, more or fewer than there are features.</param>
    /// <param name="nonZeros">The most atoms of a code.</param>
    /// <param name="iterations">The most turns. Default: 30.</param>
    /// <param name="tolerance">Learning ends where a turn lowers the mean squared error by less than this share of it. Default: 1e-5; 0 for all turns.</param>
    /// <param name="nonNegative">Whether codes may not be negative. Default: false.</param>
    /// <param name="seed">Chooses the samples that atoms begin as. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public KSvd(int atoms, int nonZeros, int iterations = 30, double tolerance = 1e-5, bool nonNegative = false, long seed = 0)
        : base(atoms, nonNegative, seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(nonZeros);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nonZeros, atoms);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations);
        (NonZeros, Iterations) = (nonZeros, iterations);
        Tolerance = tolerance >= 0 && double.IsFinite(tolerance)
            ? tolerance
            : throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "A tolerance is 0 or a positive number.");
    }

    /// <summary>The most atoms of a code.</summary>
    public int NonZeros { get; }

    /// <summary>The most turns.</summary>
    public int Iterations { get; }

    /// <summary>Learning ends where a turn lowers the mean squared error by less than this share of it.</summary>
    public double Tolerance { get; }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<KSvd>();

    /// <summary>The mean over samples of ‖x - Dᵀa‖²: see <see cref="SparseCoder.ReconstructionError"/>.</summary>
    /// <inheritdoc cref="SparseCoder.Encode"/>
    public override double Score(Tensor x) => ReconstructionError(x);

    /// <inheritdoc/>
    private protected override Tensor Code(Tensor rows, Tensor dictionary, Tensor? start) => rows.MatMul(dictionary, transposeB: true)
        .MatchingPursuit(dictionary.MatMul(dictionary, transposeB: true), rows.Detach().Square().Sum([1]), NonZeros, nonNegative: NonNegative);

    /// <inheritdoc/>
    protected override void Learn(Tensor data)
    {
        int n = data.Shape[0], features = InputShape.ElementCount;
        Tensor dictionary = SamplesAsAtoms(data);
        // The atoms' step goes through all samples, atom by atom: they are all at hand in float64.
        Tensor rows = data.Reshape([n, features]).To(DType.Float64), codes = Tensor.Uninitialized([n, Atoms], DType.Float64);
        var history = new List<double>();
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            using var scope = new TensorScope();
            ForEachPart(rows, (start, some) => Code(some, dictionary, null).CopyTo(codes.Slice(0, start, some.Shape[0])));
            Tensor residual = rows - codes.MatMul(dictionary);
            if (!NonNegative)
            {
                DictionarySteps.UpdateByRankOne(residual, codes, dictionary, PowerSteps);
            }
            else
            {
                CodeSums sums = CodeSums.Zeros(Atoms, features);
                sums.Add(rows, codes);
                DictionarySteps.Descend(sums.Codes, sums.Samples, dictionary, PowerSteps);
                residual = rows - codes.MatMul(dictionary);
            }
            history.Add(residual.Square().Sum().ToScalar() / n);
            bool replaced = DeadAtoms.Replace(rows, codes, dictionary, codes.MatMul(codes, transposeA: true));
            if (iteration > 0 && !replaced && history[^2] - history[^1] < Tolerance * history[^1])
            {
                break;
            }
        }
        History = history;
        dictionary.To(DType).CopyTo(Dictionary!);
    }
}
