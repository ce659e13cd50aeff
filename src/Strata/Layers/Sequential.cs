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
        foreach (Layer layer in Children)
        {
            x = layer.Forward(x, context);
        }
        return x;
    }

    internal static IReadOnlyList<Layer> Named(Layer[] layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i].Name ??= i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        string? twice = layers.Distinct().GroupBy(l => l.Name).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null ? layers : throw new ArgumentException($"Two layers are named '{twice}'; names must differ among siblings.");
    }
}
