using System.Globalization;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>Layers one after the other: [batch, ...] through each in turn.</summary>
public sealed class Sequential : Layer
{
    /// <summary>The given layers in a row. A layer without a name is named by its position.</summary>
    /// <exception cref="ArgumentException">Two layers have one name.</exception>
    public Sequential(params Layer[] layers) => Children = Named(layers);

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; }

    // The layers after the first see for themselves what they get.
    /// <inheritdoc/>
    protected internal override bool TakesAnySteps => Children.Count > 0 && Children[0].TakesAnySteps;

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        for (int i = 0; i < Children.Count; i++)
        {
            input = Children[i].Build(input, random.Split((ulong)i), DType);
        }
        return input;
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor input = x;
        for (int i = 0; i < Children.Count; i++)
        {
            Tensor y = Children[i].ForwardInRow(x, context, Children, ref i);
            context.Release(x, input, y);
            x = y;
        }
        return x;
    }

    /// <inheritdoc/>
    internal override bool SavesInput => false;

    /// <inheritdoc/>
    internal override bool SavesOutput => false;

    /// <summary>A copy of the list, once it is known that no two layers of it have one name.</summary>
    internal static IReadOnlyList<Layer> Named(Layer[] layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        string[] names = [.. layers.Select((layer, i) => layer.Name ?? i.ToString(CultureInfo.InvariantCulture))];
        for (int i = 0; i < layers.Length; i++)
        {
            if (Array.FindIndex(names, name => name == names[i]) is var first && first < i && layers[first] != layers[i])
            {
                throw new ArgumentException($"Two layers are named '{names[i]}'; names must differ among siblings.");
            }
            layers[i].Place ??= names[i];
        }
        return [.. layers];
    }
}
