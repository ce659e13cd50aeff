using System.Globalization;
using System.Text;
using Strata.Mathematics;
using Strata.Ops;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Metrics;

/// <summary>How often each class was taken for each other: counts[true class, predicted class].</summary>
public sealed class ConfusionMatrix : Metric
{
    private readonly IReadOnlyList<string> _classNames;
    private readonly long[,] _counts;

    /// <summary>An empty matrix.</summary>
    /// <param name="classNames">The classes, in the order of their labels.</param>
    /// <exception cref="ArgumentException">There are no classes.</exception>
    public ConfusionMatrix(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (classNames.Count == 0)
        {
            throw new ArgumentException("A confusion matrix needs at least one class.", nameof(classNames));
        }
        _classNames = [.. classNames];
        _counts = new long[classNames.Count, classNames.Count];
    }

    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <summary>The number of samples of class <paramref name="truth"/> that were taken for class <paramref name="predicted"/>.</summary>
    public long this[int truth, int predicted] => _counts[truth, predicted];

    /// <summary>All samples so far.</summary>
    public long Count => _counts.Cast<long>().Sum();

    /// <summary>The part of the samples that were taken for what they are; not a number before the first sample.</summary>
    public override double Value => Enumerable.Range(0, _classNames.Count).Sum(c => _counts[c, c]) / (double)Count;

    /// <summary>The part of the samples of one class that were recognized as such; not a number if there were none.</summary>
    public double Recall(int truth) => _counts[truth, truth] / (double)True(truth);

    /// <summary>The part of the samples taken for one class that are of it; not a number if there were none.</summary>
    public double Precision(int predicted) => _counts[predicted, predicted] / (double)Predicted(predicted);

    /// <summary>2 P R / (P + R), the harmonic mean of a class's precision and recall; not a number if the class has not occurred on either side.</summary>
    public double F1(int label) => 2.0 * _counts[label, label] / (True(label) + Predicted(label));

    /// <summary>The mean of the classes' precisions, each class counting alike, those that have not occurred left out; a class never predicted counts 0.</summary>
    public double MacroPrecision => Macro(Precision);

    /// <summary>The mean of the classes' recalls, each class counting alike, those that have not occurred left out; a class that only is predicted counts 0.</summary>
    public double MacroRecall => Macro(Recall);

    /// <summary>The mean of the classes' F1, each class counting alike, those that have not occurred left out.</summary>
    public double MacroF1 => Macro(F1);

    /// <summary>
    /// The mutual information of true and predicted class in nats: Σ p(t, q) ln (p(t, q) / (p(t) p(q))) (Shannon 1948). Like the measures below it is not a number
    /// before the first sample.
    /// </summary>
    public double MutualInformation => Measure(joint => Information.MutualInformation(joint, InformationUnit.Nats));

    /// <summary>The joint entropy of true and predicted class in nats: -Σ p(t, q) ln p(t, q).</summary>
    public double JointEntropy => Measure(joint => Information.JointEntropy(joint, InformationUnit.Nats));

    /// <summary>The entropy in nats that is left of the predicted class where the true one is known: -Σ p(t, q) ln p(q | t). Zero for predictions without a mistake.</summary>
    public double ConditionalEntropy => Measure(joint => Information.ConditionalEntropy(joint, InformationUnit.Nats));

    /// <summary>
    /// The cross-entropy in nats of how often each class is true and how often it is predicted, -Σ p_t(z) ln p_q(z): infinite where a class that occurs is never
    /// predicted. It is about the classes' shares alone, and not about which samples got them.
    /// </summary>
    public double CrossEntropy => Measure(joint => Information.CrossEntropy(joint.Sum([1]), joint.Sum([0]), InformationUnit.Nats));

    /// <summary>The divergence in nats of how often each class is true and how often it is predicted, Σ p_t(z) ln (p_t(z) / p_q(z)); see <see cref="CrossEntropy"/>.</summary>
    public double KullbackLeibler => Measure(joint => Information.KullbackLeibler(joint.Sum([1]), joint.Sum([0]), InformationUnit.Nats));

    /// <summary>Counts a batch.</summary>
    /// <param name="predictions">Float32 [batch, classes]; the class of the largest value is the prediction, the first one of equals.</param>
    /// <param name="targets">Int32 [batch], the true classes.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a label is out of range.</exception>
    public override void Update(Tensor predictions, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        int classes = _classNames.Count;
        if (!predictions.DType.IsFloatingPoint() || predictions.Rank != 2 || predictions.Shape[1] != classes || targets.DType != DType.Int32 || targets.Rank != 1 || targets.Shape[0] != predictions.Shape[0])
        {
            throw new ArgumentException(
                $"Expected predictions [batch, {classes}] and Int32 targets [batch], but got {predictions.DType} {predictions.Shape} and {targets.DType} {targets.Shape}.", nameof(predictions));
        }
        ReadOnlySpan<int> labels = targets.AsSpan<int>();
        if (labels.IndexOfAnyExceptInRange(0, classes - 1) is >= 0 and var bad)
        {
            throw new ArgumentException($"Target {bad} is {labels[bad]}; with {classes} classes targets are 0 to {classes - 1}.", nameof(targets));
        }
        ReadOnlySpan<float> values = predictions.To(DType.Float32).AsSpan<float>();
        for (int i = 0; i < labels.Length; i++)
        {
            _counts[labels[i], TensorPrimitives.IndexOfMax(values.Slice(i * classes, classes))]++;
        }
    }

    /// <summary>A table: a row for each true class with its counts and its recall, a column for each predicted class.</summary>
    public override string ToString()
    {
        int classes = _classNames.Count;
        int names = Math.Max("true \\ predicted".Length, _classNames.Max(n => n.Length));
        int[] widths = [.. Enumerable.Range(0, classes).Select(p =>
            Math.Max(_classNames[p].Length, Enumerable.Range(0, classes).Max(t => Text(t, p).Length)))];
        var table = new StringBuilder("true \\ predicted".PadRight(names));
        for (int p = 0; p < classes; p++)
        {
            table.Append("  ").Append(_classNames[p].PadLeft(widths[p]));
        }
        table.Append("    recall\n");
        for (int t = 0; t < classes; t++)
        {
            table.Append(_classNames[t].PadRight(names));
            for (int p = 0; p < classes; p++)
            {
                table.Append("  ").Append(Text(t, p).PadLeft(widths[p]));
            }
            double recall = 100 * Recall(t);
            table.Append("  ").Append((double.IsNaN(recall) ? "-" : recall.ToString("F1", CultureInfo.InvariantCulture) + " %").PadLeft(8)).Append('\n');
        }
        return table.ToString();
    }

    private long True(int label) => Enumerable.Range(0, _classNames.Count).Sum(p => _counts[label, p]);

    private long Predicted(int label) => Enumerable.Range(0, _classNames.Count).Sum(t => _counts[t, label]);

    // Of the joint distribution [truth, predicted].
    private double Measure(Func<Tensor, double> measure)
    {
        double all = Count;
        return all == 0 ? double.NaN : measure(Tensor.Wrap([.. _counts.Cast<long>().Select(n => n / all)], [_classNames.Count, _classNames.Count]));
    }

    private double Macro(Func<int, double> measure)
    {
        int[] classes = [.. Enumerable.Range(0, _classNames.Count).Where(c => True(c) + Predicted(c) > 0)];
        return classes.Length == 0 ? double.NaN : classes.Average(c => double.IsNaN(measure(c)) ? 0 : measure(c));
    }

    // A dot for none, so that the mistakes stand out.
    private string Text(int truth, int predicted) => _counts[truth, predicted] is var n && n == 0 ? "." : n.ToString(CultureInfo.InvariantCulture);
}
