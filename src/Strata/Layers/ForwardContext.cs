using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>What a forward pass is for. Layers keep no mode of their own, so one model can train and predict by turns, without being switched.</summary>
public sealed class ForwardContext
{
    private readonly RandomStream? _random;
    private readonly List<Tensor>? _penalties;

    private ForwardContext(RandomStream? random, List<Tensor>? penalties = null) => (_random, _penalties) = (random, penalties);

    /// <summary>
    /// For predictions: dropout is off, batch normalization uses its running statistics, nothing in a layer changes. A new one each time: a context serves one pass at a time.
    /// </summary>
    public static ForwardContext Inference => new(null);

    /// <summary>The same for a pass of which only the result is seen.</summary>
    internal static ForwardContext UnseenInference => new(null) { IsUnseen = true };

    /// <summary>True in a training step.</summary>
    public bool IsTraining => _random is not null;

    /// <summary>The random numbers of this training step.</summary>
    /// <exception cref="InvalidOperationException">This is not a training step.</exception>
    public RandomStream Random => _random
        ?? throw new InvalidOperationException("Predictions draw no random numbers; use ForwardContext.Training(random).");

    /// <summary>Called with each layer and its output, children before parents; null for nothing.</summary>
    public Action<Layer, Tensor>? Observer { get; init; }

    /// <summary>Where each max-pooling of this pass found its largest elements, for the <see cref="MaxUnpool2D"/> that undoes it.</summary>
    internal Dictionary<MaxPool2D, MaxPoolSwitches> Switches => field ??= [];

    /// <summary>What recurrent layers begin with, and where they leave what they end with; null to begin at zero.</summary>
    public RecurrentState? RecurrentState { get; private init; }

    /// <summary>
    /// Whether nobody but the layers themselves looks at what they make of this pass, except the last: its memory then goes back to the pool once the next layer has used it, if
    /// no way back will read it.
    /// </summary>
    internal bool IsUnseen { get; init; }

    /// <summary>Whether layers may do at once what each would do by itself: this is a prediction, nobody looks at what is in between, and there will be no way back.</summary>
    internal bool JoinsLayers => IsUnseen && !IsTraining && Observer is null && !Tape.IsRecording;

    /// <summary>The same with a state that recurrent layers carry over from pass to pass; null for none.</summary>
    public ForwardContext With(RecurrentState? state) => new(_random, _penalties) { Observer = Observer, RecurrentState = state, IsUnseen = IsUnseen };

    /// <summary>The same with an observer.</summary>
    internal ForwardContext Watched(Action<Layer, Tensor> observer) => new(_random, _penalties) { Observer = observer, RecurrentState = RecurrentState, IsUnseen = IsUnseen };

    /// <summary>True where the loss of this pass will have the penalties of layers added: in a training step, and in <see cref="Deterministic"/> passes.</summary>
    public bool TakesPenalties => _penalties is not null;

    /// <summary>What layers have added in this pass.</summary>
    public IReadOnlyList<Tensor> Penalties => _penalties ?? [];

    /// <summary>A loss and what layers have added to it.</summary>
    internal Tensor WithPenalties(Tensor loss) => Penalties.Aggregate(loss, (sum, penalty) => sum + penalty);

    /// <summary>
    /// For a container that has used what one of its layers made: its memory is free, unless it is that of the container's input or output, or somebody will read it; then it is
    /// free until the way back, if the values can be computed again.
    /// </summary>
    internal void Release(Tensor spent, Tensor input, Tensor output)
    {
        Storage storage = spent.Storage;
        if (IsUnseen && Observer is null && RecurrentState is not { IsDifferentiable: true } && storage != input.Storage && storage != output.Storage)
        {
            if (storage.IsSaved)
            {
                storage.LendEarly();
            }
            else
            {
                storage.ReleaseEarly();
            }
        }
    }

    /// <summary>Adds to the loss of this pass, for layers that have wishes about their input; ignored where nobody <see cref="TakesPenalties"/>.</summary>
    /// <param name="penalty">A scalar, as it is to stand beside the mean loss of the batch.</param>
    /// <exception cref="ArgumentException">It is no scalar.</exception>
    public void AddPenalty(Tensor penalty)
    {
        ArgumentNullException.ThrowIfNull(penalty);
        if (penalty.Count != 1)
        {
            throw new ArgumentException($"A penalty is a scalar, but this one has shape {penalty.Shape}. Reduce it with Sum() or Mean().", nameof(penalty));
        }
        _penalties?.Add(penalty);
    }

    /// <summary>As for predictions, but with the penalties of layers: one function of the parameters, for methods that evaluate it many times.</summary>
    public static ForwardContext Deterministic(Action<Layer, Tensor>? observer = null) => new(null, []) { Observer = observer };

    /// <summary>For one training step that draws from <paramref name="random"/>.</summary>
    public static ForwardContext Training(RandomStream random, Action<Layer, Tensor>? observer = null) => new(random, []) { Observer = observer };

    /// <summary>The same for a step that nobody watches.</summary>
    internal static ForwardContext UnseenTraining(RandomStream random, RecurrentState? state) => new(random, []) { RecurrentState = state, IsUnseen = true };
}
