using Strata.Models.SparseCoding;
using Strata.Tensors;

namespace Strata.Tests.Models.SparseCoding;

public sealed class KSvdTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Atoms_that_samples_are_made_of_are_found(bool nonNegative)
    {
        (Tensor atoms, Tensor samples) = Sources.Make(10, 12, 600, 2, nonNegative);
        var model = new KSvd(10, 2, 60, nonNegative: nonNegative, seed: 2);
        model.Fit(samples);
        Assert.InRange(Sources.Found(atoms, model.Dictionary!), 9, 10);
        Assert.All(model.Encode(samples).ToArray<double>().Chunk(10), a => Assert.InRange(a.Count(v => v != 0), 0, 2));
        Assert.True(model.History[^1] < 0.2 * model.History[0]);
        Assert.Equal(model.ReconstructionError(samples), model.Score(samples));
    }

    [Fact]
    public void The_number_of_atoms_of_a_code_has_its_limits()
    {
        Assert.Throws<ArgumentOutOfRangeException>("nonZeros", () => new KSvd(5, 6));
        Assert.Throws<ArgumentOutOfRangeException>("nonZeros", () => new KSvd(5, 0));
    }
}
