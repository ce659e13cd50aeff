namespace Strata.Tensors;

/// <summary>The memory under one or more tensors. It belongs to the scope that it was made in, or to the garbage collector.</summary>
internal abstract class Storage
{
    public abstract DType DType { get; }

    /// <summary>The scope that takes the memory back when it ends; null when the garbage collector does.</summary>
    public TensorScope? Owner { get; set; }

    public bool IsReleased { get; protected set; }

    /// <summary>Whether a way back will read the values, so that they must stay until it has.</summary>
    public bool IsSaved { get; set; }

    /// <summary>By how many gradients of a backward pass this memory is shared; zero where somebody else may see it too.</summary>
    public int Gradients { get; set; }

    /// <summary>How the values can be computed again, of others that stay until the way back; null where they cannot.</summary>
    public Remaking? Remaking { get; set; }

    /// <summary>Memory of the same type that has been handed back: what is left under a tensor that is to be made again.</summary>
    public abstract Storage Ended { get; }

    /// <summary>Hands the memory back; from now on every use of a tensor over it throws.</summary>
    public abstract void Release();

    /// <summary>The same before the end of the scope that the memory was made in, if that is the innermost: there, whoever computes knows who looks at it.</summary>
    public void ReleaseEarly()
    {
        if (IsOfInnermostScope)
        {
            Release();
        }
    }

    /// <summary>Likewise until somebody looks at the values, which are then computed again, if they can be.</summary>
    public void LendEarly()
    {
        if (Remaking is not null && IsOfInnermostScope)
        {
            Lend();
        }
    }

    /// <summary>Leaves the values to the garbage collector, in memory of their own: what the pool lends, it gets back.</summary>
    public abstract void Leave();

    /// <summary>From now on the values are never made again: they outlive what they were made of.</summary>
    public abstract void Settle();

    private protected abstract void Lend();

    private bool IsOfInnermostScope => Owner is { } owner && owner == TensorScope.Current;
}

/// <summary>How the values of a tensor that has its memory for itself can be computed again.</summary>
/// <param name="Shape">Of the tensor.</param>
/// <param name="Into">Fills a tensor of that many elements with the same values.</param>
internal sealed record Remaking(Shape Shape, Action<Tensor> Into);

/// <summary>Memory for elements of type <typeparamref name="T"/>.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class Storage<T> : Storage
    where T : unmanaged
{
    private static readonly Storage<T> s_ended = new(default(Memory<T>)) { IsReleased = true };
    private ArraySegment<T> _pooled;
    private Memory<T> _memory;

    private Storage(Memory<T> memory, ArraySegment<T> pooled = default)
    {
        _memory = memory;
        _pooled = pooled;
    }

    public override Storage Ended => s_ended;

    public override DType DType => DTypeExtensions.Of<T>();

    public Memory<T> Memory => IsReleased ? Remade() : _memory;

    /// <summary>Memory for <paramref name="length"/> elements: pooled inside a scope, from the garbage collector elsewhere.</summary>
    public static Storage<T> Allocate(int length, bool clear)
    {
        if (TensorScope.Current is not { } scope)
        {
            return new Storage<T>(AlignedArray.Allocate<T>(length, clear));
        }
        ArraySegment<T> piece = BufferPool<T>.Rent(length);
        if (clear)
        {
            piece.AsSpan().Clear();
        }
        ref Storage? place = ref scope.NextStorage();
        if (place is Storage<T> spare)
        {
            (spare._memory, spare._pooled, spare.IsReleased, spare.IsSaved, spare.Gradients) = (piece, piece, false, false, 0);
            return spare;
        }
        var storage = new Storage<T>(piece, piece) { Owner = scope };
        place = storage;
        return storage;
    }

    /// <summary>Somebody else's memory, without a copy.</summary>
    public static Storage<T> Wrap(Memory<T> memory)
    {
        DTypeExtensions.Of<T>();
        return new(memory);
    }

    public override void Release()
    {
        Remaking = null;
        if (!IsReleased)
        {
            Lend();
        }
    }

    public override void Leave()
    {
        if (_pooled.Array is not null)
        {
            ArraySegment<T> own = AlignedArray.Allocate<T>(_pooled.Count, clear: false);
            _pooled.CopyTo(own);
            BufferPool<T>.Return(_pooled);
            (_memory, _pooled) = (own, default);
        }
        Owner = null;
    }

    public override void Settle()
    {
        if (Remaking is not null)
        {
            _ = Memory;
            Remaking = null;
        }
    }

    private protected override void Lend()
    {
        IsReleased = true;
        _memory = default;
        if (_pooled.Array is not null)
        {
            BufferPool<T>.Return(_pooled);
            _pooled = default;
        }
    }

    private Memory<T> Remade()
    {
        Remaking remaking = Remaking ?? throw new ObjectDisposedException(nameof(Tensor),
            "This tensor was made inside a TensorScope that has ended, or in a training step that had no more use for it, and its memory has been reused. " +
            "Keep it with scope.Keep(tensor), or copy it with Clone() outside the scope.");
        lock (remaking)
        {
            if (!IsReleased)
            {
                return _memory; // another thread was first
            }
            ArraySegment<T> piece = BufferPool<T>.Rent(remaking.Shape.ElementCount);
            try
            {
                remaking.Into(Tensor.Wrap(piece.AsMemory(), remaking.Shape));
            }
            catch
            {
                BufferPool<T>.Return(piece);
                throw;
            }
            _memory = _pooled = piece;
            IsReleased = false;
            return _memory;
        }
    }
}
