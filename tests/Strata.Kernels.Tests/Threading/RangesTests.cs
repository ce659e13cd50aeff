using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Tests.Threading;

public class RangesTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    [InlineData(103, 10)]
    public void A_range_is_cut_without_gap_or_overlap(int length, int perSlice)
    {
        int[] visits = new int[length];
        Ranges.For<float, Widest, Visits>(length, perSlice, new(visits, perSlice));
        Assert.All(visits, times => Assert.Equal(1, times));
    }

    [Theory]
    [InlineData(0, Ranges.ElementsPerSlice)]
    [InlineData(1, Ranges.ElementsPerSlice)]
    [InlineData(100, Ranges.ElementsPerSlice / 100)]
    [InlineData(Ranges.ElementsPerSlice * 10L, 1)]
    public void A_slice_holds_as_many_units_as_are_worth_it_and_at_least_one(long elements, int units) =>
        Assert.Equal(units, Ranges.UnitsPerSlice(elements));

    private readonly struct Visits(int[] visits, int perSlice) : IRangeWork<float>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, float>
        {
            Assert.Equal(0, start % perSlice);
            Assert.InRange(end - start, 1, perSlice);
            for (int i = start; i < end; i++)
            {
                Interlocked.Increment(ref visits[i]);
            }
        }
    }
}
