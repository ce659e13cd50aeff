using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// A border of one value: [batch, channels, steps] → [batch, channels, before + steps + after]. With dilation · (kernel - 1) steps before and none after, a
/// <see cref="Conv1D"/> that follows looks at no later step than its own.
/// </summary>
/// <param name="before">Steps added before.</param>
/// <param name="after">Steps added after.</param>
/// <param name="value">What the border holds. Default: 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A number of steps is negative.</exception>
public sealed class Pad1D(int before, int after, double value = 0) : Layer
{
    private readonly int[] _before = [0, 0, before], _after = [0, 0, after];

    /// <summary>Steps added before.</summary>
    public int Before { get; } = NotNegative(before, nameof(before));

    /// <summary>Steps added after.</summary>
    public int After { get; } = NotNegative(after, nameof(after));

    /// <summary>What the border holds.</summary>
    public double Value { get; } = value;

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Window1D.RequireSequence(input, Unsuitable);
        return [input[0], checked(Before + input[1] + After)];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Pad(_before, _after, Value);

    private static int NotNegative(int steps, string name)
        => steps >= 0 ? steps : throw new ArgumentOutOfRangeException(name, steps, "A border cannot have a negative number of steps; 0 is none.");
}
