using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>Keeps a model, or its weights alone, in a safetensors file.</summary>
public static class LayerFiles
{
    /// <summary>
    /// Writes the whole model: architecture, all parameters and states under their paths (<c>c1.weight</c>), and what is frozen. Layers that prepare the input, such
    /// as <see cref="Rescale"/>, are part of it; a classifier's last <see cref="Softmax"/> is if you put it there. <see cref="Layer.Load"/> reads it. The file appears
    /// whole or not at all.
    /// </summary>
    /// <param name="layer">Built.</param>
    /// <param name="path">Where to write; an existing file is replaced.</param>
    /// <param name="classNames">What the classes are called, in the order of their labels. Default: none.</param>
    /// <param name="metadata">Strings to keep in the file; names that begin with <c>strata.</c> are taken. Default: none.</param>
    /// <exception cref="InvalidOperationException">The layer has not been built.</exception>
    /// <exception cref="ArgumentException">A layer is of a kind that files do not know (see <see cref="LayerTypes"/>), or a name is taken.</exception>
    /// <exception cref="IOException">The file cannot be written; an old one is as it was.</exception>
    public static void Save(
        this Layer layer, string path, IReadOnlyList<string>? classNames = null, IReadOnlyDictionary<string, string>? metadata = null)
    {
        List<KeyValuePair<string, Tensor>> tensors = layer.Tensors();
        SafeTensors.Write(path, tensors, ModelFile.Describe(layer, classNames ?? [], metadata));
    }

    /// <summary>Writes all parameters and states under their paths, without the architecture. The file appears whole or not at all.</summary>
    /// <param name="layer">Built; of any kind.</param>
    /// <param name="path">Where to write; an existing file is replaced.</param>
    /// <exception cref="InvalidOperationException">The layer has not been built.</exception>
    /// <exception cref="IOException">The file cannot be written; an old one is as it was.</exception>
    public static void SaveWeights(this Layer layer, string path) => SafeTensors.Write(path, layer.Tensors());

    /// <summary>
    /// Reads what <see cref="Save"/> or <see cref="SaveWeights"/> has written into the parameters and states. When it fails, nothing has been changed.
    /// </summary>
    /// <param name="layer">Built, and of the same architecture as the one that was saved.</param>
    /// <param name="path">A safetensors file.</param>
    /// <exception cref="InvalidOperationException">The layer has not been built.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, lacks a tensor, has one too many, or has one of another shape or type; the message names it.
    /// </exception>
    public static void LoadWeights(this Layer layer, string path)
    {
        layer.Tensors();
        layer.SetTensors(SafeTensors.Read(path).Tensors, path);
    }

    /// <summary>All parameters and states, by path.</summary>
    /// <exception cref="InvalidOperationException">The layer has not been built.</exception>
    internal static List<KeyValuePair<string, Tensor>> Tensors(this Layer layer)
    {
        layer.RequireBuilt("weights");
        return [.. layer.Parameters().Select(p => KeyValuePair.Create(p.Key, p.Value.Value)), .. layer.States()];
    }

    /// <summary>Keeps all parameters and states, by path.</summary>
    /// <exception cref="InvalidOperationException">The layer has not been built.</exception>
    internal static void CaptureTensors(this Layer layer, Checkpoint checkpoint)
    {
        foreach ((string path, Tensor tensor) in layer.Tensors())
        {
            checkpoint.Set(path, tensor);
        }
    }

    /// <summary>Copies values into all parameters and states. When it fails, nothing has been changed.</summary>
    /// <param name="values">By path; these and no others.</param>
    /// <param name="file">Where they come from, for messages.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, there is one too many, or one is of another shape or type.</exception>
    internal static void SetTensors(this Layer layer, IReadOnlyDictionary<string, Tensor> values, string file)
    {
        string problem = $"{file} does not fit {layer}; load weights into the architecture that they were saved from";
        List<KeyValuePair<string, Tensor>> own = layer.Tensors();
        foreach ((string name, Tensor tensor) in own)
        {
            ModelFile.Require(values, name, tensor.Shape, tensor.DType, problem);
        }
        ModelFile.RequireNoOther(values, own.Select(t => t.Key), problem);
        foreach ((string name, Tensor tensor) in own)
        {
            values[name].CopyTo(tensor);
        }
    }
}
