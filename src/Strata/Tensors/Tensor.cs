using System.Globalization;
using System.Numerics.Tensors;
using System.Text;

namespace Strata.Tensors;

/// <summary>
/// An array of any rank, row-major and contiguous. Arithmetic and everything else that has a gradient are extension methods in
/// <c>Strata.Ops</c>; this type is the memory and its shape.
/// </summary>
public sealed class Tensor
{
    private int _offset;

    private Tensor(Storage storage, int offset, Shape shape)
    {
        Storage = storage;
        _offset = offset;
        Shape = shape;
    }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape { get; private set; }

    /// <summary>The type of the elements.</summary>
    public DType DType => Storage.DType;

    /// <summary>The number of elements.</summary>
    public int Count => Shape.ElementCount;

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>
    /// True for a leaf whose gradient is wanted: what is computed from it is recorded, and <c>Backward()</c> fills <see cref="Gradient"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">Set on integers or masks, which have no gradient, or on a computed tensor.</exception>
    public bool RequiresGradient
    {
        get;
        set
        {
            if (value && !DType.IsFloatingPoint())
            {
                throw new InvalidOperationException($"A tensor of {DType} has no gradient; only Float32 and Float64 have.");
            }
            if (value && History is not null)
            {
                throw new InvalidOperationException("This tensor was computed from others; only a leaf can ask for a gradient. Detach() it first.");
            }
            field = value;
        }
    }

    /// <summary>
    /// The gradient that the last <c>Backward()</c> left in a leaf, summed over calls until it is set to null. It may share its memory with another leaf's: make
    /// a new tensor rather than write into it. Made inside a <see cref="TensorScope"/>, it ends with that scope.
    /// </summary>
    public Tensor? Gradient { get; set; }

    /// <summary>The backward pass that made the memory of <see cref="Gradient"/>, if it is this leaf's alone.</summary>
    internal long GradientPass { get; set; }

    /// <summary>True when a gradient has to flow here: a leaf that wants one, or something computed from such a leaf.</summary>
    public bool NeedsGradient => RequiresGradient || History is not null;

    internal Storage Storage { get; private set; }

    internal TensorHistory? History { get; set; }

    /// <summary>A tensor of zeros (or false).</summary>
    public static Tensor Zeros(Shape shape, DType dtype = DType.Float32) => Allocate(shape, dtype, clear: true);

    /// <summary>A tensor with every element equal to <paramref name="value"/>, converted to <paramref name="dtype"/>.</summary>
    public static Tensor Full(Shape shape, double value, DType dtype = DType.Float32)
    {
        Tensor result = Uninitialized(shape, dtype);
        switch (dtype)
        {
            case DType.Float32: result.AsSpan<float>().Fill((float)value); break;
            case DType.Float64: result.AsSpan<double>().Fill(value); break;
            case DType.Int32: result.AsSpan<int>().Fill(checked((int)value)); break;
            case DType.Int64: result.AsSpan<long>().Fill(checked((long)value)); break;
            case DType.UInt8: result.AsSpan<byte>().Fill(checked((byte)value)); break;
            default: result.AsSpan<bool>().Fill(value != 0); break;
        }
        return result;
    }

    /// <summary>A tensor of ones.</summary>
    public static Tensor Ones(Shape shape, DType dtype = DType.Float32) => Full(shape, 1, dtype);

    /// <summary>A tensor without axes.</summary>
    public static Tensor Scalar(double value, DType dtype = DType.Float32) => Full([], value, dtype);

    /// <summary>A tensor whose elements are arbitrary until they are written.</summary>
    public static Tensor Uninitialized(Shape shape, DType dtype = DType.Float32) => Allocate(shape, dtype, clear: false);

    /// <summary>A tensor over the given memory, without a copy: writes on either side show on the other.</summary>
    /// <param name="data">Arrays convert to this by themselves.</param>
    /// <param name="shape">Must have as many elements as <paramref name="data"/>.</param>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    /// <exception cref="NotSupportedException">Tensors do not hold <typeparamref name="T"/>.</exception>
    public static Tensor Wrap<T>(Memory<T> data, Shape shape)
        where T : unmanaged
        => data.Length == shape.ElementCount
            ? new Tensor(Storage<T>.Wrap(data), 0, shape)
            : throw new ArgumentException($"Shape {shape} has {shape.ElementCount} elements, the memory {data.Length}.", nameof(shape));

    /// <inheritdoc cref="Wrap{T}(Memory{T}, Shape)"/>
    public static Tensor Wrap<T>(T[] data, Shape shape)
        where T : unmanaged
        => Wrap(data.AsMemory(), shape);

    /// <summary>A one-axis tensor over the given array, without a copy.</summary>
    public static Tensor Wrap<T>(T[] data)
        where T : unmanaged
        => Wrap(data.AsMemory(), [data.Length]);

    /// <summary>A tensor over a .NET tensor, without a copy where that one is dense and its memory can be shared.</summary>
    /// <exception cref="ArgumentException">The .NET tensor is not dense, or an axis is longer than an <see cref="int"/> holds.</exception>
    public static Tensor Wrap<T>(Tensor<T> tensor)
        where T : unmanaged
        => Wrap(new DotNetTensorMemory<T>(tensor).Memory, Create(tensor.Lengths));

    /// <summary>A tensor with a copy of the given elements.</summary>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public static Tensor Copy<T>(ReadOnlySpan<T> data, Shape shape)
        where T : unmanaged
    {
        if (data.Length != shape.ElementCount)
        {
            throw new ArgumentException($"Shape {shape} has {shape.ElementCount} elements, the span {data.Length}.", nameof(shape));
        }
        Tensor result = Uninitialized(shape, DTypeExtensions.Of<T>());
        data.CopyTo(result.AsSpan<T>());
        return result;
    }

    /// <summary>The elements, row-major, without a copy. Do not use the span after the tensor's scope has ended.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds another type than <typeparamref name="T"/>.</exception>
    /// <exception cref="ObjectDisposedException">The tensor's scope has ended.</exception>
    public Span<T> AsSpan<T>()
        where T : unmanaged
        => Typed<T>().Memory.Span.Slice(_offset, Shape.ElementCount);

    /// <summary>The elements, row-major, without a copy.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds another type than <typeparamref name="T"/>.</exception>
    /// <exception cref="ObjectDisposedException">The tensor's scope has ended.</exception>
    public Memory<T> AsMemory<T>()
        where T : unmanaged
        => Typed<T>().Memory.Slice(_offset, Shape.ElementCount);

    /// <summary>The elements as .NET's own tensor span, without a copy.</summary>
    public TensorSpan<T> AsTensorSpan<T>()
        where T : unmanaged
        => new(AsSpan<T>(), [.. Array.ConvertAll(Shape.Lengths.ToArray(), n => (nint)n)]);

    /// <summary>A copy of the elements.</summary>
    public T[] ToArray<T>()
        where T : unmanaged
        => AsSpan<T>().ToArray();

    /// <summary>The value of a tensor of one element, whatever its type.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public double ToScalar() => Count == 1
        ? At(0)
        : throw new InvalidOperationException($"A tensor of shape {Shape} is not a scalar.");

    /// <summary>A copy of this tensor that shares nothing with it, its history included.</summary>
    public Tensor Clone()
    {
        Tensor result = Uninitialized(Shape, DType);
        CopyTo(result);
        return result;
    }

    /// <summary>Overwrites the elements of <paramref name="target"/>, of the same shape and type, with this tensor's.</summary>
    /// <exception cref="ArgumentException">Shape or type differ.</exception>
    public void CopyTo(Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Shape != Shape || target.DType != DType)
        {
            throw new ArgumentException($"Cannot copy {DType} {Shape} into {target.DType} {target.Shape}.", nameof(target));
        }
        switch (DType)
        {
            case DType.Float32: AsSpan<float>().CopyTo(target.AsSpan<float>()); break;
            case DType.Float64: AsSpan<double>().CopyTo(target.AsSpan<double>()); break;
            case DType.Int32: AsSpan<int>().CopyTo(target.AsSpan<int>()); break;
            case DType.Int64: AsSpan<long>().CopyTo(target.AsSpan<long>()); break;
            case DType.UInt8: AsSpan<byte>().CopyTo(target.AsSpan<byte>()); break;
            default: AsSpan<bool>().CopyTo(target.AsSpan<bool>()); break;
        }
    }

    /// <summary>The same elements under another shape, sharing memory and forgetting the history.</summary>
    internal Tensor View(Shape shape, int offset = 0) => Over(Storage, _offset + offset, shape);

    /// <summary>Lets go of everything, until the tensor is made again.</summary>
    internal void End()
    {
        Storage = Storage.Ended;
        (Gradient, GradientPass, History, RequiresGradient) = (null, 0, null, false);
    }

    /// <summary>Shape, type and, up to a few hundred elements, the values.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{DType} {Shape}");
        bool isEnded = Storage is { IsReleased: true, Remaking: null };
        if (isEnded || Count > 200)
        {
            return text.Append(isEnded ? " (scope ended)" : "").ToString();
        }
        int row = Rank == 0 ? 1 : Math.Max(1, Shape[^1]);
        for (int i = 0; i < Count; i++)
        {
            text.Append(i % row == 0 ? '\n' : ' ').Append(At(i).ToString("G6", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    private double At(int index) => DType switch
    {
        DType.Float32 => AsSpan<float>()[index],
        DType.Float64 => AsSpan<double>()[index],
        DType.Int32 => AsSpan<int>()[index],
        DType.Int64 => AsSpan<long>()[index],
        DType.UInt8 => AsSpan<byte>()[index],
        _ => AsSpan<bool>()[index] ? 1 : 0,
    };

    private static Tensor Allocate(Shape shape, DType dtype, bool clear)
    {
        Storage storage = dtype switch
        {
            DType.Float32 => Storage<float>.Allocate(shape.ElementCount, clear),
            DType.Float64 => Storage<double>.Allocate(shape.ElementCount, clear),
            DType.Int32 => Storage<int>.Allocate(shape.ElementCount, clear),
            DType.Int64 => Storage<long>.Allocate(shape.ElementCount, clear),
            DType.UInt8 => Storage<byte>.Allocate(shape.ElementCount, clear),
            DType.Bool => Storage<bool>.Allocate(shape.ElementCount, clear),
            _ => throw new ArgumentOutOfRangeException(nameof(dtype)),
        };
        return Over(storage, 0, shape);
    }

    // A new tensor, or in a scope that repeats itself the last time's.
    private static Tensor Over(Storage storage, int offset, Shape shape)
    {
        if (TensorScope.Current is not { Repeats: true } scope)
        {
            return new Tensor(storage, offset, shape);
        }
        ref Tensor? place = ref scope.NextTensor();
        if (place is null)
        {
            return place = new Tensor(storage, offset, shape);
        }
        (place.Storage, place._offset, place.Shape) = (storage, offset, shape);
        return place;
    }

    private static Shape Create(ReadOnlySpan<nint> lengths)
    {
        int[] result = new int[lengths.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = checked((int)lengths[i]);
        }
        return Shape.Create(result);
    }

    private Storage<T> Typed<T>()
        where T : unmanaged
        => Storage as Storage<T> ?? throw new InvalidOperationException(
            $"This tensor holds {DType}, not {DTypeExtensions.Of<T>()}. Convert it with To(DType.{DTypeExtensions.Of<T>()}).");
}
