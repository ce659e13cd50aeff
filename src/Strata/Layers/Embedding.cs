using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// A vector for each index: Int32 [batch, ...] → [batch, ..., dimensions], mostly [batch, steps] → [batch, steps, dimensions]. It is the product of one-hot rows
/// and the matrix of vectors, without the zeros (Bengio et al. 2003). The vectors learn; the gradients of one that occurs often add up.
/// </summary>
/// <param name="count">How many vectors there are; indices are from 0 to below it.</param>
/// <param name="dimensions">The length of a vector.</param>
/// <param name="padding">
/// The index that stands for no word, after the end of a short sentence: its vector is zeros and does not learn, and a recurrent layer with padding 0 leaves
/// such steps out. Default: none.
/// </param>
/// <param name="weightInitializer">Default: <see cref="Gaussian"/> of deviation 1.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not positive, or the padding no index.</exception>
public sealed class Embedding(int count, int dimensions, int? padding = null, Initializer? weightInitializer = null) : Layer
{
    /// <summary>How many vectors there are.</summary>
    public int Count { get; } = count >= 1 ? count : throw new ArgumentOutOfRangeException(nameof(count), count, "An embedding needs at least one vector.");

    /// <summary>The length of a vector.</summary>
    public int Dimensions { get; } = dimensions >= 1
        ? dimensions
        : throw new ArgumentOutOfRangeException(nameof(dimensions), dimensions, "An embedding needs at least one dimension.");

    /// <summary>The index whose vector is zeros; null for none.</summary>
    public int? Padding { get; } = padding is null || (padding >= 0 && padding < count)
        ? padding
        : throw new ArgumentOutOfRangeException(nameof(padding), padding, $"The padding must be one of the indices, 0 to {count - 1}.");

    /// <summary>The vectors [count, dimensions]; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Weight = AddParameter("weight", [Count, Dimensions], weightInitializer ?? new Gaussian(deviation: 1), Count, Dimensions);
        return input.Append(Dimensions);
    }

    /// <inheritdoc/>
    protected internal override bool TakesAnySteps => true;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        if (x.DType != DType.Int32)
        {
            throw new ArgumentException($"{this} expects indices, Int32 [batch, ...], but got {x.DType} {x.Shape}. Convert them with To(DType.Int32).", nameof(x));
        }
        if (x.AsSpan<int>().IndexOfAnyExceptInRange(0, Count - 1) is >= 0 and var bad)
        {
            throw new ArgumentOutOfRangeException(
                nameof(x), x.AsSpan<int>()[bad],
                $"{this} has vectors for the indices 0 to {Count - 1}, but element {bad} of {x.Shape} is another. Give it a larger count, or what is unknown an index of its own.");
        }
        Tensor y = Weight!.Value.Gather(x.Reshape([x.Count])).Reshape(x.Shape.Append(Dimensions));
        if (Padding is not { } none)
        {
            return y;
        }
        Tensor isPadding = x.EqualTo(Tensor.Full(x.Shape, none, DType.Int32)).Reshape(x.Shape.Append(1));
        return isPadding.Where(Tensor.Scalar(0, y.DType), y);
    }
}
