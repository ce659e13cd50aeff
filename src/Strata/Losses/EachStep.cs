using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>
/// Another loss at each step of a sequence, the mean over all steps of all samples: outputs and targets [batch, steps, ...] are to it a batch of batch · steps, such as
/// logits [batch, steps, classes] with Int32 labels [batch, steps] for <see cref="SoftmaxCrossEntropy"/>.
/// </summary>
/// <param name="loss">Of one step, [batch, ...].</param>
public sealed class EachStep(Loss loss) : Loss
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are no steps, not as many outputs as targets, or the loss cannot take them.</exception>
    public override Tensor Forward(Tensor output, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(target);
        return output.Rank >= 2 && target.Rank >= 2 && output.Shape[..2] == target.Shape[..2]
            ? loss.Forward(Steps(output), Steps(target))
            : throw new ArgumentException(
                $"{nameof(EachStep)} takes outputs [batch, steps, ...] and targets [batch, steps, ...], but got {output.Shape} and {target.Shape}. " +
                "Recurrent layers return the whole sequence if told to.");
    }

    /// <inheritdoc/>
    public override Tensor Predictions(Tensor output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Tensor predictions = loss.Predictions(Steps(output)); // [batch · steps, ...]
        return predictions.Reshape(output.Shape[..2].Append(predictions.Shape.Lengths[1..]));
    }

    private static Tensor Steps(Tensor x) => x.Reshape(x.Shape[2..].Insert(0, x.Shape[0] * x.Shape[1]));
}
