using Strata.Tensors;

namespace Strata.Serialization;

/// <summary>What a file of tensors holds.</summary>
/// <param name="Tensors">The tensors by name, in the file's order.</param>
/// <param name="Metadata">The strings kept with them.</param>
public sealed record TensorFile(IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata);
