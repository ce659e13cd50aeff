using Strata.Ops;

namespace Strata.Tests.Ops;

public class ThreadsTests
{
    [Fact]
    public void There_is_one_thread_at_least_and_by_default_one_a_processor()
    {
        Assert.Equal(Environment.ProcessorCount, Threads.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => Threads.Count = 0);
    }
}
