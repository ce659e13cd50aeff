using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Strata.Initializers;

namespace Strata.Layers;

/// <summary>A parameter of a layer's constructor.</summary>
/// <param name="Name">As the constructor has it.</param>
/// <param name="Type">As the constructor has it, less nullability.</param>
/// <param name="Property">Holds the argument; null for an initializer and for layers inside.</param>
/// <param name="Default">What the constructor takes for a missing argument.</param>
/// <param name="IsOptional">Whether it takes one.</param>
internal sealed record LayerParameter(string Name, Type Type, PropertyInfo? Property, object? Default, bool IsOptional)
{
    /// <summary>Whether a file leaves it out.</summary>
    public bool IsInitializer => typeof(Initializer).IsAssignableFrom(Type);

    /// <summary>Whether it takes a layer: one inside, or another of the model where there is a property.</summary>
    public bool IsLayer => typeof(Layer).IsAssignableFrom(Type);

    /// <summary>Whether it takes all layers inside.</summary>
    public bool IsManyLayers => typeof(Layer[]).IsAssignableFrom(Type);

    internal static LayerParameter Of([DynamicallyAccessedMembers(LayerType.Members)] Type layer, ParameterInfo parameter)
    {
        Type type = Bare(parameter.ParameterType);
        string name = parameter.Name!, pascal = char.ToUpperInvariant(name[0]) + name[1..];
        PropertyInfo? property = new[] { pascal, "Has" + pascal }.Select(p => layer.GetProperty(p)).FirstOrDefault(p => p is not null && Bare(p.PropertyType) == type);
        var result = new LayerParameter(name, type, property, parameter.HasDefaultValue ? parameter.DefaultValue : null, parameter.HasDefaultValue);
        bool isArgument = !result.IsInitializer && !result.IsLayer && !result.IsManyLayers;
        if (result.IsInitializer && !result.IsOptional)
        {
            throw new ArgumentException($"{layer.Name}'s constructor asks for the initializer '{name}', which a file does not keep; give it a default.");
        }
        if (property is null && isArgument)
        {
            throw new ArgumentException(
                $"{layer.Name}'s constructor takes {type.Name} '{name}', but it has no public property {pascal} of that type, from which a file could be written.");
        }
        if (isArgument && !LayerArguments.Holds(type))
        {
            throw new ArgumentException($"{layer.Name}'s constructor takes '{name}' of type {type.Name}, which a model file cannot hold.");
        }
        return result;
    }

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
