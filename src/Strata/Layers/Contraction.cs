using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Passes codes h = f(W x + b) on, and in training adds λ ‖∂h/∂x‖²_F = λ Σ_j f'(z_j)² ‖W_j‖² to the loss, averaged over the batch: a code is to change little where
/// the input does (Rifai, Vincent, Muller, Glorot and Bengio 2011, contractive autoencoders). f' is taken from h itself, h (1 - h) of a sigmoid, so the penalty costs no
/// product of matrices. [batch, units], which stays as it is.
/// </summary>
/// <param name="encoder">W x + b; in a model it comes before.</param>
/// <param name="activation">
/// f: a <see cref="Sigmoid"/>, <see cref="Tanh"/>, <see cref="Relu"/> or <see cref="Softplus"/>; null for a linear code. In a model it comes before.
/// </param>
/// <param name="strength">λ, zero or above. Default: 0.1.</param>
/// <exception cref="ArgumentException">The activation is another layer, whose derivative does not follow from its value.</exception>
/// <exception cref="ArgumentOutOfRangeException">λ is negative or not a number.</exception>
public sealed class Contraction(Dense encoder, Layer? activation = null, double strength = 0.1) : Layer
{
    /// <summary>W x + b.</summary>
    public Dense Encoder { get; } = encoder ?? throw new ArgumentNullException(nameof(encoder));

    /// <summary>f; null for a linear code.</summary>
    public Layer? Activation { get; } = activation is null or Sigmoid or Tanh or Relu or Softplus ? activation : throw new ArgumentException(
        $"A contraction takes the derivative of Sigmoid, Tanh, Relu, Softplus or of no activation from its value, but that of {activation} does not follow from it.", nameof(activation));

    /// <summary>λ.</summary>
    public double Strength { get; } = strength >= 0 && double.IsFinite(strength)
        ? strength
        : throw new ArgumentOutOfRangeException(nameof(strength), strength, "The strength of a contraction must be zero or a positive number.");

    /// <summary>
    /// ‖∂h/∂x‖²_F of any encoder, averaged over a batch, by one backward pass for each unit of the code; it can be differentiated. For encoders that have no closed
    /// form, if they are
    /// small.
    /// </summary>
    /// <param name="encoder">From samples to codes, each sample by itself.</param>
    /// <param name="x">[batch, ...], at least one sample.</param>
    /// <returns>A scalar.</returns>
    public static Tensor ByAutograd(Layer encoder, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(x);
        Tensor leaf = x.Detach();
        leaf.RequiresGradient = true;
        Tensor h = encoder.Forward(leaf, ForwardContext.Deterministic());
        h = h.Reshape([x.Shape[0], h.Count / x.Shape[0]]); // [batch, units]
        Tensor sum = Tensor.Scalar(0, x.DType);
        for (int unit = 0; unit < h.Shape[1]; unit++)
        {
            leaf.Gradient = null;
            Differentiation.BackwardTo([leaf], h.Slice(1, unit, 1).Sum(), createGraph: true);
            sum += leaf.Gradient is { } row ? ((Tensor)row).Square().Sum() : Tensor.Scalar(0, x.DType);
        }
        return sum / x.Shape[0];
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random) => input.Rank == 1 && input[0] == Encoder.Units
        ? input
        : throw Unsuitable($"[{Encoder.Units}]", input, $"That is what {Encoder} gives, whose weights it looks at.");

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        if (context.TakesPenalties && x.Shape[0] > 0)
        {
            Tensor weight = Encoder.Weight ?? throw new InvalidOperationException($"{this} looks at the weights of {Encoder}, which has none yet. Put that layer before it in the model.");
            Tensor rows = weight.Square().Sum([1]); // [units], ‖W_j‖²
            Tensor slopes = Derivative(x) is { } derivative ? derivative.Square().Mean([0]) * rows : rows; // [units]
            context.AddPenalty(slopes.Sum() * Strength);
        }
        return x;
    }

    // f'(z) in terms of h = f(z).
    private Tensor? Derivative(Tensor h) => Activation switch
    {
        Sigmoid => h * (1 - h),
        Tanh => 1 - h.Square(),
        Relu => h.Greater(Tensor.Scalar(0, h.DType)).To(h.DType),
        Softplus => 1 - (-h).Exp(),
        _ => null,
    };
}
