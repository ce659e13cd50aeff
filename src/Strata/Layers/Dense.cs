using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// The fully connected layer, y = x Wᵀ + b: [batch, inputs] → [batch, units], or [batch, steps, inputs] → [batch, steps, units].
/// </summary>
/// <param name="units">Outputs; at least one.</param>
/// <param name="bias">Whether to add b. Default: true.</param>
/// <param name="weightInitializer">For W [units, inputs]. Default: <see cref="GlorotUniform"/>.</param>
/// <param name="biasInitializer">For b [units]. Default: zeros.</param>
/// <exception cref="ArgumentOutOfRangeException">There is not one unit.</exception>
public sealed class Dense(int units, bool bias = true, Initializer? weightInitializer = null, Initializer? biasInitializer = null) : Layer
{
    /// <summary>The number of outputs.</summary>
    public int Units { get; } = units >= 1
        ? units
        : throw new ArgumentOutOfRangeException(nameof(units), units, "A dense layer needs at least one unit.");

    /// <summary>Whether b is added.</summary>
    public bool HasBias { get; } = bias;

    /// <summary>W [units, inputs]; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>b [units]; null until built, or without a bias.</summary>
    public Parameter? Bias { get; private set; }

    /// <summary>
    /// A layer of more units, the first of which are copies of this one's and the others new: for a trained classifier that is to learn more classes.
    /// </summary>
    /// <param name="units">At least as many as there are.</param>
    /// <param name="random">Where the new units' weights are drawn from. Default: seed 0.</param>
    /// <exception cref="InvalidOperationException">This layer has not been built.</exception>
    /// <exception cref="ArgumentOutOfRangeException">These are fewer units.</exception>
    public Dense Widened(int units, RandomStream? random = null)
    {
        if (Weight is null)
        {
            throw new InvalidOperationException($"{this} has no units to copy yet; build or load it first.");
        }
        if (units < Units)
        {
            throw new ArgumentOutOfRangeException(nameof(units), units, $"{this} can be widened to no fewer than {Units} units, which it has.");
        }
        var wider = new Dense(units, HasBias, weightInitializer, biasInitializer) { Name = Name };
        wider.Build(InputShape, random, DType);
        Weight.Value.CopyTo(wider.Weight!.Value.Slice(0, 0, Units));
        Bias?.Value.CopyTo(wider.Bias!.Value.Slice(0, 0, Units));
        return wider;
    }

    /// <inheritdoc/>
    protected internal override bool TakesAnySteps => InputShape.Rank > 1;

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank is not (1 or 2) || input[^1] == 0)
        {
            throw Unsuitable("[inputs] or [steps, inputs]", input, "Put a Flatten layer before it.");
        }
        int inputs = input[^1];
        Weight = AddParameter("weight", [Units, inputs], weightInitializer ?? new GlorotUniform(), inputs, Units);
        Bias = HasBias ? AddParameter("bias", [Units], biasInitializer ?? new Zeros(), inputs, Units) : null;
        return input.With(-1, Units);
    }

    /// <inheritdoc/>
    internal override bool SavesOutput => false;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => Bias is null ? x.MatMul(Weight!, transposeB: true) : x.Linear(Weight!, Bias); // [batch, units]
}
