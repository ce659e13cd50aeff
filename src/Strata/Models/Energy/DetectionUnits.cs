using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// Maps of binary units of which at most one is on in each block (Lee et al. 2009): energy -b x, P(x = 1 | a) = eᵃ / (1 + Σ eᵃ) over the block. States and inputs are
/// [batch, maps, height, width], and a bias belongs to a map.
/// </summary>
/// <param name="size">Rows and columns of a block.</param>
internal sealed class DetectionUnits(int size) : UnitType
{
    public override Tensor Mean(Tensor input) => input.BlockSoftmax(size);

    public override Tensor Sample(Tensor input, Tensor mean, RandomStream random) => RandomOps.OneOfBlock(mean, size, random);

    public override Tensor Energy(Tensor state, Tensor bias) => -(state.Sum([2, 3]) * bias).Sum([-1]);

    public override Tensor LogPartition(Tensor input, Tensor bias) => input.BlockLogSumExp(size).Sum([1, 2, 3]);

    internal override string? Fault(ReadOnlySpan<double> values) => null;
}
