using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>What a forward pass is for. Layers keep no mode of their own, so one model can train and predict by turns, without being switched.</summary>
public sealed class ForwardContext
{
    private readonly RandomStream? _random;

    private ForwardContext(RandomStream? random) => _random = random;

    /// <summary>
    /// For predictions: dropout is off, batch normalization uses its running statistics, nothing in a layer changes. A new one each time: a context serves one pass at a time.
    /// </summary>
    public static ForwardContext Inference => new(null);

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

    /// <summary>The same with a state that recurrent layers carry over from pass to pass; null for none.</summary>
    public ForwardContext With(RecurrentState? state) => new(_random) { Observer = Observer, RecurrentState = state };

    /// <summary>For one training step that draws from <paramref name="random"/>.</summary>
    public static ForwardContext Training(RandomStream random, Action<Layer, Tensor>? observer = null) => new(random) { Observer = observer };
}
