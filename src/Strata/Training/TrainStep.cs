using Strata.Autograd;
using Strata.Layers;
using Strata.Losses;
using Strata.Metrics;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Regularizers;
using Strata.Tensors;

namespace Strata.Training;

/// <summary>
/// One step of learning: forward pass, loss, backward pass, update. <see cref="Trainer"/> is a loop over it; a program with a loop of its own
/// (a game, a stream of data) calls it directly.
/// </summary>
/// <param name="model">Built by the first batch if it has not been.</param>
/// <param name="optimizer">The rule.</param>
/// <param name="loss">What to make small.</param>
/// <param name="seed">For the initial weights, if the model is yet to be built, and for dropout and the like.</param>
public sealed class TrainStep(Layer model, Optimizer optimizer, Loss loss, ulong seed = 0)
{
    private readonly RandomStream _random = new(seed);
    private Parameter[]? _parameters;
    private Tensor[] _states = [], _statesBefore = [];

    /// <summary>The number of steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Penalties that are added to the loss, and constraints that hold after each update. Default: none.</summary>
    public IList<Regularizer> Regularizers { get; } = [];

    /// <summary>Learns from one batch.</summary>
    /// <param name="inputs">[batch, ...].</param>
    /// <param name="targets">As the loss wants them.</param>
    /// <param name="metrics">Updated with the predictions that the forward pass made, before the update.</param>
    /// <returns>The mean loss over the batch and the penalties, before the update.</returns>
    /// <exception cref="NonFiniteLossException">The loss is not a finite number; nothing has been updated.</exception>
    public double Run(Tensor inputs, Tensor targets, params ReadOnlySpan<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Build(inputs.Shape[1..]);
        using var scope = new TensorScope();
        try
        {
            return Learn(inputs, targets, metrics);
        }
        catch
        {
            // The gradients end with this scope.
            foreach (Parameter parameter in _parameters!)
            {
                parameter.Gradient = null;
            }
            throw;
        }
    }

    private double Learn(Tensor inputs, Tensor targets, ReadOnlySpan<Metric> metrics)
    {
        Copy(_states, _statesBefore);
        RandomStream random = _random.Split(1).Split((ulong)Steps);
        Tensor output = model.Forward(inputs, ForwardContext.Training(random.Split(0)));
        Tensor value = AddPenalties(loss.Forward(output, targets));
        double number = value.ToScalar();
        if (!double.IsFinite(number))
        {
            using Tape.PauseScope pause = Tape.Pause();
            NonFiniteLossException diagnosis = NonFiniteLossException.Diagnose(model, inputs, random.Split(0), Steps, number);
            Copy(_statesBefore, _states);
            throw diagnosis;
        }
        value.Backward();
        if (metrics.Length > 0)
        {
            using Tape.PauseScope pause = Tape.Pause();
            Tensor predictions = loss.Predictions(output.Detach());
            foreach (Metric metric in metrics)
            {
                metric.Update(predictions, targets);
            }
        }
        optimizer.Step(_parameters!);
        Constrain();
        Steps++;
        return number;
    }

    /// <summary>Builds the model, if that has not been done, with weights drawn from this step's seed.</summary>
    internal void Build(Shape inputShape)
    {
        if (_parameters is not null)
        {
            return;
        }
        if (!model.IsBuilt)
        {
            model.Build(inputShape, _random.Split(0));
        }
        _parameters = [.. model.Parameters().Select(p => p.Value)];
        _states = [.. model.States().Select(s => s.Value)];
        using (TensorScope.Suspend())
        {
            _statesBefore = Array.ConvertAll(_states, s => s.Clone());
        }
    }

    private static void Copy(Tensor[] from, Tensor[] to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            from[i].CopyTo(to[i]);
        }
    }

    private Tensor AddPenalties(Tensor value)
    {
        foreach ((Regularizer regularizer, Parameter parameter) in Regularized())
        {
            if (regularizer.Penalty(parameter) is { } penalty)
            {
                value += penalty;
            }
        }
        return value;
    }

    private void Constrain()
    {
        using Tape.PauseScope pause = Tape.Pause();
        foreach ((Regularizer regularizer, Parameter parameter) in Regularized())
        {
            regularizer.Constrain(parameter);
        }
    }

    private IEnumerable<(Regularizer Regularizer, Parameter Parameter)> Regularized()
        => from regularizer in Regularizers
           from parameter in _parameters!
           where parameter.IsTrainable && regularizer.AppliesTo(parameter)
           select (regularizer, parameter);
}
