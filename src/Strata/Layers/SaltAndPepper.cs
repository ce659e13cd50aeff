using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// In training, sets each element with probability <paramref name="rate"/> to one of two values, either with equal chance, and leaves the others as they are
/// (Vincent et al.
/// 2010); in predictions, the identity. Any shape, which stays as it is.
/// </summary>
/// <param name="rate">The probability of a change, from 0 to below 1.</param>
/// <param name="pepper">The low value. Default: 0.</param>
/// <param name="salt">The high value. Default: 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is not in that range, or a value is not a finite number.</exception>
public sealed class SaltAndPepper(double rate, double pepper = 0, double salt = 1) : Layer
{
    /// <summary>The probability of a change.</summary>
    public double Rate { get; } = Layers.Rate.Checked(rate);

    /// <summary>The low value.</summary>
    public double Pepper { get; } = Finite(pepper, nameof(pepper));

    /// <summary>The high value.</summary>
    public double Salt { get; } = Finite(salt, nameof(salt));

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        if (!context.IsTraining || Rate == 0)
        {
            return x;
        }
        Tensor chance = RandomOps.Uniform(x.Shape, 0, 1, context.Random, x.DType);
        Tensor salted = chance.Less(Tensor.Scalar(Rate, x.DType)).Where(Tensor.Scalar(Salt, x.DType), x);
        return chance.Less(Tensor.Scalar(Rate / 2, x.DType)).Where(Tensor.Scalar(Pepper, x.DType), salted);
    }

    private static double Finite(double value, string name) => double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "Salt and pepper are finite numbers, such as the 1 and 0 of white and black.");
}
