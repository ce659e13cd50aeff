using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Clustering;

/// <summary>
/// k-means: centres c_k that make Σ min_k ‖x - c_k‖² small, by turns in the assignment of samples and in the centres, which are the means of what is theirs (Lloyd 1957),
/// from centres drawn far apart (k-means++, Arthur and Vassilvitskii 2007). A dictionary whose codes have a single 1. As a layer it gives distances to the centres, or
/// features of them: [batch, ...] → [batch, clusters].
/// </summary>
public sealed class KMeans : Preprocessing, IEncoder
{
    internal const int SamplesAtOnce = 4096;

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
    internal static void Register()
    {
        LayerTypes.Add<KMeans>();
        Recipes.Add(() => new RuleRecipe<KMeans>
        {
            Name = "k-means",
            Family = "clustering",
            Description = "k-means with 100 centres, k-means++",
            Source = "Lloyd 1957; Arthur and Vassilvitskii 2007, k-means++: the advantages of careful seeding",
            Model = (seed, plan) => new KMeans(100, iterations: plan.Epochs, batchSize: plan.BatchSize, seed: (long)seed),
            Learn = (model, fit) => model.Fit(fit.Data.Train.Images, fit.EpochEnded, fit.Checkpointing, fit.Cancellation),
            Learned = model => [model.Centres!],
            Figures = (model, set) => new Dictionary<string, double> { ["squared_error"] = model.Score(set.Test.Images) },
            Reconstruction = (model, x) => model.Centres!.Gather(model.Predict(x)).Reshape(x.Shape),
            BatchSize = 0,
            Epochs = 100,
            LeastSteps = 0,
        });
    }

    /// <summary>Finds the centres, as <see cref="Preprocessing.Fit"/> does.</summary>
    /// <param name="data">[samples, ...], at least as many as there are clusters.</param>
    /// <param name="epochEnded">Told what each turn came to, as soon as it has ended; of a training that is resumed not those before. It has <c>squared_error</c>, the mean of ‖x - c‖².</param>
    /// <param name="checkpointing">Keeps the training's state in a file between turns and batches, and resumes it from there if that is wanted. Default: null, none.</param>
    /// <param name="cancellation">Looked at before every turn or batch. The centres stay what they were.</param>
    /// <exception cref="ShapeException">The layer was built for other samples.</exception>
    /// <exception cref="ArgumentException">There are too few samples, or a value is not a finite number. What was learned before stays.</exception>
    /// <exception cref="InvalidDataException">The checkpoint to resume from is damaged, or of another training.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Fit(Tensor data, Action<EpochResult>? epochEnded, Checkpointing? checkpointing = null, CancellationToken cancellation = default)
        => FitBy(samples => Learn(samples, epochEnded, checkpointing, cancellation), data);

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
    protected override void Learn(Tensor data) => Learn(data, null, null, default);

    private void Learn(Tensor data, Action<EpochResult>? epochEnded, Checkpointing? checkpointing, CancellationToken cancellation)
    {
        int n = data.Shape[0];
        if (n < Clusters)
        {
            throw new ArgumentException($"{this} is to find {Clusters} clusters, but there are {n} samples. Give more samples, or ask for fewer clusters.", nameof(data));
        }
        var training = new KMeansTraining(this, Rows(data).To(DType));
        History turns = training.Run(Iterations, epochEnded, checkpointing, cancellation);
        History = turns["squared_error"];
        training.Centres.To(DType).CopyTo(Centres!);
    }

    // What is largest at a sample's own centre: ‖x - c‖² = ‖x‖² - 2 (x·c - ½ ‖c‖²), and ‖x - s c‖² = ‖x‖² - (x·c)² with a centre of length 1.
    internal Tensor Closeness(Tensor products, Tensor centres) => Spherical ? products.Abs() : products - (0.5 * centres.Square().Sum([1]));

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
}
