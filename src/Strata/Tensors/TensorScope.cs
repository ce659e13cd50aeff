namespace Strata.Tensors;

/// <summary>
/// Tensors made on this thread between the scope's construction and its disposal take their memory from a pool and give it back at the end:
/// a training step in a scope costs the garbage collector nothing. Scopes nest. A program without scopes is right too, only slower.
/// <code>
/// using var scope = new TensorScope();
/// Tensor loss = ...;                 // temporaries as many as you like
/// return scope.Keep(loss);           // outlives the scope
/// </code>
/// </summary>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic] private static TensorScope? s_current;
    private readonly TensorScope? _parent;
    private readonly bool _suspends;
    private readonly List<Storage> _storages = [];
    private bool _ended;

    /// <summary>Opens a scope on this thread.</summary>
    public TensorScope()
        : this(suspends: false)
    {
    }

    private TensorScope(bool suspends)
    {
        _suspends = suspends;
        _parent = s_current;
        s_current = this;
    }

    /// <summary>The innermost scope of this thread that tensors are made in; null outside of all.</summary>
    internal static TensorScope? Current => s_current is { _suspends: false } scope ? scope : null;

    /// <summary>
    /// Until the result is disposed of, new tensors belong to the garbage collector, whatever scopes are open: for what lives longer than a
    /// step, such as weights and the state of an optimizer.
    /// </summary>
    public static IDisposable Suspend() => new TensorScope(suspends: true);

    /// <summary>Moves a tensor's memory to the enclosing scope, or to the garbage collector when there is none.</summary>
    /// <returns>The same tensor.</returns>
    /// <exception cref="ObjectDisposedException">The scope has ended.</exception>
    public Tensor Keep(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ObjectDisposedException.ThrowIf(_ended, this);
        Storage storage = tensor.Storage;
        if (storage.Owner == this)
        {
            storage.Owner = null;
            TensorScope? heir = _parent;
            if (heir is { _suspends: false })
            {
                heir.Adopt(storage);
            }
        }
        return tensor;
    }

    /// <summary>Ends the scope: memory goes back to the pool, and using a tensor that was not kept throws.</summary>
    /// <exception cref="InvalidOperationException">The scope is not this thread's innermost.</exception>
    public void Dispose()
    {
        if (_ended)
        {
            return;
        }
        if (s_current != this)
        {
            throw new InvalidOperationException(
                "Scopes must end in the reverse order of their opening, on the thread that opened them. Open them with `using`.");
        }
        _ended = true;
        s_current = _parent;
        foreach (Storage storage in _storages)
        {
            if (storage.Owner == this)
            {
                storage.Release();
            }
        }
        _storages.Clear();
    }

    /// <summary>Takes charge of a piece of memory.</summary>
    internal void Adopt(Storage storage)
    {
        storage.Owner = this;
        _storages.Add(storage);
    }
}
