using System.Globalization;
using Strata.Tensors;

namespace Strata.Autograd;

/// <summary>Compares the gradients of a function with central differences in float64.</summary>
public static class GradientCheck
{
    /// <summary>
    /// Throws unless the gradient of every input agrees with (f(x + h) - f(x - h)) / 2h. The error is the largest difference over an input's elements,
    /// relative to the largest element of its gradient. An output that is no scalar is weighted by fixed pseudo-random numbers and summed.
    /// </summary>
    /// <param name="function">From the inputs to a float64 tensor. It must be the same function at every call: fix the seeds of what is random.</param>
    /// <param name="inputs">Float64 tensors, away from kinks such as the rectifier's zero.</param>
    /// <exception cref="GradientCheckException">An input's error is above <paramref name="tolerance"/>.</exception>
    public static void Verify(Func<Tensor[], Tensor> function, Tensor[] inputs, double tolerance = 1e-6)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        double[] errors = Errors(function, inputs);
        for (int i = 0; i < errors.Length; i++)
        {
            if (!(errors[i] <= tolerance))
            {
                throw new GradientCheckException(string.Create(CultureInfo.InvariantCulture,
                    $"The gradient of input {i} (shape {inputs[i].Shape}) is off by {errors[i]:G3} of its largest element; {tolerance:G3} is allowed."));
            }
        }
    }

    /// <summary>The relative error of each input's gradient; see <see cref="Verify"/>.</summary>
    /// <exception cref="ArgumentException">An input, or the output, is not float64.</exception>
    public static double[] Errors(Func<Tensor[], Tensor> function, params Tensor[] inputs)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (Tensor input in inputs)
        {
            RequireFloat64(input, "input");
        }
        Tensor[] leaves = Array.ConvertAll(inputs, x => x.Clone());
        foreach (Tensor leaf in leaves)
        {
            leaf.RequiresGradient = true;
        }
        Tensor output = function(leaves);
        RequireFloat64(output, "output");
        Tensor weights = Weights(output.Shape);
        Differentiation.BackwardTo(leaves, output, weights);
        return Array.ConvertAll(leaves, leaf => Error(function, leaves, leaf, weights.ToArray<double>()));
    }

    private static double Error(Func<Tensor[], Tensor> function, Tensor[] leaves, Tensor leaf, double[] weights)
    {
        double difference = 0, scale = 0;
        for (int i = 0; i < leaf.Count; i++)
        {
            double x = leaf.AsSpan<double>()[i];
            double h = 1e-5 * Math.Max(1, Math.Abs(x));
            double above = Value(x + h), below = Value(x - h);
            Value(x);
            double numeric = (above - below) / (2 * h);
            double analytic = leaf.Gradient?.AsSpan<double>()[i] ?? 0;
            difference = Math.Max(difference, Math.Abs(analytic - numeric));
            scale = Math.Max(scale, Math.Max(Math.Abs(analytic), Math.Abs(numeric)));
            if (double.IsNaN(analytic) || double.IsNaN(numeric))
            {
                return double.NaN;
            }

            double Value(double at)
            {
                leaf.AsSpan<double>()[i] = at;
                using Tape.PauseScope pause = Tape.Pause();
                ReadOnlySpan<double> y = function(leaves).AsSpan<double>();
                double sum = 0;
                for (int j = 0; j < y.Length; j++)
                {
                    sum += y[j] * weights[j];
                }
                return sum;
            }
        }
        return scale == 0 ? difference : difference / scale;
    }

    // Fixed numbers in [0.5, 1.5): a plain sum would hide errors that cancel.
    private static Tensor Weights(Shape shape)
    {
        double[] weights = new double[shape.ElementCount];
        double x = 0.5;
        for (int i = 0; i < weights.Length; i++)
        {
            x = (x + 0.6180339887498949) % 1;
            weights[i] = 0.5 + x;
        }
        return Tensor.Wrap(weights, shape);
    }

    private static void RequireFloat64(Tensor tensor, string what)
    {
        if (tensor.DType != DType.Float64)
        {
            throw new ArgumentException($"A gradient check needs float64, but an {what} is {tensor.DType}.");
        }
    }
}

/// <summary>An op's gradient does not agree with its value.</summary>
public sealed class GradientCheckException(string message) : Exception(message);
