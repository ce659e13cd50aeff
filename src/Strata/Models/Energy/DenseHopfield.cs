using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// The modern Hopfield network of continuous states (Ramsauer et al. 2021; dense associative memories: Krotov and Hopfield 2016): one step ξ ← Xᵀ softmax(β X ξ), the attention of
/// transformers, which lowers E = -ln Σ exp(β xᵢᵀξ)/β + ½ ξᵀξ. It holds exponentially many patterns that are far enough apart.
/// </summary>
/// <param name="patterns">X [patterns, units], kept as they are.</param>
/// <param name="beta">The inverse temperature: small mixes patterns, large chooses one. Default: 1.</param>
/// <exception cref="ArgumentException">There is no pattern.</exception>
/// <exception cref="ArgumentOutOfRangeException">β is not a positive number.</exception>
public sealed class DenseHopfield(Tensor patterns, double beta = 1)
{
    /// <summary>X [patterns, units].</summary>
    public Tensor Patterns { get; } = patterns is { Rank: 2, Count: > 0 }
        ? patterns
        : throw new ArgumentException($"A dense Hopfield network stores patterns [patterns, units], but got {patterns?.Shape}.", nameof(patterns));

    /// <summary>The inverse temperature.</summary>
    public double Beta { get; } = double.IsFinite(beta) && beta > 0 ? beta : throw new ArgumentOutOfRangeException(nameof(beta), beta, "β must be a positive number.");

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
}
