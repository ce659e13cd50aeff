using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Numbers of categories as rows with a single one: [batch, ...] → [batch, ..., classes], y_k = max(0, 1 - |x - k|). A whole number from 0 to classes - 1 gives 1
/// in its place; another one gives zeros; a fraction is shared between its two neighbours, so that there is a gradient.
/// </summary>
/// <param name="classes">The number of categories.</param>
/// <exception cref="ArgumentOutOfRangeException">There is no category, or there are more than 2²⁴.</exception>
public sealed class OneHot(int classes) : Layer
{
    private const int Most = 1 << 24; // above it float32 skips numbers
    private Tensor? _numbers;

    /// <summary>The number of categories.</summary>
    public int Classes { get; } = classes is >= 1 and <= Most
        ? classes
        : throw new ArgumentOutOfRangeException(nameof(classes), classes, $"There must be at least one category, and at most {Most}.");

    /// <summary>The numbers of the categories that the rows stand for, Int32 [batch, ...]: where each row is largest.</summary>
    /// <exception cref="ArgumentException">The innermost axis has another length than there are categories.</exception>
    public Tensor Inverse(Tensor y)
    {
        ArgumentNullException.ThrowIfNull(y);
        return y.Rank > 0 && y.Shape[^1] == Classes
            ? y.ArgMax()
            : throw new ArgumentException($"{this} takes back rows [..., {Classes}], but got {y.Shape}.", nameof(y));
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        _numbers = Tensor.Wrap([.. Enumerable.Range(0, Classes)]).To(DType);
        return input.Append(Classes);
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => (1 - (x.To(DType).Reshape(x.Shape.Append(1)) - _numbers!).Abs()).Relu();
}
