using System.Globalization;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// What recurrent layers carry over from one forward pass to the next, so that a long sequence can be read in parts: each layer of a pass that is given it
/// (<see cref="ForwardContext.With"/>) begins where the last such pass ended. It belongs to whoever reads the sequence, not to the model, so that one model can be
/// trained, evaluated and asked from many threads at once, each with a state of its own. A pass without one begins at zero.
/// <code>
/// var state = new RecurrentState();
/// foreach (Tensor part in parts)                                  // [batch, steps, inputs], the steps of one after those of the other
/// {
///     Tensor y = model.Forward(part, ForwardContext.Inference.With(state));
/// }
/// </code>
/// </summary>
/// <param name="differentiable">
/// Whether gradients flow through the state, as from a decoder to the encoder that its first state is from; it is then kept as it was computed, together with its
/// history, and in its <see cref="TensorScope"/>. Default: false: states are detached copies that outlive every scope, so gradients end between two passes.
/// </param>
public sealed class RecurrentState(bool differentiable = false)
{
    private readonly Dictionary<Recurrent, Tensor[]> _states = [];

    /// <summary>Whether gradients flow through the state.</summary>
    public bool IsDifferentiable { get; } = differentiable;

    /// <summary>
    /// The vectors in which a layer begins its next pass, each [batch, units]: h and, of an <see cref="Lstm"/>, c; null for zeros. To be set by hand for a first
    /// state of one's own.
    /// </summary>
    public IReadOnlyList<Tensor>? this[Recurrent layer]
    {
        get => _states.GetValueOrDefault(layer);
        set
        {
            if (value is null)
            {
                _states.Remove(layer);
                return;
            }
            using IDisposable heap = TensorScope.Suspend();
            _states[layer] = [.. value.Select(state => IsDifferentiable ? state : state.Clone())];
        }
    }

    /// <summary>Lets go of everything: the next pass begins at zero, and may have another batch size.</summary>
    public void Clear() => _states.Clear();

    /// <summary>Keeps the states of a model's layers, by the layers' paths, to read on in another process.</summary>
    /// <param name="checkpoint">A section of its own.</param>
    /// <param name="model">That the state is of.</param>
    public void Capture(Checkpoint checkpoint, Layer model)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(model);
        foreach ((Recurrent layer, string prefix) in LayersOf(model))
        {
            for (int i = 0; i < (this[layer]?.Count ?? 0); i++)
            {
                checkpoint.Set(NameOf(prefix, i), this[layer]![i]);
            }
        }
    }

    /// <summary>Begins where the state that was kept has ended.</summary>
    /// <param name="checkpoint">The section in which <see cref="Capture"/> has kept it.</param>
    /// <param name="model">Built, and of the same architecture as the one whose state was kept.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, there is one too many, or one is of another shape or type.</exception>
    public void Restore(Checkpoint checkpoint, Layer model)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(model);
        IReadOnlyDictionary<string, Tensor> tensors = checkpoint.Tensors;
        var states = new Dictionary<Recurrent, Tensor[]>();
        int found = 0;
        foreach ((Recurrent layer, string prefix) in LayersOf(model))
        {
            Tensor[] own = [.. Enumerable.Range(0, layer.StateCount).Select(i => tensors.GetValueOrDefault(NameOf(prefix, i))).OfType<Tensor>()];
            if (own.Length == 0)
            {
                continue;
            }
            if (own.Length != layer.StateCount || own[0].Rank != 2 || Array.Exists(own, s => s.Shape != own[0].Shape || s.Shape[1] != layer.Units || s.DType != layer.DType))
            {
                throw checkpoint.Unfit(
                    $"{layer} has {layer.StateCount} states {layer.DType} [batch, {layer.Units}], and the file {string.Join(", ", own.Select(s => $"{s.DType} {s.Shape}"))}");
            }
            states.Add(layer, own);
            found += own.Length;
        }
        if (found != tensors.Count)
        {
            throw checkpoint.Unfit($"it has {tensors.Count} states of recurrent layers, of which the model knows {found}");
        }
        Clear();
        foreach ((Recurrent layer, Tensor[] own) in states)
        {
            this[layer] = own;
        }
    }

    private static IEnumerable<(Recurrent Layer, string Prefix)> LayersOf(Layer model)
        => model.Tree().Where(node => node.Layer is Recurrent).DistinctBy(node => node.Layer).Select(node => ((Recurrent)node.Layer, node.Prefix));

    private static string NameOf(string prefix, int state) => string.Create(CultureInfo.InvariantCulture, $"{prefix}state.{state}");

    /// <summary>Another state that begins where this one is.</summary>
    internal RecurrentState Copy()
    {
        var copy = new RecurrentState(IsDifferentiable);
        copy.Restore(this);
        return copy;
    }

    /// <summary>Goes back to where a copy is.</summary>
    internal void Restore(RecurrentState copy)
    {
        _states.Clear();
        foreach ((Recurrent layer, Tensor[] states) in copy._states)
        {
            _states.Add(layer, states); // never written into, so that they can be shared
        }
    }
}
