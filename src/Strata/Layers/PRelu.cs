using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// The parametric rectifier (He et al. 2015): x above zero, a · x elsewhere, with a slope a for each channel that learns. [batch, channels, ...], which stays as it is.
/// </summary>
/// <param name="slopeInitializer">For a [channels]. Default: 0.25 each.</param>
public sealed class PRelu(Initializer? slopeInitializer = null) : Layer
{
    /// <summary>a [channels]; null until built.</summary>
    public Parameter? Slope { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank == 0 || input.ElementCount == 0)
        {
            throw Unsuitable("[channels, ...] or [features]", input);
        }
        Slope = AddParameter("slope", [input[0]], slopeInitializer ?? new Constant(0.25));
        return input;
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor slope = Slope!.Value.Reshape(Shape.Along(0, InputShape[0], InputShape.Rank));
        return x.Greater(Tensor.Scalar(0, x.DType)).Where(x, x * slope);
    }
}
