using Strata.Autograd;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Optimizers.FullBatch;

/// <summary>A loss and its gradient as functions of all parameters in one vector of float64, whatever the parameters' type.</summary>
internal sealed class Objective
{
    private readonly Func<double> _evaluate;
    private readonly Parameter[] _parameters;
    private readonly CancellationToken _cancellation;

    public Objective(Func<double> evaluate, IEnumerable<Parameter> parameters, CancellationToken cancellation)
    {
        _evaluate = evaluate;
        _cancellation = cancellation;
        _parameters = [.. parameters.Where(p => p.IsTrainable)];
        Count = _parameters.Sum(p => p.Value.Count);
        if (Count == 0)
        {
            throw new ArgumentException("There is nothing to minimize over: no parameter is trainable.", nameof(parameters));
        }
    }

    /// <summary>The number of elements of all parameters.</summary>
    public int Count { get; }

    public int Evaluations { get; private set; }

    public double[] Position()
    {
        double[] x = new double[Count];
        int start = 0;
        foreach (Parameter parameter in _parameters)
        {
            Read(parameter.Value, x.AsSpan(start, parameter.Value.Count));
            start += parameter.Value.Count;
        }
        return x;
    }

    public void MoveTo(ReadOnlySpan<double> x)
    {
        int start = 0;
        foreach (Tensor value in _parameters.Select(p => p.Value))
        {
            ReadOnlySpan<double> part = x.Slice(start, value.Count);
            if (value.DType == DType.Float32)
            {
                TensorPrimitives.ConvertTruncating(part, value.AsSpan<float>());
            }
            else
            {
                part.CopyTo(value.AsSpan<double>());
            }
            start += value.Count;
        }
    }

    /// <summary>The loss where the parameters are, and its gradient.</summary>
    public (double Loss, double[] Gradient) Evaluate()
    {
        _cancellation.ThrowIfCancellationRequested();
        using var scope = new TensorScope();
        Evaluations++;
        DropGradients();
        try
        {
            double loss = _evaluate();
            double[] gradient = new double[Count];
            int start = 0;
            foreach (Parameter parameter in _parameters)
            {
                if (parameter.Gradient is { } part)
                {
                    Read(part, gradient.AsSpan(start, part.Count));
                }
                start += parameter.Value.Count;
            }
            return (loss, gradient);
        }
        finally
        {
            DropGradients(); // their memory ends with the scope
        }
    }

    private void DropGradients() => Array.ForEach(_parameters, p => p.Gradient = null);

    private static void Read(Tensor tensor, Span<double> target)
    {
        if (tensor.DType == DType.Float32)
        {
            TensorPrimitives.ConvertTruncating<float, double>(tensor.AsSpan<float>(), target);
        }
        else
        {
            tensor.AsSpan<double>().CopyTo(target);
        }
    }
}
