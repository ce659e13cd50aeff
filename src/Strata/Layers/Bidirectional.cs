using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Two recurrent layers, one of which reads the steps from the last to the first, their outputs side by side (Schuster and Paliwal 1997): [batch, steps, inputs] →
/// [batch, units of both] or, as a sequence, [batch, steps, units of both].
/// </summary>
public sealed class Bidirectional : Layer
{
    /// <summary>Both directions; layers without a name are named <c>forward</c> and <c>backward</c>.</summary>
    /// <param name="forward">Reads from the first step to the last.</param>
    /// <param name="backward">Another layer, which reads from the last step to the first from now on.</param>
    /// <exception cref="ArgumentException">Only one of them returns the sequence, or both are one layer, or have one name.</exception>
    public Bidirectional(Recurrent forward, Recurrent backward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        if (forward == backward)
        {
            throw new ArgumentException("The two directions have weights of their own; give two layers.", nameof(backward));
        }
        if (forward.ReturnSequence != backward.ReturnSequence)
        {
            throw new ArgumentException("Either both directions return the whole sequence or neither does.", nameof(backward));
        }
        forward.Name ??= "forward";
        backward.Name ??= "backward";
        Children = Sequential.Named([forward, backward]);
        backward.Backwards = true;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; }

    /// <inheritdoc/>
    protected internal override bool TakesAnySteps => Children.All(layer => layer.TakesAnySteps);

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Shape[] outputs = [.. Children.Select((layer, i) => layer.Build(input, random.Split((ulong)i), DType))];
        return outputs[0].With(-1, outputs[0][^1] + outputs[1][^1]);
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => Branches.Join(Children, x, context, axis: -1);
}
