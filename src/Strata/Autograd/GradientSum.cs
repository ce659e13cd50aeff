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
        else
        {
            Value = Sum(sum, gradient, _owned ? sum : Tensor.Uninitialized(sum.Shape, sum.DType));
            _owned = true;
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
