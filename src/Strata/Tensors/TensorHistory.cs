namespace Strata.Tensors;

/// <summary>How a tensor was computed; automatic differentiation says what is in it.</summary>
internal abstract class TensorHistory;
