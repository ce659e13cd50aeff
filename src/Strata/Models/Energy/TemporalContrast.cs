using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// What a temporal machine is trained by, as the layer that a Trainer trains: in training <see cref="TemporalRbm.Contrast"/>; otherwise the
/// squared error of predictions, <see cref="TemporalRbm.Score"/>. [batch, steps, ...] → numbers, whose mean is the loss.
/// </summary>
/// <param name="machine">What learns.</param>
/// <param name="gibbsSteps">k of CD-k.</param>
internal sealed class TemporalContrast(TemporalRbm machine, int gibbsSteps) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; } = [machine];

    /// <inheritdoc/>
    protected internal override bool TakesAnySteps => true;

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (!machine.IsBuilt)
        {
            machine.Build(input, new RandomStream((ulong)machine.Seed), DType);
        }
        return [];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => context.IsTraining ? machine.Contrast(x, gibbsSteps, context.Random) : machine.Score(x);

    /// <summary>The mean of what the layer gives.</summary>
    internal sealed class MeanOutput : Loss
    {
        /// <inheritdoc/>
        public override Tensor Forward(Tensor output, Tensor target) => output.Mean();
    }
}
