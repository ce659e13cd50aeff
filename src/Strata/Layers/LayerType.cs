using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Strata.Layers;

/// <summary>A kind of layer: its constructor, and the properties that say what it was called with.</summary>
internal sealed class LayerType
{
    internal const DynamicallyAccessedMemberTypes Members = DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties;

    private readonly ConstructorInfo _constructor;

    /// <exception cref="ArgumentException">A parameter has no property of its name, or is of a type that a file cannot hold.</exception>
    public LayerType([DynamicallyAccessedMembers(Members)] Type layer)
    {
        Class = layer;
        _constructor = layer.GetConstructors().MaxBy(c => c.GetParameters().Length)
            ?? throw new ArgumentException($"{layer} has no public constructor, by which a file's reader could make it.");
        Parameters = [.. _constructor.GetParameters().Select(p => LayerParameter.Of(layer, p))];
    }

    /// <summary>The class.</summary>
    public Type Class { get; }

    /// <summary>The constructor's parameters, in order.</summary>
    public IReadOnlyList<LayerParameter> Parameters { get; }

    /// <summary>Makes a layer.</summary>
    public Layer Create(object?[] arguments)
        => (Layer)_constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
}
