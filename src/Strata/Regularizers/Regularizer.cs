using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Regularizers;

/// <summary>
/// A wish about parameters beside the loss: a penalty that a training step adds to the loss, or a constraint that it restores after the update. A training
/// step holds a list of them, so layers and optimizers know nothing of them.
/// </summary>
public abstract class Regularizer
{
    /// <summary>Which trainable parameters it is for. Default: those of two and more axes, that is weights and not biases.</summary>
    public Func<Parameter, bool> AppliesTo { get; init; } = parameter => parameter.Value.Rank >= 2;

    /// <summary>What is added to the loss for one parameter, a scalar with a gradient; null, as by default, for nothing.</summary>
    /// <param name="weight">Any shape.</param>
    public virtual Tensor? Penalty(Tensor weight) => null;

    /// <summary>Moves one parameter, in place, to where the constraint holds. By default nothing.</summary>
    /// <param name="weight">[units, ...].</param>
    public virtual void Constrain(Tensor weight)
    {
    }

    /// <summary>The type and its strengths, <c>L2(0.01)</c>: by this a training that is resumed is known to have the same ones.</summary>
    public override string ToString() => GetType().Name;

    /// <summary>A strength or limit, once it is known not to be negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    protected static double NotNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The {name} of a regularizer must be zero or a positive number.");

    /// <summary>The Euclidean norm of the weights into each unit: [units, ...] → [units, 1].</summary>
    /// <param name="weight">At least one axis.</param>
    protected static Tensor Norms(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return weight.Reshape([weight.Shape[0], weight.Shape[1..].ElementCount]).Square().Sum([1], keepAxes: true).Sqrt();
    }

    /// <summary>Multiplies the weights into each unit by a number of its own, in place.</summary>
    /// <param name="weight">[units, ...].</param>
    /// <param name="factors">[units, 1].</param>
    protected static void Scale(Tensor weight, Tensor factors)
    {
        ArgumentNullException.ThrowIfNull(weight);
        (weight.Reshape([weight.Shape[0], weight.Shape[1..].ElementCount]) * factors).Reshape(weight.Shape).CopyTo(weight);
    }
}
