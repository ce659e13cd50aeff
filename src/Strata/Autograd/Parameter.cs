using Strata.Tensors;

namespace Strata.Autograd;

/// <summary>A tensor that learns: a weight, a bias.</summary>
public sealed class Parameter
{
    /// <summary>A parameter over a tensor that it owns from now on.</summary>
    /// <param name="name">Its name inside its layer, such as <c>weight</c>.</param>
    /// <param name="value">The initial value, float32 or float64.</param>
    public Parameter(string name, Tensor value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        Name = name;
        Value = value;
        Value.RequiresGradient = true;
    }

    /// <summary>The name inside the layer.</summary>
    public string Name { get; }

    /// <summary>The values, updated in place by an optimizer.</summary>
    public Tensor Value { get; }

    /// <summary>The gradient left by the last backward pass; null before one.</summary>
    public Tensor? Gradient
    {
        get => Value.Gradient;
        set => Value.Gradient = value;
    }

    /// <summary>False freezes the parameter: it gets no gradient and no update. Default: true.</summary>
    public bool IsTrainable
    {
        get => Value.RequiresGradient;
        set => Value.RequiresGradient = value;
    }

    /// <summary>This parameter's learning rate as a multiple of the optimizer's. Default: 1.</summary>
    public double RateMultiplier { get; set; } = 1;

    /// <summary>A parameter can stand wherever its value can.</summary>
    public static implicit operator Tensor(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.Value;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Value.Shape}";
}
