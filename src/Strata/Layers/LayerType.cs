using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Strata.Layers;

/// <summary>A kind of layer: its constructor, and the properties that say what it was called with.</summary>
internal sealed class LayerType
{
    internal const DynamicallyAccessedMemberTypes Members = DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties;

    private ConstructorInfo? _constructor;
    private IReadOnlyList<LayerParameter>? _parameters;

    /// <summary>Looks at the class only when it is asked about: programs begin without most kinds.</summary>
    public LayerType([DynamicallyAccessedMembers(Members)] Type layer) => Class = layer;

    /// <summary>The class.</summary>
    [DynamicallyAccessedMembers(Members)]
    public Type Class { get; }

    /// <summary>The constructor's parameters, in order.</summary>
    /// <exception cref="ArgumentException">A parameter has no property of its name, or is of a type that a file cannot hold.</exception>
    public IReadOnlyList<LayerParameter> Parameters => _parameters ??= [.. Constructor.GetParameters().Select(p => LayerParameter.Of(Class, p))];

    private ConstructorInfo Constructor => _constructor ??= Class.GetConstructors().MaxBy(c => c.GetParameters().Length)
        ?? throw new ArgumentException($"{Class} has no public constructor, by which a file's reader could make it.");

    /// <summary>Makes a layer.</summary>
    public Layer Create(object?[] arguments)
        => (Layer)Constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
}
