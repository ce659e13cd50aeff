using System.Runtime.CompilerServices;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// The modern Hopfield network of continuous states (Ramsauer et al. 2021; dense associative memories: Krotov and Hopfield 2016): one step ξ ← Xᵀ softmax(β X ξ), the attention of
/// transformers, which lowers E = -ln Σ exp(β xᵢᵀξ)/β + ½ ξᵀξ. It holds exponentially many patterns that are far enough apart. As a layer it takes one step,
/// [batch, units] → [batch, units]; the patterns are saved with a model but not trained.
/// </summary>
public sealed class DenseHopfield : Layer
{
    /// <summary>A network that holds the given patterns.</summary>
    /// <param name="patterns">X [patterns, units], copied.</param>
    /// <param name="beta">The inverse temperature: small mixes patterns, large chooses one. Default: 1.</param>
    /// <exception cref="ArgumentException">There is no pattern.</exception>
    /// <exception cref="ArgumentOutOfRangeException">β is not a positive number.</exception>
    public DenseHopfield(Tensor patterns, double beta = 1)
    {
        if (patterns is not { Rank: 2, Count: > 0 })
        {
            throw new ArgumentException($"A dense Hopfield network stores patterns [patterns, units], but got {patterns?.Shape}.", nameof(patterns));
        }
        Beta = double.IsFinite(beta) && beta > 0 ? beta : throw new ArgumentOutOfRangeException(nameof(beta), beta, "β must be a positive number.");
        using (TensorScope.Suspend())
        {
            Patterns = patterns.Clone();
        }
    }

    /// <summary>X [patterns, units].</summary>
    public Tensor Patterns { get; private set; }

    /// <summary>The inverse temperature.</summary>
    public double Beta { get; }

    /// <summary>States after a number of steps: [batch, units] → [batch, units]. Gradients flow through.</summary>
    /// <param name="states">Where to begin.</param>
    /// <param name="steps">Default: 1, which is enough for patterns that are far apart.</param>
    public Tensor Recall(Tensor states, int steps = 1)
    {
        ArgumentNullException.ThrowIfNull(states);
        for (int i = 0; i < steps; i++)
        {
            states = (states.MatMul(Patterns, transposeB: true) * Beta).Softmax().MatMul(Patterns);
        }
        return states;
    }

    /// <summary>E of each state: [batch, units] → [batch]. No step raises it.</summary>
    public Tensor Energy(Tensor states)
        => ((states.MatMul(Patterns, transposeB: true) * Beta).LogSumExp() / -Beta) + (0.5 * states.Square().Sum([-1]));

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<DenseHopfield>();

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        int units = Patterns.Shape[1];
        if (input.Rank != 1 || input[0] != units)
        {
            throw Unsuitable($"[{units}]", input, $"Its patterns have {units} units.");
        }
        Patterns = AddState("patterns", Patterns.Shape, _ => Patterns);
        return input;
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => Recall(x);
}
