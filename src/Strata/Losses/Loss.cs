using Strata.Tensors;

namespace Strata.Losses;

/// <summary>What training makes small.</summary>
public abstract class Loss
{
    /// <summary>The loss of a batch: a scalar, the mean over the samples.</summary>
    /// <param name="output">What the model gave, [batch, ...].</param>
    /// <param name="target">What it should have given; see the loss for its shape and type.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public abstract Tensor Forward(Tensor output, Tensor target);

    /// <summary>Whether the targets are class labels to this loss, so that accuracy means something. Default: no.</summary>
    public virtual bool TakesLabels(Tensor targets) => false;

    /// <summary>
    /// What the model's output means under this loss: probabilities of classes [batch, classes] for a classifier, the output itself by default.
    /// </summary>
    public virtual Tensor Predictions(Tensor output) => output;
}
