using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Clustering;

/// <summary>
/// k-means: centres c_k that make Σ min_k ‖x - c_k‖² small, by turns in the assignment of samples and in the centres, which are the means of what is theirs (Lloyd 1957),
/// from centres drawn far apart (k-means++, Arthur and Vassilvitskii 2007). A dictionary whose codes have a single 1. As a layer it gives distances to the centres, or
/// features of them: [batch, ...] → [batch, clusters].
/// </summary>
public sealed class KMeans : Preprocessing, IEncoder
{
    private const int SamplesAtOnce = 4096;

    // Keeps the derivative of a distance finite at a centre.
    private const double LeastSquare = 1e-12;

    /// <param name="clusters">The number of centres.</param>
    /// <param name="code">What the layer gives. Default: distances.</param>
    /// <param name="spherical">
    /// Whether centres have length 1 and samples go to the one with the largest |product|, with a coefficient that is this product (Coates and Ng 2012): for whitened patches, whose
    /// lengths mean little. Default: false.
    /// </param>
    /// <param name="iterations">The most turns; with a batch size, epochs. Default: 100.</param>
    /// <param name="tolerance">Fitting ends where the centres move by less than this share of the samples' mean variance. Default: 1e-4.</param>
    /// <param name="batchSize">0 for all samples in each turn; else centres move after each so many samples, by 1/n at their n-th sample (Sculley 2010). Default: 0.</param>
    /// <param name="seed">Chooses the first centres and the order of batches. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public KMeans(
        int clusters, ClusterCode code = ClusterCode.Distance, bool spherical = false, int iterations = 100, double tolerance = 1e-4, int batchSize = 0, long seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clusters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations);
        ArgumentOutOfRangeException.ThrowIfNegative(batchSize);
        (Clusters, Spherical, Iterations, BatchSize, Seed) = (clusters, spherical, iterations, batchSize, seed);
        Code = Enum.IsDefined(code) ? code : throw new ArgumentOutOfRangeException(nameof(code), code, "There is no such code.");
        Tolerance = tolerance >= 0 && double.IsFinite(tolerance)
            ? tolerance
            : throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "A tolerance is 0 or a positive number.");
    }

    /// <summary>The number of centres.</summary>
    public int Clusters { get; }

    /// <summary>What the layer gives.</summary>
    public ClusterCode Code { get; }

    /// <summary>Whether centres have length 1.</summary>
    public bool Spherical { get; }

    /// <summary>The most turns.</summary>
    public int Iterations { get; }

    /// <summary>Fitting ends where the centres move by less than this share of the samples' mean variance.</summary>
    public double Tolerance { get; }

    /// <summary>Samples between moves of the centres; 0 for all.</summary>
    public int BatchSize { get; }

    /// <summary>Chooses the first centres and the order of batches.</summary>
    public long Seed { get; }

    /// <summary>The centres [clusters, features]; null until built.</summary>
    public Tensor? Centres { get; private set; }

    /// <summary>The mean of ‖x - c‖² (spherical: ‖x - s c‖²) in each turn of the last <see cref="Preprocessing.Fit"/>. Not saved.</summary>
    public IReadOnlyList<double> History { get; private set; } = [];

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Register<KMeans>();

    /// <inheritdoc/>
    public Tensor Encode(Tensor x)
    {
        using Tape.PauseScope pause = Tape.Pause();
        return Forward(x);
    }

    /// <summary>The number of each sample's centre: the nearest, or the one with the largest |product|.</summary>
    /// <param name="x">[batch, ...].</param>
    /// <returns>Int32 [batch].</returns>
    /// <exception cref="InvalidOperationException">There are no centres yet.</exception>
    public Tensor Predict(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        RequireCentres(x);
        using Tape.PauseScope pause = Tape.Pause();
        return Nearest(Rows(x).To(DType), Centres!);
    }

    /// <summary>The mean of the squared distances of samples from their centres, or from s c where the centres have length 1.</summary>
    /// <param name="x">[batch, ...].</param>
    /// <exception cref="InvalidOperationException">There are no centres yet.</exception>
    public double Score(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        RequireCentres(x);
        using Tape.PauseScope pause = Tape.Pause();
        double sum = 0;
        for (int start = 0; start < x.Shape[0]; start += SamplesAtOnce)
        {
            using var scope = new TensorScope();
            Tensor some = Rows(x.Slice(0, start, Math.Min(SamplesAtOnce, x.Shape[0] - start))).To(DType.Float64);
            Tensor centres = Centres!.To(DType.Float64).Gather(Predict(some.To(DType).Reshape([some.Shape[0], .. InputShape])));
            Tensor share = Spherical ? (some * centres).Sum([1], keepAxes: true) : Tensor.Ones([], DType.Float64);
            sum += (some - (centres * share)).Square().Sum().ToScalar();
        }
        return sum / x.Shape[0];
    }

    /// <inheritdoc/>
    protected override Shape Declare(Shape input)
    {
        Centres = AddState("centres", [Clusters, input.ElementCount], shape => Tensor.Zeros(shape, DType));
        return [Clusters];
    }

    /// <inheritdoc/>
    protected override Tensor Transform(Tensor x)
    {
        Tensor rows = Rows(x), squares = rows.Square().Sum([1], keepAxes: true) + Centres!.Square().Sum([1]);
        Tensor distances = (squares - (2 * rows.MatMul(Centres!, transposeB: true))).Maximum(Tensor.Full([], LeastSquare, DType)).Sqrt();
        return Code == ClusterCode.Distance ? distances : (distances.Mean([1], keepAxes: true) - distances).Relu();
    }

    /// <summary>There is no way back from features of distances.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    protected override Tensor Invert(Tensor y)
        => throw new NotSupportedException($"{this} cannot turn distances back into samples. The centre of a cluster is a row of {nameof(Centres)}.");

    /// <inheritdoc/>
    protected override void Learn(Tensor data)
    {
        int n = data.Shape[0];
        if (n < Clusters)
        {
            throw new ArgumentException($"{this} is to find {Clusters} clusters, but there are {n} samples. Give more samples, or ask for fewer clusters.", nameof(data));
        }
        Tensor rows = Rows(data).To(DType), squares = rows.Square().Sum([1]);
        var random = new RandomStream((ulong)Seed);
        Tensor centres = Spherical ? OnSphere(RandomOps.Normal([Clusters, rows.Shape[1]], 0, 1, random, DType.Float64)) : KMeansPlusPlus.Draw(rows, Clusters, random);
        double close = Tolerance * Variance(rows);
        var history = new List<double>();
        Tensor? counts = BatchSize > 0 ? Tensor.Zeros([Clusters, 1], DType.Float64) : null;
        for (int turn = 0; turn < Iterations; turn++)
        {
            using var scope = new TensorScope();
            Tensor before = centres.Clone();
            history.Add((counts is null ? Turn(rows, squares, centres) : Epoch(rows, squares, RandomOps.Permutation(n, random), centres, counts)) / n);
            if ((centres - before).Square().Sum().ToScalar() <= close)
            {
                break;
            }
        }
        History = history;
        centres.To(DType).CopyTo(Centres!);
    }

    // All samples to their centres, and all centres to the means of their samples; one without samples to the sample that is farthest from its own.
    private double Turn(Tensor rows, Tensor squares, Tensor centres)
    {
        (Tensor sums, Tensor counts, double error, int farthest) = Assign(rows, squares, centres);
        if (Spherical)
        {
            OnSphere(sums + centres).CopyTo(centres);
            return error;
        }
        Tensor means = sums / counts.Maximum(Tensor.Ones([], DType.Float64));
        for (int k = 0; k < Clusters; k++)
        {
            if (counts.AsSpan<double>()[k] == 0)
            {
                rows.Slice(0, farthest, 1).To(DType.Float64).CopyTo(means.Slice(0, k, 1));
            }
        }
        means.CopyTo(centres);
        return error;
    }

    private double Epoch(Tensor rows, Tensor squares, Tensor order, Tensor centres, Tensor seen)
    {
        double error = 0;
        for (int start = 0; start < rows.Shape[0]; start += BatchSize)
        {
            using var scope = new TensorScope();
            Tensor batch = order.Slice(0, start, Math.Min(BatchSize, rows.Shape[0] - start));
            (Tensor sums, Tensor counts, double part, _) = Assign(rows.Gather(batch), squares.Gather(batch), centres);
            error += part;
            (seen + counts).CopyTo(seen);
            Tensor moved = centres + ((sums - (counts * centres)) / seen.Maximum(Tensor.Ones([], DType.Float64)));
            (Spherical ? OnSphere(moved) : moved).CopyTo(centres);
        }
        return error;
    }

    // The sums and counts of what belongs to each centre (spherical: sums of s x), the squared error, and the sample with the largest.
    private (Tensor Sums, Tensor Counts, double Error, int Farthest) Assign(Tensor rows, Tensor squares, Tensor centres)
    {
        Tensor sums = Tensor.Zeros(centres.Shape, DType.Float64), counts = Tensor.Zeros([Clusters, 1], DType.Float64), typed = centres.To(DType);
        double error = 0, most = -1;
        int farthest = 0;
        for (int start = 0; start < rows.Shape[0]; start += SamplesAtOnce)
        {
            using var scope = new TensorScope();
            int count = Math.Min(SamplesAtOnce, rows.Shape[0] - start);
            Tensor some = rows.Slice(0, start, count), products = some.MatMul(typed, transposeB: true), closeness = Closeness(products, typed), own = closeness.ArgMax(), best = closeness.Max([1]);
            Tensor belongs = own.OneHot(Clusters, DType), weights = Spherical ? belongs * products : belongs;
            Tensor left = (squares.Slice(0, start, count) - (Spherical ? best.Square() : 2 * best)).Relu().To(DType.Float64);
            (sums + weights.MatMul(some, transposeA: true).To(DType.Float64)).CopyTo(sums);
            (counts + belongs.Sum([0]).To(DType.Float64).Reshape([Clusters, 1])).CopyTo(counts);
            error += left.Sum().ToScalar();
            int worst = left.ArgMax().AsSpan<int>()[0];
            if (left.AsSpan<double>()[worst] > most)
            {
                (most, farthest) = (left.AsSpan<double>()[worst], start + worst);
            }
        }
        return (sums, counts, error, farthest);
    }

    // What is largest at a sample's own centre: ‖x - c‖² = ‖x‖² - 2 (x·c - ½ ‖c‖²), and ‖x - s c‖² = ‖x‖² - (x·c)² with a centre of length 1.
    private Tensor Closeness(Tensor products, Tensor centres) => Spherical ? products.Abs() : products - (0.5 * centres.Square().Sum([1]));

    private Tensor Nearest(Tensor rows, Tensor centres) => Closeness(rows.MatMul(centres, transposeB: true), centres).ArgMax();

    private void RequireCentres(Tensor x)
    {
        if (!IsFitted)
        {
            throw new InvalidOperationException($"{this} has no centres yet. Call Fit(data), or load a model that was saved after it.");
        }
        Build(x.Shape[1..]);
    }

    private Tensor Rows(Tensor x) => x.Reshape([x.Shape[0], InputShape.ElementCount]);

    private static Tensor OnSphere(Tensor centres) => centres / centres.Square().Sum([1], keepAxes: true).Sqrt().Maximum(Tensor.Full([], 1e-300, DType.Float64));

    // The mean over the features.
    private static double Variance(Tensor rows)
    {
        using var scope = new TensorScope();
        Tensor mean = rows.Mean([0]);
        double sum = 0;
        ForEachChunk(rows, chunk => sum += (chunk - mean.To(DType.Float64)).Square().Sum().ToScalar());
        return sum / rows.Count;
    }
}
