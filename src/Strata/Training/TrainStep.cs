using System.Globalization;
using Strata.Autograd;
using Strata.Layers;
using Strata.Losses;
using Strata.Metrics;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Regularizers;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Training;

/// <summary>
/// One step of learning: forward pass, loss, backward pass, update. <see cref="Trainer"/> is a loop over it; a program with a loop of its own
/// (a game, a stream of data) calls it directly.
/// </summary>
/// <param name="model">Built by the first batch, in its type, if it has not been.</param>
/// <param name="optimizer">The rule.</param>
/// <param name="loss">What to make small.</param>
/// <param name="seed">For the initial weights, if the model is yet to be built, and for dropout and the like.</param>
/// <param name="partSize">
/// The most samples that pass through the model at once; a larger batch passes in parts, whose gradients add up before the update, and takes the memory of a part
/// only. What a layer computes over a batch, such as batch normalization's mean or the mean activities of <see cref="KlSparsity"/>, is then a part's. Default: null, the whole
/// batch.
/// </param>
/// <exception cref="ArgumentOutOfRangeException">A part has no sample.</exception>
public sealed class TrainStep(Layer model, Optimizer optimizer, Loss loss, ulong seed = 0, int? partSize = null)
{
    private readonly int _partSize = partSize is null or >= 1
        ? partSize ?? int.MaxValue
        : throw new ArgumentOutOfRangeException(nameof(partSize), partSize, "A part of a batch needs at least one sample.");

    private readonly RandomStream _random = new(seed);
    private Parameter[]? _parameters;
    private Tensor[] _states = [], _statesBefore = [];
    private RecurrentState? _carriedBefore;

    /// <summary>The number of steps taken.</summary>
    public long Steps { get; internal set; }

    /// <summary>Penalties that are added to the loss, and constraints that hold after each update. Default: none.</summary>
    public IList<Regularizer> Regularizers { get; } = [];

    /// <summary>
    /// What recurrent layers carry over from one batch to the next, without gradients, where batches are consecutive parts of sequences; null, as by default, to begin
    /// each batch at zero. See also <see cref="TruncatedBackpropagation"/>. A step that fails leaves it as it was before.
    /// </summary>
    /// <exception cref="ArgumentException">The state is differentiable; gradients end with their step.</exception>
    public RecurrentState? RecurrentState
    {
        get;
        set => field = value is not { IsDifferentiable: true } ? value : throw new ArgumentException(
            "A state that is carried from step to step cannot be differentiable: gradients end with their step. Give a new RecurrentState().", nameof(value));
    }

    /// <summary>Learns from one batch.</summary>
    /// <param name="inputs">[batch, ...].</param>
    /// <param name="targets">As the loss wants them.</param>
    /// <param name="metrics">Updated with the predictions that the forward pass made, before the update.</param>
    /// <returns>The mean loss over the batch and the penalties, before the update.</returns>
    /// <exception cref="NonFiniteLossException">The loss is not a finite number; nothing has been updated.</exception>
    public double Run(Tensor inputs, Tensor targets, params ReadOnlySpan<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        Build(inputs.Shape[1..], inputs.DType);
        Copy(_states, _statesBefore);
        _carriedBefore = RecurrentState?.Copy();
        using var scope = new TensorScope();
        try
        {
            return Learn(inputs, targets, metrics);
        }
        catch
        {
            Copy(_statesBefore, _states);
            if (_carriedBefore is not null)
            {
                RecurrentState?.Restore(_carriedBefore);
            }
            Array.ForEach(_parameters!, p => p.Gradient = null); // their memory ends with the scope
            throw;
        }
    }

    private double Learn(Tensor inputs, Tensor targets, ReadOnlySpan<Metric> metrics)
    {
        RandomStream random = _random.Split(1).Split((ulong)Steps);
        int batch = inputs.Shape[0];
        if (batch > _partSize && (targets.Rank == 0 || targets.Shape[0] != batch))
        {
            throw new ArgumentException($"A batch of inputs {inputs.Shape} has targets {targets.Shape}; their first axes must agree.", nameof(targets));
        }
        if (batch > _partSize && RecurrentState is not null)
        {
            throw new InvalidOperationException(
                $"Recurrent layers carry over the state of a whole batch, but this one of {batch} passes in parts of {_partSize}. Leave out the part size, or make smaller batches.");
        }
        double sum = 0;
        int start = 0;
        do
        {
            int count = Math.Min(_partSize, batch - start);
            sum += count == batch
                ? AddGradients(inputs, targets, random.Split(0), 1, metrics)
                : AddGradients(inputs.Slice(0, start, count), targets.Slice(0, start, count), random.Split((ulong)start), (double)count / batch, metrics);
            start += count;
        }
        while (start < batch);
        optimizer.Step(_parameters!);
        Constrain();
        Steps++;
        return sum;
    }

    // Adds the gradients of one part of a batch, and gives its loss; both count by the part's share of the batch.
    private double AddGradients(Tensor inputs, Tensor targets, RandomStream random, double share, ReadOnlySpan<Metric> metrics)
    {
        using var scope = new TensorScope();
        ForwardContext context = ForwardContext.UnseenTraining(random, RecurrentState);
        Tensor output = model.Forward(inputs, context);
        Tensor value = context.WithPenalties(WithPenalties(loss.Forward(output, targets), Regularizers, _parameters!));
        double number = value.ToScalar();
        if (!double.IsFinite(number))
        {
            using Tape.PauseScope pause = Tape.Pause();
            throw NonFiniteLossException.Diagnose(model, inputs, random, Steps, number, _carriedBefore);
        }
        if (metrics.Length > 0)
        {
            using Tape.PauseScope pause = Tape.Pause();
            Tensor predictions = loss.Predictions(output.Detach());
            foreach (Metric metric in metrics)
            {
                metric.Update(predictions, targets);
            }
        }
        value.BackwardReleasing(Tensor.Full(value.Shape, share, value.DType));
        foreach (Parameter parameter in _parameters!)
        {
            if (parameter.Gradient is { } gradient)
            {
                scope.Keep(gradient);
            }
        }
        return number * share;
    }

    /// <summary>
    /// Keeps the state of the training, for a loop of one's own that may be resumed: the model, the optimizer, the steps taken, from which all that is random follows,
    /// and <see cref="RecurrentState"/>. The file is not written; what the loop itself knows, such as its place in the data, it adds.
    /// </summary>
    /// <param name="checkpoint">An empty one, or a section of its own.</param>
    /// <exception cref="InvalidOperationException">The model has not been built.</exception>
    public void Capture(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.Set("seed", Seed);
        checkpoint.Set("part size", PartSize);
        checkpoint.Set("regularizers", RegularizerNames);
        checkpoint.Set("steps", Steps);
        model.CaptureTensors(checkpoint.Section("model"));
        optimizer.Capture(checkpoint.Section("optimizer"), model.Parameters());
        RecurrentState?.Capture(checkpoint.Section("recurrent"), model);
    }

    /// <summary>Goes on from what <see cref="Capture"/> has kept: the steps that follow end in the same bits as if the training had not been broken off.</summary>
    /// <param name="checkpoint">Of a training with the same model, optimizer, seed, part size and regularizers.</param>
    /// <exception cref="InvalidOperationException">The model has not been built; <see cref="Layer.Build"/> it with the shape of a sample.</exception>
    /// <exception cref="InvalidDataException">It was kept by another training, or the file is damaged; the message says what differs.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.RequireSame("seed", Seed);
        checkpoint.RequireSame("part size", PartSize);
        checkpoint.RequireSame("regularizers", RegularizerNames);
        long steps = checkpoint.Integer("steps", 0);
        model.SetTensors(checkpoint.Section("model").Tensors, "The checkpoint");
        optimizer.Restore(checkpoint.Section("optimizer"), model.Parameters());
        Checkpoint recurrent = checkpoint.Section("recurrent");
        if (RecurrentState is not null || !recurrent.IsEmpty)
        {
            (RecurrentState ??= new RecurrentState()).Restore(recurrent, model);
        }
        Steps = steps;
    }

    private string Seed => _random.Seed.ToString(CultureInfo.InvariantCulture);

    private string PartSize => _partSize == int.MaxValue ? "the whole batch" : _partSize.ToString(CultureInfo.InvariantCulture);

    private string RegularizerNames => Regularizers.Count == 0 ? "none" : string.Join(", ", Regularizers);

    /// <summary>Builds the model, if that has not been done, with weights drawn from this step's seed, in the inputs' type if that is a floating-point one, else float32.</summary>
    internal void Build(Shape inputShape, DType inputType)
    {
        if (_parameters is not null)
        {
            return;
        }
        if (!model.IsBuilt)
        {
            model.Build(inputShape, _random.Split(0), inputType.IsFloatingPoint() ? inputType : DType.Float32);
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

    /// <summary>A loss and the penalties on parameters.</summary>
    internal static Tensor WithPenalties(Tensor value, IEnumerable<Regularizer> regularizers, IEnumerable<Parameter> parameters)
    {
        foreach ((Regularizer regularizer, Parameter parameter) in Regularized(regularizers, parameters))
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
        foreach ((Regularizer regularizer, Parameter parameter) in Regularized(Regularizers, _parameters!))
        {
            regularizer.Constrain(parameter);
        }
    }

    private static IEnumerable<(Regularizer Regularizer, Parameter Parameter)> Regularized(IEnumerable<Regularizer> regularizers, IEnumerable<Parameter> parameters)
        => from regularizer in regularizers
           from parameter in parameters
           where parameter.IsTrainable && regularizer.AppliesTo(parameter)
           select (regularizer, parameter);
}
