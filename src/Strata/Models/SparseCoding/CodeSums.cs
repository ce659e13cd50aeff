using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.SparseCoding;

/// <summary>All that the dictionary's step and the objective need to know of samples and codes, in float64.</summary>
/// <param name="Codes">B = AᵀA [atoms, atoms].</param>
/// <param name="Samples">C = AᵀX [atoms, features].</param>
internal sealed record CodeSums(Tensor Codes, Tensor Samples)
{
    private double _squares, _sizes;

    /// <summary>Sums over nothing.</summary>
    public static CodeSums Zeros(int atoms, int features)
        => new(Tensor.Zeros([atoms, atoms], DType.Float64), Tensor.Zeros([atoms, features], DType.Float64));

    /// <summary>Whether all codes were zero.</summary>
    public bool AreZero => _sizes == 0;

    /// <summary>Adds samples in rows and their codes.</summary>
    public void Add(Tensor rows, Tensor codes)
    {
        DictionarySteps.AddProducts(codes, rows, Codes, Samples);
        _squares += rows.Square().Sum().ToScalar();
        _sizes += codes.Abs().Sum().ToScalar();
    }

    /// <summary>Σ ½ ‖x - Dᵀa‖² + λ Σ|a| for a dictionary: ½ (Σ‖x‖² - 2 tr(C Dᵀ) + tr(B D Dᵀ)) + λ Σ|a|.</summary>
    public double Objective(Tensor dictionary, double lambda)
    {
        double cross = (Samples * dictionary).Sum().ToScalar(), own = (Codes.MatMul(dictionary) * dictionary).Sum().ToScalar();
        return (0.5 * (_squares - (2 * cross) + own)) + (lambda * _sizes);
    }
}
