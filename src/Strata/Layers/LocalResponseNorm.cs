using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Local response normalization (Krizhevsky, Sutskever and Hinton 2012): y = x / (k + α Σ x²)^β, the sum being over the same place of neighbouring channels, as many
/// on either side; beyond the first and the last there are none. [batch, channels, ...], which stays as it is.
/// </summary>
/// <remarks>α is not divided by the number of channels, as in the paper. PyTorch and Caffe divide it: their α is n times this one, n being <paramref name="size"/>.</remarks>
/// <param name="size">How many channels are added up, the element's own among them; odd. Default: 5.</param>
/// <param name="alpha">α. Default: 1e-4.</param>
/// <param name="beta">β. Default: 0.75.</param>
/// <param name="k">k. Default: 2.</param>
/// <exception cref="ArgumentOutOfRangeException">The size is not odd and positive, k is not positive, α is negative, or β is not a number.</exception>
public sealed class LocalResponseNorm(int size = 5, double alpha = 1e-4, double beta = 0.75, double k = 2) : Layer
{
    /// <summary>How many channels are added up.</summary>
    public int Size { get; } = size >= 1 && int.IsOddInteger(size)
        ? size
        : throw new ArgumentOutOfRangeException(nameof(size), size, "The size must be an odd number, so that as many channels lie on either side.");

    /// <summary>α.</summary>
    public double Alpha { get; } = alpha >= 0 && double.IsFinite(alpha)
        ? alpha
        : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "α must not be negative.");

    /// <summary>β.</summary>
    public double Beta { get; } = double.IsFinite(beta) ? beta : throw new ArgumentOutOfRangeException(nameof(beta), beta, "β must be a finite number.");

    /// <summary>k.</summary>
    public double K { get; } = k > 0 && double.IsFinite(k) ? k : throw new ArgumentOutOfRangeException(nameof(k), k, "k must be positive.");

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
        => input.Rank >= 1 && input.ElementCount > 0 ? input : throw Unsuitable("[channels, ...]", input);

    /// <inheritdoc/>
    protected internal override bool TakesAnySteps => false;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        // A sum is a mean times n; the channels are the rows of a picture.
        Tensor squares = x.Square().Reshape([x.Shape[0], 1, InputShape[0], InputShape[1..].ElementCount]);
        Tensor means = squares.AvgPool2D((Size, 1), (1, 1), (Size / 2, 0)).Reshape(x.Shape);
        return x * ((means * (Alpha * Size)) + K).Pow(-Beta);
    }
}
