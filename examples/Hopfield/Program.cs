// Hopfield networks. How many random patterns one of N units holds; handwritten digits recalled from half of the picture, by Hebb's rule and by the pseudo-inverse; and tours
// of ten cities by the continuous network.
//
//     dotnet run -c Release --project examples/Hopfield -- --units 1000

using System.Globalization;
using Strata.Data;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Pictures;
using Strata.Tensors;

var arguments = new Arguments(args, "--units", "--repeats", "--tours", "--threads", "--out");
int units = arguments.Number("--units", 1000), repeats = arguments.Number("--repeats", 3), tours = arguments.Number("--tours", 30);
Threads.Count = arguments.Number("--threads", Threads.Count);

// Wrong bits once everything is stable, begun at the patterns themselves. At 1.6 % memory breaks down (Amit, Gutfreund and Sompolinsky 1985: 0.138 N).
double before = 0, share = 0, capacity = double.NaN;
for (int perMille = 100; perMille <= 180 && double.IsNaN(capacity); perMille += 5)
{
    int count = (units * perMille) / 1000;
    double wrong = Enumerable.Range(0, repeats).Average(repeat =>
    {
        var random = new RandomStream((ulong)repeat, (ulong)perMille);
        Tensor patterns = (RandomOps.Bernoulli([count, units], 0.5, random) * 2) - 1;
        var network = new HopfieldNetwork();
        network.Fit(patterns);
        return (network.Recall(patterns, random).States - patterns).Abs().Mean().ToScalar() / 2;
    });
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{perMille / 1000.0:F3} N patterns: {wrong:P2} of the bits wrong"));
    capacity = wrong >= 0.016 && share > 0 ? share + ((perMille / 1000.0 - share) * (0.016 - before) / (wrong - before)) : double.NaN;
    (before, share) = (wrong, perMille / 1000.0);
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"1.6 % of the bits are wrong at {capacity:F3} N"));

// Digits are alike, so Hebb's rule mixes them.
ImageSet digits = Mnist.TryLocate(out _) ? Mnist.Load() : Digits.Load();
Tensor stored = (digits.Train.Inputs.Slice(0, 0, 20).Reshape([20, 784]) - 0.3).Sign(), half = stored.Clone();
for (int i = 0; i < 20; i++)
{
    half.AsSpan<float>().Slice((i * 784) + 392, 392).Fill(-1);
}
var memory = new HopfieldNetwork();
memory.Fit(stored);
Tensor byHebb = memory.Recall(half, new RandomStream(1)).States;
memory.Fit(stored, HopfieldRule.PseudoInverse);
Tensor byInverse = memory.Recall(half, new RandomStream(1)).States, byAttention = new DenseHopfield(stored, beta: 0.1).Recall(half);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"20 digits from their upper halves, wrong bits: Hebb {Wrong(byHebb):P2}, pseudo-inverse {Wrong(byInverse):P2}, dense network {Wrong(byAttention.Sign()):P2}"));
Png.Write(arguments.Output("hopfield-digits.png"), ImageSheet.Draw(
    ConcatenateOp.Concatenate([stored, half, byHebb, byInverse, byAttention]).Reshape([100, 1, 28, 28]), enlarge: 1, columns: 20, range: (-1, 1)));
Console.WriteLine($"wrote {arguments.Output("hopfield-digits.png")}");

// Ten cities in a unit square.
const int n = 10;
double[] places = RandomOps.Uniform([2 * n], 0, 1, new RandomStream(7), DType.Float64).ToArray<double>();
var salesman = new HopfieldTank(Tensor.Wrap(
    [.. from i in Enumerable.Range(0, n) from j in Enumerable.Range(0, n) select Math.Sqrt(Math.Pow(places[2 * i] - places[2 * j], 2) + Math.Pow(places[(2 * i) + 1] - places[(2 * j) + 1], 2))], [n, n]));
double[] lengths = [.. Enumerable.Range(0, tours).Select(run => salesman.Solve(new RandomStream((ulong)run))).OfType<int[]>().Select(salesman.Length)];
double shortest = Shortest([.. Enumerable.Range(0, n)], 1), random = Enumerable.Range(0, 1000).Average(i => salesman.Length(RandomOps.Permutation(n, new RandomStream((ulong)i)).ToArray<int>()));
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"ten cities: {lengths.Length} of {tours} runs end in a tour, of length {lengths.DefaultIfEmpty(double.NaN).Min():F2} at best and {lengths.DefaultIfEmpty(double.NaN).Average():F2} on average; the shortest is {shortest:F2}, random ones {random:F2}"));

double Wrong(Tensor recalled) => (recalled - stored).Abs().Mean().ToScalar() / 2;

// By trying all orders of the cities from a place on.
double Shortest(int[] tour, int from)
{
    if (from == n)
    {
        return salesman.Length(tour);
    }
    double best = double.PositiveInfinity;
    for (int i = from; i < n; i++)
    {
        (tour[from], tour[i]) = (tour[i], tour[from]);
        best = Math.Min(best, Shortest(tour, from + 1));
        (tour[from], tour[i]) = (tour[i], tour[from]);
    }
    return best;
}
