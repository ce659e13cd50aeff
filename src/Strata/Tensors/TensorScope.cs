namespace Strata.Tensors;

/// <summary>
/// Tensors made on this thread between the scope's construction and its disposal take their memory from a pool and give it back at the end:
/// a training step in a scope costs the garbage collector nothing. Scopes nest, and each must end, or the pool never sees its memory again. A program without scopes is right
/// too, only slower.
/// <code>
/// using var scope = new TensorScope();
/// Tensor loss = ...;                 // temporaries as many as you like
/// return scope.Keep(loss);           // outlives the scope
/// </code>
/// </summary>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic] private static TensorScope? s_current;
    [ThreadStatic] private static TensorScope? s_spare;
    private readonly Kind _kind;
    private TensorScope? _parent;
    private Storage?[] _storages = [];
    private int _storageCount;
    private Tensor?[] _tensors = [];
    private int _tensorCount;
    private bool _ended;

    /// <summary>Opens a scope on this thread.</summary>
    public TensorScope()
        : this(Kind.Plain) => Open();

    private TensorScope(Kind kind) => _kind = kind;

    private enum Kind
    {
        Plain,

        // Hides the scopes around it.
        Suspending,

        // When it ends, the thread keeps it with its tensors, to make them again.
        Repeating,
    }

    /// <summary>The innermost scope of this thread that tensors are made in; null outside of all.</summary>
    internal static TensorScope? Current => s_current is { _kind: not Kind.Suspending } scope ? scope : null;

    /// <summary>
    /// Until the result is disposed of, new tensors belong to the garbage collector, whatever scopes are open: for what lives longer than a
    /// step, such as weights and the state of an optimizer.
    /// </summary>
    public static IDisposable Suspend() => new TensorScope(Kind.Suspending).Open();

    /// <summary>
    /// A scope for a computation that this thread repeats, in which even the tensors are the last time's, made again: it allocates nothing. So a tensor that was
    /// not kept must not be looked at after its scope: it throws at first, but the next computation may use it for something else.
    /// </summary>
    internal static TensorScope Repeat()
    {
        TensorScope scope = s_spare ?? new TensorScope(Kind.Repeating);
        s_spare = null;
        return scope.Open();
    }

    /// <summary>
    /// Moves a tensor's memory to the enclosing scope, or to the garbage collector when there is none: then it may be copied, so a span that was taken before is not kept.
    /// </summary>
    /// <returns>The same tensor.</returns>
    /// <exception cref="ObjectDisposedException">The scope has ended.</exception>
    public Tensor Keep(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ObjectDisposedException.ThrowIf(_ended, this);
        Storage storage = tensor.Storage;
        if (storage.Owner == this)
        {
            storage.Settle();
            if (_parent is { _kind: not Kind.Suspending } heir)
            {
                heir.Adopt(storage);
            }
            else
            {
                storage.Leave();
            }
        }
        int place = Array.LastIndexOf(_tensors, tensor, _tensorCount - 1, _tensorCount);
        if (place >= 0)
        {
            _tensors[place] = null;
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
        _parent = null;
        foreach (ref Storage? storage in _storages.AsSpan(0, _storageCount))
        {
            if (storage!.Owner == this)
            {
                storage.Release();
            }
            else
            {
                storage = null;
            }
        }
        foreach (Tensor? tensor in _tensors.AsSpan(0, _tensorCount))
        {
            tensor?.End();
        }
        if (_kind == Kind.Repeating)
        {
            s_spare = this;
        }
    }

    /// <summary>Takes charge of a piece of memory.</summary>
    internal void Adopt(Storage storage)
    {
        storage.Owner = this;
        NextStorage() = storage;
    }

    /// <summary>The place of the next piece of memory that the scope takes charge of. In a repeated computation the last time's is still there.</summary>
    internal ref Storage? NextStorage() => ref Next(ref _storages, ref _storageCount);

    /// <summary>Whether tensors are made again; then they go into <see cref="NextTensor"/>.</summary>
    internal bool Repeats => _kind == Kind.Repeating;

    /// <summary>The place of the next tensor. The last time's is still there.</summary>
    internal ref Tensor? NextTensor() => ref Next(ref _tensors, ref _tensorCount);

    private static ref T? Next<T>(ref T?[] items, ref int count)
    {
        if (count == items.Length)
        {
            Array.Resize(ref items, Math.Max(16, 2 * count));
        }
        return ref items[count++];
    }

    private TensorScope Open()
    {
        _parent = s_current;
        s_current = this;
        (_storageCount, _tensorCount, _ended) = (0, 0, false);
        return this;
    }
}
