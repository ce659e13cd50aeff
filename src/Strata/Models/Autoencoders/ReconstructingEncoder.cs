using System.Runtime.CompilerServices;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Autoencoders;

/// <summary>
/// The encoder of an autoencoder as a layer of a classifier which, in training, adds α times the autoencoder's own loss to that of the classes: it learns from
/// samples with labels and
/// without them together (Ranzato and Szummer 2008, Semi-supervised learning of compact document representations with deep networks). Samples without labels have the label
/// -1, which <see cref="PartialLabels"/> leaves out. [batch, ...] → codes.
/// </summary>
/// <param name="autoencoder">Whose encoder is used. Its corruption and its penalty on the code work as they do when it learns alone.</param>
/// <param name="strength">α, zero or above. Default: 1.</param>
/// <exception cref="ArgumentOutOfRangeException">α is negative or not a number.</exception>
public sealed class ReconstructingEncoder(Autoencoder autoencoder, double strength = 1) : Layer
{
    /// <summary>Whose encoder is used.</summary>
    public Autoencoder Autoencoder { get; } = autoencoder ?? throw new ArgumentNullException(nameof(autoencoder));

    /// <summary>α.</summary>
    public double Strength { get; } = strength >= 0 && double.IsFinite(strength)
        ? strength
        : throw new ArgumentOutOfRangeException(nameof(strength), strength, "The strength of a reconstruction must be zero or a positive number.");

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; } = [autoencoder];

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Autoencoder.Build(input, random.Split(0), DType);
        return Autoencoder.Encoder.OutputShape;
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        if (context.TakesPenalties && Strength > 0 && x.Shape[0] > 0)
        {
            context.AddPenalty(Autoencoder.Loss.Forward(Autoencoder.Forward(x, context), x) * Strength);
        }
        return Autoencoder.Encoder.Forward(x, context);
    }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<ReconstructingEncoder>();
}
