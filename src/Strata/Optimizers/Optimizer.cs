using Strata.Autograd;
using Strata.Layers;
using Strata.Schedules;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Optimizers;

/// <summary>
/// A rule that moves parameters against their gradients. The rule itself (<see cref="Update"/>) is a function of the weight, the gradient, the rate and its own
/// state tensors; this class keeps the states and counts the steps.
/// </summary>
public abstract class Optimizer
{
    private readonly Dictionary<Parameter, Tensor[]> _states = [];
    private readonly int _stateCount;

    /// <summary>An optimizer whose rule keeps <paramref name="stateCount"/> tensors for each parameter, zero at first.</summary>
    /// <param name="learningRate">A number or a schedule.</param>
    /// <param name="weightDecay">λ of the penalty λ/2 ‖w‖², whose gradient λ w is added to every gradient. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is negative or not a number.</exception>
    protected Optimizer(Schedule learningRate, double weightDecay, int stateCount)
    {
        ArgumentNullException.ThrowIfNull(learningRate);
        if (!(weightDecay >= 0 && double.IsFinite(weightDecay)))
        {
            throw new ArgumentOutOfRangeException(nameof(weightDecay), weightDecay, "Weight decay must be zero or a positive number.");
        }
        LearningRate = learningRate;
        WeightDecay = weightDecay;
        _stateCount = stateCount;
    }

    /// <summary>The learning rate by step.</summary>
    public Schedule LearningRate { get; }

    /// <summary>λ of the penalty λ/2 ‖w‖².</summary>
    public double WeightDecay { get; }

    /// <summary>A limit on the gradients before the rule sees them; null for none. Default: null.</summary>
    public Clipping? Clipping { get; set; }

    /// <summary>The number of steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Moves every trainable parameter that has a gradient, and drops the gradients.</summary>
    public void Step(IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        double rate = LearningRate.Rate(Steps);
        Steps++;
        Parameter[] all = parameters as Parameter[] ?? [.. parameters];
        if (Clipping is not null)
        {
            using Tape.PauseScope pause = Tape.Pause();
            Clipping.Clip([.. all.Where(Moves)]);
        }
        foreach (Parameter parameter in all)
        {
            if (Moves(parameter))
            {
                Update(parameter.Value, parameter.Gradient!, StateOf(parameter), rate * parameter.RateMultiplier);
            }
            parameter.Gradient = null;
        }

        static bool Moves(Parameter parameter) => parameter.IsTrainable && parameter.Gradient is not null;
    }

    /// <summary>Moves the parameters of models that learn together, such as an encoder and its decoder; one that they share moves once.</summary>
    public void Step(params ReadOnlySpan<Layer> models)
    {
        var parameters = new HashSet<Parameter>();
        foreach (Layer model in models)
        {
            parameters.UnionWith(model.Parameters().Select(p => p.Value));
        }
        Step(parameters);
    }

    /// <summary>The rule for one parameter, in place. <see cref="Steps"/> already counts this step.</summary>
    /// <param name="weight">The values to change.</param>
    /// <param name="gradient">Of the same shape, without the decay.</param>
    /// <param name="state">The rule's own tensors of the same shape, to be changed in place.</param>
    /// <param name="rate">This parameter's learning rate at this step.</param>
    protected abstract void Update(Tensor weight, Tensor gradient, Tensor[] state, double rate);

    /// <summary>A share of an old value, from 0 to below 1, once it is known to be one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    protected static double Share(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The {name} of an optimizer is from 0 to below 1.");

    /// <summary>A number above zero, once it is known to be one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    protected static double Positive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The {name} of an optimizer must be a positive number.");

    /// <summary>Keeps the number of steps and the states.</summary>
    /// <param name="parameters">By path, under which their states are kept.</param>
    internal void Capture(Checkpoint checkpoint, IEnumerable<KeyValuePair<string, Parameter>> parameters)
    {
        checkpoint.Set("rule", GetType().Name);
        checkpoint.Set("steps", Steps);
        foreach ((string path, Parameter parameter) in parameters)
        {
            if (_states.TryGetValue(parameter, out Tensor[]? state))
            {
                checkpoint.Set(path, state.Length);
                for (int i = 0; i < state.Length; i++)
                {
                    checkpoint.Set($"{path}.{i}", state[i]);
                }
            }
        }
    }

    /// <summary>Goes on from what was kept.</summary>
    /// <exception cref="InvalidDataException">It was kept by another rule, or for other parameters.</exception>
    internal void Restore(Checkpoint checkpoint, IEnumerable<KeyValuePair<string, Parameter>> parameters)
    {
        if (checkpoint.Text("rule") != GetType().Name)
        {
            throw checkpoint.Unfit($"it was trained by {checkpoint.Text("rule")}, and this optimizer is {GetType().Name}");
        }
        Steps = checkpoint.Integer("steps", 0);
        _states.Clear();
        foreach ((string path, Parameter parameter) in parameters.Where(p => checkpoint.Has(p.Key)))
        {
            Tensor[] state = StateOf(parameter);
            if (checkpoint.Integer(path) != state.Length)
            {
                throw checkpoint.Unfit($"{GetType().Name} keeps {state.Length} tensors for '{path}', and the file has {checkpoint.Integer(path)}");
            }
            for (int i = 0; i < state.Length; i++)
            {
                checkpoint.CopyTo($"{path}.{i}", state[i]);
            }
        }
    }

    /// <summary>The rule's own tensors of one parameter, zero at first.</summary>
    private protected Tensor[] StateOf(Parameter parameter)
    {
        if (!_states.TryGetValue(parameter, out Tensor[]? state))
        {
            using (TensorScope.Suspend())
            {
                state = [.. Enumerable.Range(0, _stateCount).Select(_ => Tensor.Zeros(parameter.Value.Shape, parameter.Value.DType))];
            }
            _states.Add(parameter, state);
        }
        return state;
    }
}
