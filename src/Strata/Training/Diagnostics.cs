using Strata.Autograd;
using Strata.Data;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Training;

/// <summary>
/// Looks at a model before its training and after every epoch: what its layers make of a fixed sample of the data, which gradients reach them
/// (<see cref="Diagnosis.Of"/>), and, at some of the steps, by how much of their size the weights moved. The training is not touched: it ends in the same
/// weights as without.
/// </summary>
public sealed class Diagnostics : Callback
{
    private readonly Tensor _inputs, _targets;
    private readonly int _every, _directions;
    private readonly List<Diagnosis> _epochs = [];
    private Weights[] _weights = [];

    /// <summary>Looks at a sample of a data set.</summary>
    /// <param name="data">The training's, from which the sample is drawn.</param>
    /// <param name="samples">How many samples to look at. Default: 64.</param>
    /// <param name="every">At which steps to measure updates: the first of an epoch, and every so many after it. Default: 10.</param>
    /// <param name="directions">How many rows of each Jacobian to compute; zero for no ranks, which saves a forward pass for each layer. Default: 32.</param>
    /// <param name="seed">For the drawing. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below one, or the directions are negative.</exception>
    public Diagnostics(Dataset data, int samples = 64, int every = 10, int directions = 32, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(directions);
        (_every, _directions) = (every, directions);
        (_inputs, _targets) = data.Batch(RandomOps.Permutation(data.Count, new RandomStream(seed)).Slice(0, 0, Math.Min(samples, data.Count)));
    }

    /// <summary>One before the first step, and one for each epoch since.</summary>
    public IReadOnlyList<Diagnosis> Epochs => _epochs;

    /// <inheritdoc/>
    public override void OnTrainingBegin(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        using IDisposable heap = TensorScope.Suspend();
        _weights = [.. trainer.Model.Tree().Where(node => node.Layer.OwnParameters.Any(p => p.IsTrainable)).DistinctBy(node => node.Layer)
            .Select(node => new Weights(node.Prefix.TrimEnd('.'), [.. node.Layer.OwnParameters]))];
        if (_epochs.Count == 0)
        {
            (int epoch, long steps) = trainer.History.Epochs is [.., var last] ? (last.Epoch, last.Steps) : (0, 0);
            _epochs.Add(Look(trainer) with { Epoch = epoch, Steps = steps });
        }
    }

    /// <inheritdoc/>
    public override void OnStepEnd(Trainer trainer, TrainingProgress progress)
    {
        if ((progress.Step - 1) % _every == 0)
        {
            Array.ForEach(_weights, w => w.Compare());
        }
        if (progress.Step % _every == 0)
        {
            Array.ForEach(_weights, w => w.Remember());
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(epoch);
        Diagnosis diagnosis = Look(trainer);
        var ratios = _weights.ToDictionary(w => w.Path, w => w.TakeMean());
        _epochs.Add(diagnosis with
        {
            Epoch = epoch.Epoch,
            Steps = epoch.Steps,
            Layers = [.. diagnosis.Layers.Select(layer => layer with { UpdateRatio = ratios.GetValueOrDefault(layer.Path) })],
        });
        Array.ForEach(_weights, w => w.Remember()); // for the first step of the next epoch
    }

    private Diagnosis Look(Trainer trainer) => Diagnosis.Of(
        trainer.Model, trainer.Loss, _inputs, _targets, _directions, regularizers: [.. trainer.Regularizers]);

    /// <summary>The weights of a layer before a step, and how far steps have moved them.</summary>
    private sealed class Weights(string path, Parameter[] parameters)
    {
        private readonly Tensor[] _before = Array.ConvertAll(parameters, p => p.Value.Clone());
        private double _sum;
        private int _count;

        internal string Path { get; } = path;

        internal void Remember()
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                parameters[i].Value.CopyTo(_before[i]);
            }
        }

        internal void Compare()
        {
            double moved = 0, size = 0;
            for (int i = 0; i < parameters.Length; i++)
            {
                moved += Square(Distance(parameters[i].Value, _before[i]));
                size += Square(Size(_before[i]));
            }
            if (size > 0)
            {
                _sum += Math.Sqrt(moved / size);
                _count++;
            }
        }

        internal double? TakeMean()
        {
            double? mean = _count > 0 ? _sum / _count : null;
            (_sum, _count) = (0, 0);
            return mean;
        }

        private static double Square(double x) => x * x;

        private static double Size(Tensor x)
            => x.DType == DType.Float32 ? TensorPrimitives.Norm<float>(x.AsSpan<float>()) : TensorPrimitives.Norm<double>(x.AsSpan<double>());

        private static double Distance(Tensor x, Tensor y) => x.DType == DType.Float32
            ? TensorPrimitives.Distance<float>(x.AsSpan<float>(), y.AsSpan<float>())
            : TensorPrimitives.Distance<double>(x.AsSpan<double>(), y.AsSpan<double>());
    }
}
