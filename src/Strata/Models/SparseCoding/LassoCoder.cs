using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.SparseCoding;

/// <summary>
/// Sparse codes by a penalty on their size: ½ ‖x - Σ_j a_j d_j‖² + λ Σ|a_j| is made small, with atoms of length at most 1.
/// </summary>
public abstract class LassoCoder : SparseCoder
{
    /// <summary>A model of the given number of atoms and penalty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of atoms or λ is not positive, or there is no such method.</exception>
    private protected LassoCoder(int atoms, double lambda, LassoMethod method, bool nonNegative, long seed)
        : base(atoms, nonNegative, seed)
    {
        Lambda = lambda > 0 && double.IsFinite(lambda)
            ? lambda
            : throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "λ is a positive number; without a penalty codes are not sparse.");
        Method = Enum.IsDefined(method) ? method : throw new ArgumentOutOfRangeException(nameof(method), method, "There is no such method.");
    }

    /// <summary>λ, the price of a code's size.</summary>
    public double Lambda { get; }

    /// <summary>How codes are found; all methods give the same.</summary>
    public LassoMethod Method { get; }

    /// <summary>The mean over samples of ½ ‖x - Dᵀa‖² + λ Σ|a|.</summary>
    /// <inheritdoc cref="SparseCoder.Encode"/>
    public override double Score(Tensor x) => (0.5 * ReconstructionError(x)) + (Lambda * Mean(x, (_, codes) => codes.Abs()));

    /// <inheritdoc/>
    private protected sealed override Tensor Code(Tensor rows, Tensor dictionary, Tensor? start)
        => rows.MatMul(dictionary, transposeB: true).Lasso(dictionary.MatMul(dictionary, transposeB: true), Lambda, Method, NonNegative, start);

    /// <summary>The error for samples all of whose codes are zero.</summary>
    private protected ArgumentException AllZero(Tensor data, Tensor dictionary)
    {
        double most = 0;
        ForEachPart(data, (_, rows) =>
        {
            Tensor products = rows.MatMul(dictionary, transposeB: true);
            most = Math.Max(most, (NonNegative ? products : products.Abs()).Max().ToScalar());
        });
        return new ArgumentException(
            $"With λ = {Lambda:G4} every code is zero, so that nothing can be learned: an atom is used where its product with a sample is above λ, and the largest product is λ_max = {most:G4}. " +
            $"Choose a smaller λ, such as {most / 10:G2}, or scale the samples up.", nameof(data));
    }
}
