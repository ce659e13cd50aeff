using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Autograd;

/// <summary>The sum of the gradients that reach a tensor on several ways.</summary>
internal struct GradientSum
{
    private bool _owned;

    public GradientSum(Tensor? value, bool owned) => (Value, _owned) = (value, owned);

    public Tensor? Value { readonly get; private set; }

    /// <summary>The sum so far, where it is in memory that nobody else sees: what comes next may be added into it.</summary>
    public readonly Tensor? Owned => _owned && !Tape.IsRecording ? Value : null;

    public readonly bool IsOwned => _owned;

    /// <param name="gradient">The next gradient.</param>
    /// <param name="fresh">Whether nobody else sees its memory. (a + b sends one and the same gradient both ways.)</param>
    public void Add(Tensor gradient, bool fresh)
    {
        Storage storage = gradient.Storage;
        storage.Gradients += !Tape.IsRecording && (fresh || storage.Gradients > 0) ? 1 : 0;
        if (Value is not { } sum)
        {
            (Value, _owned) = (gradient, fresh);
        }
        else if (Tape.IsRecording)
        {
            Tensor total = Sum(sum, gradient, Tensor.Uninitialized(sum.Shape, sum.DType));
            Value = Tape.Record(total, [sum, gradient], (sum, gradient), static (s, d) =>
            {
                s.sum.AddGradient(d);
                s.gradient.AddGradient(d);
            });
        }
        else if (_owned)
        {
            Sum(sum, gradient, sum);
            LetGo(gradient);
        }
        else if (fresh)
        {
            (Value, _owned) = (Sum(sum, gradient, gradient), true);
            LetGo(sum);
        }
        else
        {
            (Value, _owned) = (Sum(sum, gradient, Tensor.Uninitialized(sum.Shape, sum.DType)), true);
            Value.Storage.Gradients = 1;
            LetGo(sum);
            LetGo(gradient);
        }
    }

    /// <summary>One that had this gradient is done with it: the memory is free after the last one, unless somebody else may see it.</summary>
    public static void LetGo(Tensor gradient)
    {
        Storage storage = gradient.Storage;
        if (storage.Gradients > 0 && --storage.Gradients == 0)
        {
            storage.ReleaseEarly();
        }
    }

    public Tensor? Take()
    {
        Tensor? value = Value;
        (Value, _owned) = (null, false);
        return value;
    }

    private static Tensor Sum(Tensor a, Tensor b, Tensor target)
    {
        if (a.DType == DType.Float32)
        {
            TensorPrimitives.Add(a.AsSpan<float>(), b.AsSpan<float>(), target.AsSpan<float>());
        }
        else
        {
            TensorPrimitives.Add(a.AsSpan<double>(), b.AsSpan<double>(), target.AsSpan<double>());
        }
        return target;
    }
}
