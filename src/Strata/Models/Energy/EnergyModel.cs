namespace Strata.Models.Energy;

/// <summary>
/// A distribution over a few binary variables from any energy, P(x) = e^-E(x)/Z, by going through all states: what the learning rules of larger models are measured against.
/// <code>
/// var model = new EnergyModel(2, x => -x[0] * x[1]);
/// model.Probability(1, 1);                              // e/(3 + e)
/// </code>
/// </summary>
public sealed class EnergyModel
{
    private const int MostVariables = 24;
    private readonly double[] _minusEnergy;

    /// <summary>Computes the energies of all states once.</summary>
    /// <param name="variables">How many variables, at most 24.</param>
    /// <param name="energy">E of a state, an array of zeros and ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are none, or more than 24.</exception>
    /// <exception cref="ArgumentException">An energy is not a number, or -∞.</exception>
    public EnergyModel(int variables, Func<int[], double> energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Variables = variables is >= 1 and <= MostVariables
            ? variables
            : throw new ArgumentOutOfRangeException(nameof(variables), variables, $"States can be gone through for 1 to {MostVariables} variables.");
        _minusEnergy = new double[1 << variables];
        for (int i = 0; i < _minusEnergy.Length; i++)
        {
            _minusEnergy[i] = -energy(State(i));
            if (double.IsNaN(_minusEnergy[i]) || _minusEnergy[i] == double.PositiveInfinity)
            {
                throw new ArgumentException($"The energy of the state {string.Join(" ", State(i))} is {-_minusEnergy[i]}; it must be a number, or ∞ for what cannot be.", nameof(energy));
            }
        }
        LogPartition = LogSum(_minusEnergy);
    }

    /// <summary>The number of variables.</summary>
    public int Variables { get; }

    /// <summary>ln Z = ln Σ e^-E(x).</summary>
    public double LogPartition { get; }

    /// <summary>All states with their probabilities, the first variable changing fastest.</summary>
    public IReadOnlyList<(int[] State, double Probability)> Table => [.. _minusEnergy.Select((e, i) => (State(i), Math.Exp(e - LogPartition)))];

    /// <summary>P of the given values of the first variables, the others being summed over.</summary>
    /// <param name="first">Zeros and ones: as many as there are variables, or fewer.</param>
    /// <exception cref="ArgumentException">There are too many, or others than 0 and 1.</exception>
    public double Probability(params ReadOnlySpan<int> first) => Math.Exp(-FreeEnergy(first) - LogPartition);

    /// <summary>F(v) = -ln Σ_h e^-E(v, h), v being the first variables and h the others.</summary>
    /// <param name="first">v.</param>
    /// <exception cref="ArgumentException">There are too many, or others than 0 and 1.</exception>
    public double FreeEnergy(params ReadOnlySpan<int> first) => -LogSum([.. Completions(first).Select(i => _minusEnergy[i])]);

    /// <summary>
    /// The gradient of the mean log-likelihood of data by the parameters θ of the energy: the model's expectation of ∂E/∂θ less that over data and P(h | v).
    /// </summary>
    /// <param name="slope">∂E/∂θ of a state.</param>
    /// <param name="data">Samples v of the first variables.</param>
    /// <exception cref="ArgumentException">There are no data, or values that are not 0 or 1.</exception>
    public double[] Gradient(Func<int[], double[]> slope, IReadOnlyList<int[]> data)
    {
        ArgumentNullException.ThrowIfNull(slope);
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0)
        {
            throw new ArgumentException("A gradient needs at least one sample.", nameof(data));
        }
        double[] gradient = new double[slope(State(0)).Length];
        Add(Enumerable.Range(0, _minusEnergy.Length), LogPartition, 1);
        foreach (int[] v in data)
        {
            Add(Completions(v), -FreeEnergy(v), -1.0 / data.Count);
        }
        return gradient;

        void Add(IEnumerable<int> states, double logSum, double weight)
        {
            foreach (int i in states)
            {
                double[] of = slope(State(i));
                double p = weight * Math.Exp(_minusEnergy[i] - logSum);
                for (int k = 0; k < gradient.Length; k++)
                {
                    gradient[k] += p * of[k];
                }
            }
        }
    }

    // The numbers of the states that begin so. Bit k of a number is variable k.
    private IEnumerable<int> Completions(ReadOnlySpan<int> first)
    {
        if (first.Length > Variables || first.IndexOfAnyExceptInRange(0, 1) >= 0)
        {
            throw new ArgumentException($"A state is up to {Variables} zeros and ones, but got {string.Join(" ", first.ToArray())}.", nameof(first));
        }
        int number = 0;
        for (int k = 0; k < first.Length; k++)
        {
            number |= first[k] << k;
        }
        int given = first.Length;
        return Enumerable.Range(0, 1 << (Variables - given)).Select(rest => number | (rest << given));
    }

    private int[] State(int number) => [.. Enumerable.Range(0, Variables).Select(k => (number >> k) & 1)];

    private static double LogSum(IReadOnlyCollection<double> terms)
    {
        double most = terms.Max();
        return double.IsNegativeInfinity(most) ? most : most + Math.Log(terms.Sum(t => Math.Exp(t - most)));
    }
}
