using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>Keeps the weights of a layer, and of all inside it, in a safetensors file.</summary>
public static class LayerFiles
{
    /// <summary>Writes all parameters and states under their paths (<c>c1.weight</c>). The file appears whole or not at all.</summary>
    /// <param name="layer">Built.</param>
    /// <param name="path">Where to write; an existing file is replaced.</param>
    /// <param name="metadata">Strings to keep in the file. Default: none.</param>
    /// <exception cref="InvalidOperationException">The layer has not been built.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(this Layer layer, string path, IReadOnlyDictionary<string, string>? metadata = null)
        => SafeTensors.Write(path, Tensors(layer), metadata);

    /// <summary>Reads what <see cref="Save"/> has written into the parameters and states. When it fails, nothing has been changed.</summary>
    /// <param name="layer">Built, and of the same architecture as the one that was saved.</param>
    /// <param name="path">A safetensors file.</param>
    /// <returns>The strings kept in the file.</returns>
    /// <exception cref="InvalidOperationException">The layer has not been built.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, lacks a tensor, has one too many, or has one of another shape or type; the message names it.
    /// </exception>
    public static IReadOnlyDictionary<string, string> LoadWeights(this Layer layer, string path)
    {
        List<KeyValuePair<string, Tensor>> own = Tensors(layer);
        TensorFile file = SafeTensors.Read(path);
        var unknown = file.Tensors.Keys.ToHashSet(StringComparer.Ordinal);
        foreach ((string name, Tensor tensor) in own)
        {
            if (!file.Tensors.TryGetValue(name, out Tensor? read))
            {
                throw Unfit($"it lacks the tensor '{name}', {tensor.DType} {tensor.Shape}");
            }
            if (read.Shape != tensor.Shape || read.DType != tensor.DType)
            {
                throw Unfit($"its tensor '{name}' is {read.DType} {read.Shape}, but {tensor.DType} {tensor.Shape} is expected");
            }
            unknown.Remove(name);
        }
        if (unknown.Count > 0)
        {
            throw Unfit($"it has the tensor '{unknown.Order(StringComparer.Ordinal).First()}', which the model has not");
        }
        foreach ((string name, Tensor tensor) in own)
        {
            file.Tensors[name].CopyTo(tensor);
        }
        return file.Metadata;

        InvalidDataException Unfit(string fault) => new(
            $"{path} does not fit {layer}: {fault}. Load weights into the architecture that they were saved from.");
    }

    private static List<KeyValuePair<string, Tensor>> Tensors(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.IsBuilt
            ? [.. layer.Parameters().Select(p => KeyValuePair.Create(p.Key, p.Value.Value)), .. layer.States()]
            : throw new InvalidOperationException(
                $"{layer} has no weights yet; call Build([...]) with the shape of one sample first.");
    }
}
