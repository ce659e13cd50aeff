using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>Whether targets fit a model's output, checked before any arithmetic.</summary>
internal static class Targets
{
    /// <summary>
    /// Dense targets in the output's type and shape. Axes of length one may be missing or more: [batch] for an output [batch, 1].
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Like(Tensor output, Tensor target, string loss)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(target);
        bool fits = output.Rank > 0 && target.Rank > 0 && output.Shape[0] == target.Shape[0] && Long(output).SequenceEqual(Long(target));
        return fits && output.Count > 0
            ? target.To(output.DType).Reshape(output.Shape)
            : throw new ArgumentException(
                $"{loss} compares the model's output {output.Shape} with targets {target.Shape}; both must have the same number of samples and of values a sample.");
    }

    private static IEnumerable<int> Long(Tensor x) => x.Shape.Lengths.ToArray().Where(length => length != 1);

    /// <summary>Checks one Int32 class label a sample for an output [batch, classes].</summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or a label is out of range.</exception>
    public static void RequireLabels(Tensor output, Tensor labels, string loss)
    {
        RequireClasses(output, loss);
        OneHotOp.RequireLabels(labels, output.Shape[1]);
        if (labels.Count != output.Shape[0])
        {
            throw new ArgumentException($"{loss} got {labels.Count} labels for a batch of {output.Shape[0]}, an output {output.Shape}.");
        }
    }

    /// <summary>Targets of an output [batch, classes] as weights of its classes, in its shape and type: labels, Int32 [batch], become ones and zeros.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or a label is out of range.</exception>
    public static Tensor Distribution(Tensor output, Tensor target, string loss)
    {
        ArgumentNullException.ThrowIfNull(target);
        RequireClasses(output, loss);
        if (target.DType.IsFloatingPoint())
        {
            return Like(output, target, loss);
        }
        RequireLabels(output, target, loss);
        return target.OneHot(output.Shape[1], output.DType);
    }

    /// <summary>Checks that an output is [batch, classes] and not empty.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void RequireClasses(Tensor output, string loss)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (output.Rank != 2 || output.Count == 0)
        {
            throw new ArgumentException($"{loss} takes an output [batch, classes], but the model's is {output.Shape}. End the model with a Dense layer.");
        }
    }

    /// <summary>Checks that every target satisfies a condition.</summary>
    /// <param name="expected">In words: <c>0 to 1</c>.</param>
    /// <exception cref="ArgumentException">One does not.</exception>
    public static void RequireValues(Tensor target, Predicate<double> condition, string expected, string loss)
    {
        int bad = target.DType == DType.Float32 ? Find<float>(target, condition) : Find<double>(target, condition);
        if (bad >= 0)
        {
            int perSample = target.Count / target.Shape[0];
            throw new ArgumentException(
                $"{loss} takes targets of {expected}, but that of row {bad / perSample} is {target.Reshape([target.Count]).Slice(0, bad, 1).ToScalar()}.");
        }
    }

    private static int Find<T>(Tensor target, Predicate<double> condition)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        ReadOnlySpan<T> values = target.AsSpan<T>();
        for (int i = 0; i < values.Length; i++)
        {
            if (!condition(double.CreateTruncating(values[i])))
            {
                return i;
            }
        }
        return -1;
    }
}
