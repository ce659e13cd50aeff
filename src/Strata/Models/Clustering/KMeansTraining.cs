using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Clustering;

/// <summary>The turns of k-means: with a batch size an epoch of batches each, else a step with all samples.</summary>
internal sealed class KMeansTraining : RuleTraining
{
    private readonly KMeans _model;
    private readonly Tensor _rows, _squares, _before, _seen; // the centres at the beginning of the turn, and how many samples have moved each
    private readonly RandomStream _random;
    private readonly double _close;
    private double _error;

    /// <param name="model">Says how.</param>
    /// <param name="rows">[samples, features].</param>
    public KMeansTraining(KMeans model, Tensor rows)
        : base(model, model.BatchSize > 0 ? "mini-batch k-means" : "k-means", rows.Shape[0], model.BatchSize > 0 ? model.BatchSize : rows.Shape[0], model.Seed)
    {
        (_model, _rows, _squares) = (model, rows, rows.Square().Sum([1]));
        _random = new RandomStream((ulong)model.Seed);
        Centres = model.Spherical
            ? OnSphere(RandomOps.Normal([model.Clusters, rows.Shape[1]], 0, 1, _random, DType.Float64))
            : KMeansPlusPlus.Draw(rows, model.Clusters, _random);
        _before = Centres.Clone();
        _seen = Tensor.Zeros([model.Clusters, 1], DType.Float64);
        _close = model.Tolerance * Variance(rows);
    }

    /// <summary>Float64 [clusters, features].</summary>
    public Tensor Centres { get; }

    /// <inheritdoc/>
    protected override Tensor? Order(int epoch) => _model.BatchSize == 0
        ? null
        : RandomOps.Permutation(_rows.Shape[0], new RandomStream(_random.Seed, _random.Stream, _random.Position + ((ulong)(epoch - 1) * (ulong)_rows.Shape[0])));

    /// <inheritdoc/>
    protected override void Step(Tensor? chosen) => _error += chosen is null ? Turn() : Batch(chosen);

    /// <inheritdoc/>
    protected override Dictionary<string, double> EndEpoch(int epoch)
    {
        using var scope = new TensorScope();
        var figures = new Dictionary<string, double> { ["squared_error"] = _error / _rows.Shape[0] };
        HasConverged = (Centres - _before).Square().Sum().ToScalar() <= _close;
        Centres.CopyTo(_before);
        _error = 0;
        return figures;
    }

    /// <inheritdoc/>
    protected override void Capture(Checkpoint checkpoint)
    {
        checkpoint.Set("centres", Centres);
        checkpoint.Set("before", _before);
        checkpoint.Set("seen", _seen);
        checkpoint.Set("error", _error);
    }

    /// <inheritdoc/>
    protected override void Restore(Checkpoint checkpoint)
    {
        checkpoint.CopyTo("centres", Centres);
        checkpoint.CopyTo("before", _before);
        checkpoint.CopyTo("seen", _seen);
        _error = checkpoint.Number("error");
    }

    // All samples to their centres, and all centres to the means of their samples; one without samples to the sample that is farthest from its own.
    private double Turn()
    {
        (Tensor sums, Tensor counts, double error, int farthest) = Assign(_rows, _squares);
        if (_model.Spherical)
        {
            OnSphere(sums + Centres).CopyTo(Centres);
            return error;
        }
        Tensor means = sums / counts.Maximum(Tensor.Ones([], DType.Float64));
        for (int k = 0; k < _model.Clusters; k++)
        {
            if (counts.AsSpan<double>()[k] == 0)
            {
                _rows.Slice(0, farthest, 1).To(DType.Float64).CopyTo(means.Slice(0, k, 1));
            }
        }
        means.CopyTo(Centres);
        return error;
    }

    private double Batch(Tensor chosen)
    {
        (Tensor sums, Tensor counts, double error, _) = Assign(_rows.Gather(chosen), _squares.Gather(chosen));
        (_seen + counts).CopyTo(_seen);
        Tensor moved = Centres + ((sums - (counts * Centres)) / _seen.Maximum(Tensor.Ones([], DType.Float64)));
        (_model.Spherical ? OnSphere(moved) : moved).CopyTo(Centres);
        return error;
    }

    // The sums and counts of what belongs to each centre (spherical: sums of s x), the squared error, and the sample with the largest.
    private (Tensor Sums, Tensor Counts, double Error, int Farthest) Assign(Tensor rows, Tensor squares)
    {
        DType type = rows.DType;
        Tensor sums = Tensor.Zeros(Centres.Shape, DType.Float64), counts = Tensor.Zeros(_seen.Shape, DType.Float64), typed = Centres.To(type);
        double error = 0, most = -1;
        int farthest = 0;
        for (int start = 0; start < rows.Shape[0]; start += KMeans.SamplesAtOnce)
        {
            using var scope = new TensorScope();
            int count = Math.Min(KMeans.SamplesAtOnce, rows.Shape[0] - start);
            Tensor some = rows.Slice(0, start, count), products = some.MatMul(typed, transposeB: true), closeness = _model.Closeness(products, typed), own = closeness.ArgMax(), best = closeness.Max([1]);
            Tensor belongs = own.OneHot(_model.Clusters, type), weights = _model.Spherical ? belongs * products : belongs;
            Tensor left = (squares.Slice(0, start, count) - (_model.Spherical ? best.Square() : 2 * best)).Relu().To(DType.Float64);
            (sums + weights.MatMul(some, transposeA: true).To(DType.Float64)).CopyTo(sums);
            (counts + belongs.Sum([0]).To(DType.Float64).Reshape(counts.Shape)).CopyTo(counts);
            error += left.Sum().ToScalar();
            int worst = left.ArgMax().AsSpan<int>()[0];
            if (left.AsSpan<double>()[worst] > most)
            {
                (most, farthest) = (left.AsSpan<double>()[worst], start + worst);
            }
        }
        return (sums, counts, error, farthest);
    }

    private static Tensor OnSphere(Tensor centres) => centres / centres.Square().Sum([1], keepAxes: true).Sqrt().Maximum(Tensor.Full([], 1e-300, DType.Float64));

    // The mean over the features.
    private static double Variance(Tensor rows)
    {
        using var scope = new TensorScope();
        Tensor mean = rows.Mean([0]);
        double sum = 0;
        for (int start = 0; start < rows.Shape[0]; start += KMeans.SamplesAtOnce)
        {
            using var part = new TensorScope();
            Tensor some = rows.Slice(0, start, Math.Min(KMeans.SamplesAtOnce, rows.Shape[0] - start)).To(DType.Float64);
            sum += (some - mean.To(DType.Float64)).Square().Sum().ToScalar();
        }
        return sum / rows.Count;
    }
}
