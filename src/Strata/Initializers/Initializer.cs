using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>How a parameter's first values are made.</summary>
public abstract class Initializer
{
    /// <summary>The initial values.</summary>
    /// <param name="shape">The parameter's shape.</param>
    /// <param name="fanIn">How many inputs one unit adds up.</param>
    /// <param name="fanOut">How many units one input reaches.</param>
    /// <param name="random">Where to draw from.</param>
    /// <param name="dtype">Float32 or float64.</param>
    public abstract Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype);
}
