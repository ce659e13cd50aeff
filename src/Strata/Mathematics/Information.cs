using Strata.Ops;
using Strata.Tensors;

namespace Strata.Mathematics;

/// <summary>
/// Measures of information (Shannon 1948). Distributions are tensors of probabilities, float32 or float64, that add up to one; a joint distribution p(t, y) is a matrix
/// [t, y]. 0 log 0 is 0. They are computed in float64 and have no gradient; losses are in <c>Strata.Losses</c>.
/// </summary>
public static class Information
{
    /// <summary>H(P) = -Σ p log p.</summary>
    /// <param name="p">Any shape.</param>
    /// <param name="unit">Default: bits.</param>
    /// <exception cref="ArgumentException">These are no probabilities.</exception>
    public static double Entropy(Tensor p, InformationUnit unit = InformationUnit.Bits) => Entropy(Probabilities(p)) * Scale(unit);

    /// <summary>H(T, Y) = -Σ p(t, y) log p(t, y).</summary>
    /// <param name="joint">[t, y].</param>
    /// <param name="unit">Default: bits.</param>
    /// <exception cref="ArgumentException">These are no probabilities, or they are no matrix.</exception>
    public static double JointEntropy(Tensor joint, InformationUnit unit = InformationUnit.Bits) => Entropy(Norms.RequireMatrix(joint), unit);

    /// <summary>H(Y | T) = -Σ p(t, y) log p(y | t) = H(T, Y) - H(T): what is not known of the column where the row is.</summary>
    /// <param name="joint">[t, y].</param>
    /// <param name="unit">Default: bits.</param>
    /// <exception cref="ArgumentException">These are no probabilities, or they are no matrix.</exception>
    public static double ConditionalEntropy(Tensor joint, InformationUnit unit = InformationUnit.Bits)
    {
        (double[] table, double[] rows, _) = Table(joint);
        int columns = joint.Shape[1];
        return Scale(unit) * Sum(table, (p, i) => p * Math.Log(rows[i / columns] / p));
    }

    /// <summary>I(T, Y) = Σ p(t, y) log (p(t, y) / (p(t) p(y))) = H(T) - H(T | Y): what each says about the other.</summary>
    /// <param name="joint">[t, y].</param>
    /// <param name="unit">Default: bits.</param>
    /// <exception cref="ArgumentException">These are no probabilities, or they are no matrix.</exception>
    public static double MutualInformation(Tensor joint, InformationUnit unit = InformationUnit.Bits)
    {
        (double[] table, double[] rows, double[] columns) = Table(joint);
        return Scale(unit) * Sum(table, (p, i) => p * Math.Log(p / (rows[i / columns.Length] * columns[i % columns.Length])));
    }

    /// <summary>H(P; Q) = -Σ p log q: infinite where q is zero and p is not.</summary>
    /// <param name="p">The true distribution; any shape.</param>
    /// <param name="q">The one that it is taken for, of the same shape.</param>
    /// <param name="unit">Default: bits.</param>
    /// <exception cref="ArgumentException">These are no probabilities, or the shapes differ.</exception>
    public static double CrossEntropy(Tensor p, Tensor q, InformationUnit unit = InformationUnit.Bits)
    {
        (double[] first, double[] second) = Pair(p, q);
        return Scale(unit) * Sum(first, (value, i) => -value * Math.Log(second[i]));
    }

    /// <summary>KL(P, Q) = Σ p log (p / q) = H(P; Q) - H(P) (Kullback and Leibler 1951): zero where both are equal, infinite where q is zero and p is not.</summary>
    /// <param name="p">The true distribution; any shape.</param>
    /// <param name="q">The one that it is taken for, of the same shape.</param>
    /// <param name="unit">Default: bits.</param>
    /// <exception cref="ArgumentException">These are no probabilities, or the shapes differ.</exception>
    public static double KullbackLeibler(Tensor p, Tensor q, InformationUnit unit = InformationUnit.Bits)
    {
        (double[] first, double[] second) = Pair(p, q);
        return Scale(unit) * Sum(first, (value, i) => value * Math.Log(value / second[i]));
    }

    private static double Entropy(double[] p) => Sum(p, (value, _) => -value * Math.Log(value));

    // In nats, over what has a probability.
    private static double Sum(double[] p, Func<double, int, double> term) => p.Select((value, i) => value == 0 ? 0 : term(value, i)).Sum();

    private static double Scale(InformationUnit unit) => unit == InformationUnit.Bits ? 1 / Math.Log(2) : 1;

    private static (double[] P, double[] Q) Pair(Tensor p, Tensor q)
    {
        (double[] first, double[] second) = (Probabilities(p), Probabilities(q));
        return p.Shape == q.Shape ? (first, second) : throw new ArgumentException(
            $"Two distributions over the same values have one shape, but these have {p.Shape} and {q.Shape}.", nameof(q));
    }

    private static (double[] Joint, double[] Rows, double[] Columns) Table(Tensor joint)
    {
        double[] table = Probabilities(Norms.RequireMatrix(joint));
        int columns = joint.Shape[1];
        double[] byRow = new double[joint.Shape[0]], byColumn = new double[columns];
        for (int i = 0; i < table.Length; i++)
        {
            byRow[i / columns] += table[i];
            byColumn[i % columns] += table[i];
        }
        return (table, byRow, byColumn);
    }

    private static double[] Probabilities(Tensor p)
    {
        ArgumentNullException.ThrowIfNull(p);
        double[] values = p.To(DType.Float64).ToArray<double>();
        double sum = values.Sum();
        int bad = Array.FindIndex(values, v => !(v >= 0));
        if (bad >= 0)
        {
            throw new ArgumentException($"A probability is not negative, but element {bad} is {values[bad]}.", nameof(p));
        }
        return Math.Abs(sum - 1) <= 1e-4
            ? values
            : throw new ArgumentException($"The probabilities of a distribution add up to 1, but these add up to {sum}. Divide them by their sum.", nameof(p));
    }
}
