using Strata.Kernels.Gemm;

namespace Strata.Kernels.Tests.Gemm;

public class PartsTests
{
    [Theory]
    [InlineData(1024, 1024, 1024, 2, false)]
    [InlineData(1024, 1024, 1024, 7, true)]
    [InlineData(33, 5000, 200, 3, false)]
    [InlineData(5000, 17, 300, 16, false)]
    [InlineData(12, 32, 100_000, 2, false)]
    [InlineData(1, 1, 1, 2, false)]
    [InlineData(1000, 1000, 1000, 1, false)]
    public void Every_element_is_in_one_part(int m, int n, int k, int threads, bool packsA)
    {
        Parts parts = Parts.Of(m, n, k, 12, 32, threads, packsA, readingB: 16);
        byte[] times = new byte[m * n];
        for (int part = 0; part < parts.Count; part++)
        {
            (int row, int column) = parts.First(part);
            Assert.True(row < m && column < n);
            Assert.Equal(0, row % 12);
            Assert.Equal(0, column % 32);
            for (int i = row; i < Math.Min(m, row + parts.Rows); i++)
            {
                for (int j = column; j < Math.Min(n, column + parts.Columns); j++)
                {
                    times[(i * n) + j]++;
                }
            }
        }
        Assert.All(times, count => Assert.Equal(1, count));
    }

    [Theory]
    [InlineData(64, 64, 64, 4, 1)]       // less work than it takes to wake a thread
    [InlineData(1024, 1024, 1024, 1, 1)] // nobody to share with
    [InlineData(32, 4096, 1024, 2, 4)]   // two for each thread
    [InlineData(4096, 32, 1024, 2, 4)]
    public void As_many_parts_as_threads_can_use(int m, int n, int k, int threads, int count) =>
        Assert.Equal(count, Parts.Of(m, n, k, 12, 32, threads, packsA: false, readingB: 16).Count);

    [Fact]
    public void Where_rows_are_packed_there_is_one_part_for_every_thread() =>
        Assert.Equal(4, Parts.Of(2048, 2048, 2048, 12, 32, 4, packsA: true, readingB: 16).Count);
}
