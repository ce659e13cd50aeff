using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// Hopfield and Tank's network (1985) for the travelling salesman: unit (X, i) says that city X is visited at place i. Its energy
/// A/2 Σ VₓᵢVₓⱼ + B/2 ΣVₓᵢVᵧᵢ + C/2 (ΣV - n')² + D/2 Σ dₓᵧVₓᵢ(Vᵧ,ᵢ₊₁ + Vᵧ,ᵢ₋₁) is low for short tours, and continuous units V = ½(1 + tanh(u/u₀)) fall down it. Far from every run ends in a
/// tour, and the tours are good rather than best: it shows computing with a network, and is not a way to plan tours.
/// </summary>
/// <param name="distances">[cities, cities], symmetric; in units in which the map is about 1 across.</param>
/// <param name="rowPenalty">A. Default: 500, as in the paper.</param>
/// <param name="columnPenalty">B. Default: 500.</param>
/// <param name="sumPenalty">C. Default: 200.</param>
/// <param name="distancePenalty">D. Default: 300; with the paper's 500 no run ended in a tour here, as others have found (Wilson and Pawley 1988).</param>
/// <param name="excess">n' - n. Default: 2; the paper has 5.</param>
/// <exception cref="ArgumentException">The distances are no square matrix of at least three cities.</exception>
public sealed class HopfieldTank(
    Tensor distances, double rowPenalty = 500, double columnPenalty = 500, double sumPenalty = 200, double distancePenalty = 300, double excess = 2)
{
    private const double Gain = 0.02, TimeStep = 1e-5;

    private readonly Tensor _distances = distances is { Rank: 2 } && distances.Shape[0] == distances.Shape[1] && distances.Shape[0] >= 3
        ? distances.To(DType.Float64)
        : throw new ArgumentException($"Distances are a square matrix of at least three cities, but got {distances?.Shape}.", nameof(distances));

    /// <summary>One run from near the middle.</summary>
    /// <param name="random">The noise that it begins with.</param>
    /// <param name="steps">Steps of Euler's method of 10⁻⁵ time constants. Default: 2000.</param>
    /// <returns>The cities in the order of the tour; null where the run has not ended in one.</returns>
    public int[]? Solve(RandomStream random, int steps = 2000)
    {
        ArgumentNullException.ThrowIfNull(random);
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        int n = _distances.Shape[0];
        // ΣV = n' at first, with noise that chooses among the 2n tours that are the same.
        double start = Gain * Math.Atanh(Math.Clamp((2 * (n + excess) / (n * n)) - 1, -0.99, 0.99));
        Tensor u = start + RandomOps.Uniform([n, n], -0.1 * Gain, 0.1 * Gain, random, DType.Float64);
        for (int step = 0; step < steps; step++)
        {
            using var inner = new TensorScope();
            Tensor v = Units(u), neighbours = Turned(v, 1) + Turned(v, n - 1);
            Tensor force = (rowPenalty * (v.Sum([1], keepAxes: true) - v)) + (columnPenalty * (v.Sum([0], keepAxes: true) - v))
                + (sumPenalty * (v.Sum() - (n + excess))) + (distancePenalty * _distances.MatMul(neighbours));
            (u - ((u + force) * TimeStep)).CopyTo(u);
        }
        return Tour(Units(u).ToArray<double>(), n);
    }

    /// <summary>The length of a tour, there and back.</summary>
    /// <param name="tour">Every city once.</param>
    public double Length(IReadOnlyList<int> tour)
    {
        ArgumentNullException.ThrowIfNull(tour);
        double[] d = _distances.ToArray<double>();
        return Enumerable.Range(0, tour.Count).Sum(i => d[(tour[i] * _distances.Shape[0]) + tour[(i + 1) % tour.Count]]);
    }

    private static Tensor Units(Tensor u) => 0.5 * (1 + (u / Gain).Tanh());

    // Columns moved round by some places.
    private static Tensor Turned(Tensor v, int places)
    {
        int n = v.Shape[1];
        return ConcatenateOp.Concatenate([v.Slice(1, places, n - places), v.Slice(1, 0, places)], axis: 1);
    }

    private static int[]? Tour(double[] v, int n)
    {
        int[] tour = new int[n];
        for (int place = 0; place < n; place++)
        {
            int[] there = [.. Enumerable.Range(0, n).Where(city => v[(city * n) + place] > 0.5)];
            if (there.Length != 1)
            {
                return null;
            }
            tour[place] = there[0];
        }
        return tour.Distinct().Count() == n ? tour : null;
    }
}
