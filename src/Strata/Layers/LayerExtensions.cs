using System.Globalization;
using System.Text;
using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>What can be asked of a layer together with everything inside it.</summary>
public static class LayerExtensions
{
    /// <summary>All parameters with their paths (<c>c1.weight</c>), in order; one that is shared appears once, at its first place.</summary>
    public static IReadOnlyList<KeyValuePair<string, Parameter>> Parameters(this Layer layer)
    {
        var seen = new HashSet<Parameter>();
        return [.. layer.Tree().SelectMany(node => node.Layer.OwnParameters.Where(seen.Add)
            .Select(p => KeyValuePair.Create(node.Prefix + p.Name, p)))];
    }

    /// <summary>All tensors that are saved but not trained, with their paths.</summary>
    public static IReadOnlyList<KeyValuePair<string, Tensor>> States(this Layer layer)
    {
        var seen = new HashSet<Tensor>();
        return [.. layer.Tree().SelectMany(node => node.Layer.OwnStates.Where(s => seen.Add(s.Value))
            .Select(s => KeyValuePair.Create(node.Prefix + s.Key, s.Value)))];
    }

    /// <summary>The number of trainable numbers.</summary>
    public static long ParameterCount(this Layer layer)
        => layer.Parameters().Where(p => p.Value.IsTrainable).Sum(p => (long)p.Value.Value.Count);

    /// <summary>
    /// Freezes the layer and all inside it: no gradient reaches their parameters, no optimizer moves them, and batch normalization works as in predictions. Gradients
    /// pass through to what lies before. A parameter that other layers use too is frozen for them as well.
    /// </summary>
    /// <exception cref="InvalidOperationException">The layer has not been built.</exception>
    public static void Freeze(this Layer layer) => SetTrainable(layer, false);

    /// <summary>Undoes <see cref="Freeze"/>.</summary>
    /// <exception cref="InvalidOperationException">The layer has not been built.</exception>
    public static void Unfreeze(this Layer layer) => SetTrainable(layer, true);

    private static void SetTrainable(Layer layer, bool trainable)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (!layer.IsBuilt)
        {
            throw new InvalidOperationException($"{layer} has no parameters yet; call Build([...]) with the shape of one sample first.");
        }
        foreach ((_, Parameter parameter) in layer.Parameters())
        {
            parameter.IsTrainable = trainable;
            parameter.Gradient = null;
        }
    }

    /// <summary>A table of the layers, their output shapes and their numbers of trainable parameters.</summary>
    /// <exception cref="InvalidOperationException">The layer has not been built.</exception>
    public static string Summary(this Layer layer)
    {
        layer.RequireBuilt("shapes");
        var rows = layer.Tree().Where(node => node.Depth > 0 || layer.Children.Count == 0).Select(node => (
            Layer: new string(' ', 2 * Math.Max(0, node.Depth - 1)) + node.Layer,
            Output: node.Layer.OutputShape.ToString(),
            Count: node.Layer.OwnParameters.Where(p => p.IsTrainable).Sum(p => (long)p.Value.Count)
                .ToString("N0", CultureInfo.InvariantCulture))).ToList();
        int first = Math.Max(24, rows.Max(r => r.Layer.Length)), second = Math.Max(16, rows.Max(r => r.Output.Length));
        var table = new StringBuilder();
        Row("layer", "output", "parameters");
        Row(new string('-', first), new string('-', second), "----------");
        foreach (var row in rows)
        {
            Row(row.Layer, row.Output, row.Count);
        }
        Row(new string('-', first), new string('-', second), "----------");
        Row("in all", "", layer.ParameterCount().ToString("N0", CultureInfo.InvariantCulture));
        return table.ToString();

        void Row(string a, string b, string c)
            => table.Append(a.PadRight(first)).Append("  ").Append(b.PadRight(second)).Append("  ").Append(c.PadLeft(10)).Append('\n');
    }

    /// <summary>Sees that the layer is built; one around layers that have been built, such as a classifier and a softmax behind it, takes their shape.</summary>
    /// <exception cref="InvalidOperationException">It cannot know its shape.</exception>
    internal static void RequireBuilt(this Layer layer, string what)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (!layer.IsBuilt)
        {
            Layer first = layer.Children is [{ IsBuilt: true } child, ..]
                ? child
                : throw new InvalidOperationException($"{layer} has no {what} yet; call Build([...]) with the shape of one sample first.");
            layer.Build(first.InputShape, dtype: first.DType);
        }
    }

    /// <summary>This layer and all inside it, parents first.</summary>
    internal static IEnumerable<(Layer Layer, string Prefix, int Depth)> Tree(this Layer layer, string prefix = "", int depth = 0)
    {
        yield return (layer, prefix, depth);
        for (int i = 0; i < layer.Children.Count; i++)
        {
            foreach (var node in layer.Children[i].Tree($"{prefix}{layer.NameOf(i)}.", depth + 1))
            {
                yield return node;
            }
        }
    }
}
