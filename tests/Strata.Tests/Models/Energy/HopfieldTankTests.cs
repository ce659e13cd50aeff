using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.Energy;

public sealed class HopfieldTankTests
{
    [Fact]
    public void It_finds_short_tours_of_cities_on_a_circle()
    {
        const int n = 6;
        double[] d = [.. from i in Enumerable.Range(0, n) from j in Enumerable.Range(0, n) select Math.Abs(Math.Sin(Math.PI * (i - j) / n))]; // on a circle 1 across
        var network = new HopfieldTank(Tensor.Wrap(d, [n, n]), excess: 2);
        int[][] tours = [.. Enumerable.Range(0, 5).Select(seed => network.Solve(new RandomStream((ulong)seed))).OfType<int[]>()];
        Assert.NotEmpty(tours);
        Assert.All(tours, tour => Assert.Equal(Enumerable.Range(0, n), tour.Order()));
        double shortest = n * Math.Sin(Math.PI / n), random = d.Sum() / (n - 1);
        Assert.Equal(shortest, network.Length([0, 1, 2, 3, 4, 5]), 1e-12);
        Assert.InRange(tours.Min(network.Length), shortest - 1e-9, (shortest + random) / 2);
    }

    [Fact]
    public void Distances_are_a_square_matrix()
        => Assert.Contains("but got [3, 4]", Assert.Throws<ArgumentException>(() => new HopfieldTank(Tensor.Ones([3, 4]))).Message);
}
