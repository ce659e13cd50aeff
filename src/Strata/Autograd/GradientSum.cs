using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Autograd;

/// <summary>The sum of the gradients that reach a tensor on several ways.</summary>
internal struct GradientSum
{
    private bool _owned;

    public Tensor? Value { readonly get; private set; }

    public void Add(Tensor gradient)
    {
        if (Value is not { } sum)
        {
            // The first gradient may be shared (a + b sends the same one both ways), so it is never written to.
            (Value, _owned) = (gradient, false);
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
