using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>Fits the preprocessing at the head of a model.</summary>
public static class SequentialPreprocessing
{
    private const int BatchSize = 256;

    /// <summary>
    /// Fits every <see cref="Preprocessing"/> among the model's layers in turn, each to what the layers before it make of the data; layers after the last one are
    /// neither run nor built.
    /// </summary>
    /// <param name="model">Its preprocessing need not be built.</param>
    /// <param name="data">[samples, ...], the training part's inputs only.</param>
    /// <exception cref="ShapeException">A layer cannot take what comes to it.</exception>
    /// <exception cref="ArgumentException">The model has no preprocessing, or there are too few samples.</exception>
    public static void FitPreprocessing(this Sequential model, Tensor data)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        Layer[] head = [.. model.Children.Take(model.Children.Select((layer, i) => layer is Preprocessing ? i + 1 : 0).DefaultIfEmpty().Max())];
        if (head.Length == 0)
        {
            throw new ArgumentException($"{model} has no layer that is a {nameof(Preprocessing)}, so there is nothing to fit.", nameof(model));
        }
        using Tape.PauseScope pause = Tape.Pause();
        foreach (Layer layer in head)
        {
            (layer as Preprocessing)?.Fit(data);
            if (layer != head[^1])
            {
                data = Forward(layer, data);
            }
        }
    }

    private static Tensor Forward(Layer layer, Tensor data)
    {
        var parts = new List<Tensor>();
        for (int start = 0; start < data.Shape[0]; start += BatchSize)
        {
            using var scope = new TensorScope();
            parts.Add(scope.Keep(layer.Forward(data.Slice(0, start, Math.Min(BatchSize, data.Shape[0] - start)))));
        }
        return parts.Count == 1 ? parts[0] : ConcatenateOp.Concatenate([.. parts]);
    }
}
