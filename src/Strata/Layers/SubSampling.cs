using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// The trainable sub-sampling of LeNet-5: the sum of each window, times a coefficient of the channel, plus a bias of the channel (LeCun et al. 1998, section
/// II.B). The windows do not overlap: [batch, channels, height, width] → [batch, channels, ⌊height / kernel⌋, ⌊width / kernel⌋].
/// </summary>
/// <param name="kernel">Rows and columns of a window.</param>
/// <param name="weightInitializer">For the coefficients. Default: one over the window's area, so that training starts from the mean.</param>
/// <param name="biasInitializer">For the biases. Default: zeros.</param>
/// <exception cref="ArgumentOutOfRangeException">The kernel is not positive.</exception>
public sealed class SubSampling(Size2D kernel, Initializer? weightInitializer = null, Initializer? biasInitializer = null) : Layer
{
    private readonly Window _window = new(kernel, stride: kernel, padding: 0, dilation: 1);

    /// <summary>Rows and columns of a window.</summary>
    public Size2D Kernel => _window.Kernel;

    /// <summary>The coefficients [channels]; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>The biases [channels]; null until built.</summary>
    public Parameter? Bias { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Size2D output = _window.Positions(input, Unsuitable);
        Weight = AddParameter("weight", [input[0]], weightInitializer ?? new Constant(1.0 / _window.Area), _window.Area);
        Bias = AddParameter("bias", [input[0]], biasInitializer ?? new Zeros(), _window.Area);
        return [input[0], output.Y, output.X];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Shape perChannel = [x.Shape[1], 1, 1];
        Tensor mean = x.AvgPool2D(_window.Kernel, _window.Stride); // [batch, channels, height, width]
        // The sum is the mean times the area; the few coefficients are cheaper to multiply than the maps.
        return (mean * (Weight!.Value * _window.Area).Reshape(perChannel)) + Bias!.Value.Reshape(perChannel);
    }
}
