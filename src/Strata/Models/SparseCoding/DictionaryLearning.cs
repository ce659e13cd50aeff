using System.Runtime.CompilerServices;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.SparseCoding;

/// <summary>
/// Dictionary learning: Σ ½ ‖x - Σ_j a_j d_j‖² + λ Σ|a_j| is made small by turns in the codes (a lasso for each sample, from the codes of the turn before) and in the atoms
/// (least squares with ‖d_j‖ ≤ 1) (Olshausen and Field 1996; Lee et al. 2007). Atoms begin as samples; one that no code uses becomes the sample with the largest residual.
/// </summary>
public sealed class DictionaryLearning : LassoCoder
{
    // Rounds of block descent in an iteration: they cost little beside the codes.
    private const int MostSweeps = 10;
    private const double StillAtom = 1e-4;

    /// <param name="atoms">The number of atoms, more or fewer than there are features.</param>
    /// <param name="lambda">λ, for samples as they are. Default: 1.</param>
    /// <param name="iterations">The most turns. Default: 50.</param>
    /// <param name="tolerance">Learning ends where a turn lowers the objective by less than this share of it. Default: 1e-5; 0 for all turns.</param>
    /// <param name="update">How the atoms move. Default: block coordinate descent.</param>
    /// <param name="method">How codes are found. Default: coordinate descent.</param>
    /// <param name="nonNegative">Whether codes may not be negative. Default: false.</param>
    /// <param name="seed">Chooses the samples that atoms begin as. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public DictionaryLearning(
        int atoms, double lambda = 1, int iterations = 50, double tolerance = 1e-5, DictionaryUpdate update = DictionaryUpdate.BlockDescent,
        LassoMethod method = LassoMethod.CoordinateDescent, bool nonNegative = false, long seed = 0)
        : base(atoms, lambda, method, nonNegative, seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations);
        Iterations = iterations;
        Tolerance = tolerance >= 0 && double.IsFinite(tolerance)
            ? tolerance
            : throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "A tolerance is 0 or a positive number.");
        Update = Enum.IsDefined(update) ? update : throw new ArgumentOutOfRangeException(nameof(update), update, "There is no such way to move atoms.");
    }

    /// <summary>The most turns.</summary>
    public int Iterations { get; }

    /// <summary>Learning ends where a turn lowers the objective by less than this share of it.</summary>
    public double Tolerance { get; }

    /// <summary>How the atoms move.</summary>
    public DictionaryUpdate Update { get; }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<DictionaryLearning>();

    /// <inheritdoc/>
    protected override void Learn(Tensor data)
    {
        int n = data.Shape[0];
        Tensor dictionary = SamplesAsAtoms(data);
        Tensor codes = Tensor.Zeros([n, Atoms], DType);
        var history = new List<double>();
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            using var scope = new TensorScope();
            CodeSums sums = CodeSums.Zeros(Atoms, InputShape.ElementCount);
            ForEachPart(data, (start, rows) =>
            {
                Tensor some = codes.Slice(0, start, rows.Shape[0]);
                Tensor code = Code(rows, dictionary, iteration > 0 ? some : null);
                code.To(DType).CopyTo(some);
                sums.Add(rows, code);
            });
            if (sums.AreZero)
            {
                throw AllZero(data, dictionary);
            }
            if (Update == DictionaryUpdate.LagrangeDual)
            {
                LagrangeDual.Solve(sums.Codes, sums.Samples).CopyTo(dictionary);
            }
            else
            {
                for (int sweep = 0; sweep < MostSweeps && DictionarySteps.Descend(sums.Codes, sums.Samples, dictionary, sweeps: 1) > StillAtom; sweep++)
                {
                }
            }
            history.Add(sums.Objective(dictionary, Lambda) / n);
            bool replaced = DeadAtoms.Replace(data, codes, dictionary, sums.Codes);
            if (iteration > 0 && !replaced && history[^2] - history[^1] < Tolerance * history[^1])
            {
                break;
            }
        }
        History = history;
        dictionary.To(DType).CopyTo(Dictionary!);
    }
}
