using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Euclidean radial basis functions with fixed centres, the output of LeNet-5: y_i = Σ_j (x_j - c_ij)², a penalty that is small where the input is near the
/// i-th centre (LeCun et al. 1998, equation 7): [batch, inputs] → [batch, classes]. The centres are saved with the model but not trained.
/// </summary>
public sealed class EuclideanRbf : Layer
{
    private readonly Tensor _given;

    /// <summary>Functions around the given centres, which are copied.</summary>
    /// <param name="centres">[classes, inputs].</param>
    /// <exception cref="ArgumentException">The centres are no matrix, or empty.</exception>
    public EuclideanRbf(Tensor centres)
    {
        ArgumentNullException.ThrowIfNull(centres);
        if (centres.Rank != 2 || centres.Count == 0)
        {
            throw new ArgumentException($"The centres must be a matrix [classes, inputs], but have shape {centres.Shape}.", nameof(centres));
        }
        using (TensorScope.Suspend())
        {
            _given = centres.Clone();
        }
    }

    /// <summary>The centres [classes, inputs]; null until built.</summary>
    public Tensor? Centres { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank != 1 || input[0] != _given.Shape[1])
        {
            throw Unsuitable($"[{_given.Shape[1]}]", input, $"Its centres have {_given.Shape[1]} elements; put a Dense({_given.Shape[1]}) before it.");
        }
        Centres = AddState("centres", _given.Shape, _ => _given);
        return [_given.Shape[0]];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.SquaredDistance(Centres!);
}
