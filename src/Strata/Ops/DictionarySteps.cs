using Strata.Kernels.Sparse;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The steps of dictionary learning beside the codes themselves, all float64 and in place.</summary>
internal static class DictionarySteps
{
    /// <summary>Adds AᵀA and AᵀX of codes and samples to sums: see <see cref="CodeProducts"/>.</summary>
    public static void AddProducts(Tensor codes, Tensor rows, Tensor codeProducts, Tensor sampleProducts) => CodeProducts.Add(
        codes.AsSpan<double>(), rows.AsSpan<double>(), codeProducts.AsSpan<double>(), sampleProducts.AsSpan<double>(), codes.Shape[0], codes.Shape[1], rows.Shape[1]);

    /// <summary>Block coordinate descent: see <see cref="BlockDescent"/>.</summary>
    /// <returns>The largest change of an atom in the last sweep.</returns>
    public static double Descend(Tensor codeProducts, Tensor sampleProducts, Tensor dictionary, int sweeps, bool nonNegative = false) => BlockDescent.Run(
        codeProducts.AsSpan<double>(), sampleProducts.AsSpan<double>(), dictionary.AsSpan<double>(), dictionary.Shape[0], dictionary.Shape[1], sweeps, nonNegative);

    /// <summary>K-SVD's step: see <see cref="RankOneUpdates"/>.</summary>
    public static void UpdateByRankOne(Tensor residual, Tensor codes, Tensor dictionary, int iterations) => RankOneUpdates.Run(
        residual.AsSpan<double>(), codes.AsSpan<double>(), dictionary.AsSpan<double>(), codes.Shape[0], codes.Shape[1], dictionary.Shape[1], iterations);

    /// <summary>The rows of A⁻¹ b, for a symmetric positive definite A [n, n] and b [n, m]; null where A is not positive definite.</summary>
    public static Tensor? Solve(Tensor a, Tensor b)
    {
        Tensor rows = b.Transpose(1, 0).Clone();
        return PositiveSystem.Solve(a.AsSpan<double>(), rows.AsSpan<double>(), a.Shape[0], rows.Shape[0]) ? rows.Transpose(1, 0) : null;
    }
}
