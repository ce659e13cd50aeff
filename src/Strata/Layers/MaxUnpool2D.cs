using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Undoes a <see cref="MaxPool2D"/> by its switches (Zeiler and Fergus 2014): each element goes back to where the pooling, in the same forward pass, found the largest
/// of its window, and all others are zero. From samples as the pooling gives to samples as it takes. Elements that go to one place, as windows that overlap may
/// have it, add up.
/// </summary>
/// <remarks>
/// Both layers are parts of one model, the pooling before; or both are called with one <see cref="ForwardContext"/>. Of a pooling that a pass goes through twice the
/// last time counts.
/// </remarks>
public sealed class MaxUnpool2D : Layer
{
    /// <summary>Undoes the given pooling.</summary>
    /// <param name="pool">In the same model, before this layer.</param>
    public MaxUnpool2D(MaxPool2D pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        Pool = pool;
        pool.KeepsSwitches = true;
    }

    /// <summary>The pooling whose switches are used.</summary>
    public MaxPool2D Pool { get; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (!Pool.IsBuilt)
        {
            throw new InvalidOperationException($"{this} undoes {Pool}, which has not been built. Put the pooling before it in the model, or build it.");
        }
        return input == Pool.OutputShape
            ? Pool.InputShape
            : throw Unsuitable(Pool.OutputShape.ToString(), input, $"That is what {Pool} gives, which it undoes.");
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => context.Switches.TryGetValue(Pool, out MaxPoolSwitches switches)
        ? x.MaxUnpool2D(switches)
        : throw new InvalidOperationException(
            $"{this} needs the switches of {Pool}, which has not run in this forward pass. Put both into one model, or call both with one ForwardContext.");
}
