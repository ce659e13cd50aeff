using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Training;

/// <summary>
/// Averages the parameters over the steps of a training, and gives the model the averages at its end: w̄ = ρ w̄ + (1 - ρ) w after each step or, without ρ,
/// the mean of all steps (Polyak and Juditsky 1992). Validation during the training sees the weights themselves. Running statistics, such as those of
/// batch normalization, are left as they are.
/// </summary>
public sealed class WeightAveraging : Callback
{
    private readonly double? _decay;
    private readonly long _after;
    private (Tensor Value, Tensor Mean)[] _means = [];
    private long _steps;
    private long _averaged;

    /// <summary>An average over steps.</summary>
    /// <param name="decay">ρ, from 0 to below 1, such as 0.999; null for the mean of all steps. Default: null.</param>
    /// <param name="after">How many steps of a training to leave out at its beginning. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay or the number of steps is out of range.</exception>
    public WeightAveraging(double? decay = null, long after = 0)
    {
        if (decay is { } rho && rho is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "The decay of an average of weights is from 0 to below 1.");
        }
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        (_decay, _after) = (decay, after);
    }

    /// <inheritdoc/>
    public override void OnTrainingBegin(Trainer trainer) => (_means, _steps, _averaged) = ([], 0, 0);

    /// <inheritdoc/>
    public override void OnStepEnd(Trainer trainer, TrainingProgress progress)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (++_steps <= _after)
        {
            return;
        }
        if (_averaged++ == 0)
        {
            Begin(trainer);
            return;
        }
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        double share = 1 - (_decay ?? 1 - (1.0 / _averaged));
        foreach ((Tensor value, Tensor mean) in _means)
        {
            (mean + ((value - mean) * share)).CopyTo(mean);
        }
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(Trainer trainer)
    {
        foreach ((Tensor value, Tensor mean) in _means)
        {
            mean.CopyTo(value);
        }
        _means = [];
    }

    /// <inheritdoc/>
    public override void Capture(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.Set("steps", _steps);
        checkpoint.Set("averaged", _averaged);
        for (int i = 0; i < _means.Length; i++)
        {
            checkpoint.Set($"mean.{i}", _means[i].Mean);
        }
    }

    /// <inheritdoc/>
    public override void Restore(Trainer trainer, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(checkpoint);
        (_steps, _averaged) = (checkpoint.Integer("steps", 0), checkpoint.Integer("averaged", 0));
        if (_averaged == 0)
        {
            return;
        }
        Begin(trainer);
        for (int i = 0; i < _means.Length; i++)
        {
            checkpoint.CopyTo($"mean.{i}", _means[i].Mean);
        }
    }

    private void Begin(Trainer trainer)
    {
        using IDisposable heap = TensorScope.Suspend();
        _means = [.. trainer.Model.Parameters().Select(p => (p.Value.Value, p.Value.Value.Clone()))];
    }
}
