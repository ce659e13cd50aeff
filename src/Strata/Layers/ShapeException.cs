namespace Strata.Layers;

/// <summary>A layer was given an input of a shape that it cannot take. The message names the layer, what it expected and what came.</summary>
public sealed class ShapeException(string message) : ArgumentException(message);
