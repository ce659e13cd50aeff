using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Labels as rows with a single one.</summary>
public static class OneHotOp
{
    /// <summary>[batch] labels → [batch, classes]: 1 at the label, 0 elsewhere.</summary>
    /// <param name="labels">Int32.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <exception cref="ArgumentException">A label is not below the number of classes, or the labels are not Int32 of one axis.</exception>
    public static Tensor OneHot(this Tensor labels, int classes, DType dtype = DType.Float32)
    {
        RequireLabels(labels, classes);
        Tensor y = Tensor.Zeros([labels.Count, classes], dtype);
        ReadOnlySpan<int> values = labels.AsSpan<int>();
        for (int i = 0; i < values.Length; i++)
        {
            if (dtype == DType.Float32)
            {
                y.AsSpan<float>()[(i * classes) + values[i]] = 1;
            }
            else
            {
                y.AsSpan<double>()[(i * classes) + values[i]] = 1;
            }
        }
        return y;
    }

    /// <summary>Makes sure that labels are class numbers.</summary>
    internal static void RequireLabels(Tensor labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.DType != DType.Int32 || labels.Rank != 1)
        {
            throw new ArgumentException($"Class labels must be an Int32 tensor of shape [batch], but got {labels.DType} {labels.Shape}.", nameof(labels));
        }
        ReadOnlySpan<int> values = labels.AsSpan<int>();
        int bad = classes == 0 ? (values.IsEmpty ? -1 : 0) : values.IndexOfAnyExceptInRange(0, classes - 1);
        if (bad >= 0)
        {
            throw new ArgumentException($"Row {bad} of the batch has the label {values[bad]}, but there are {classes} classes, 0 to {classes - 1}.", nameof(labels));
        }
    }
}
