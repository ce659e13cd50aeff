using Strata.Kernels.Threading;

namespace Strata.Kernels.Tests.Threading;

public class SharesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(7, 2)]
    [InlineData(33, 4)]
    public void A_thread_that_is_alone_takes_its_own_slices_in_order_and_then_the_last_of_the_others(int slices, int threads)
    {
        var shares = new Shares();
        shares.Deal(slices, threads);
        var taken = new List<int>();
        while (shares.TryTake(0, out int slice))
        {
            taken.Add(slice);
        }
        int own = (slices + threads - 1) / threads;
        Assert.Equal(Enumerable.Range(0, own), taken.Take(own));
        Assert.Equal(Enumerable.Range(0, slices), taken.Order());
    }

    [Fact]
    public void Shares_are_neighbours_and_the_caller_has_the_one_that_is_over()
    {
        var shares = new Shares();
        shares.Deal(5, 2);
        Assert.Equal([0, 1, 2], Take(shares, 0, 3));
        Assert.Equal([3, 4], Take(shares, 1, 2));
    }

    [Fact]
    public void A_thread_takes_from_the_back_of_another_and_from_those_dealt_to_before_it()
    {
        var shares = new Shares();
        shares.Deal(4, 2);
        Assert.Equal([2, 3, 1, 0], Take(shares, 1, 4));
        shares.Deal(4, 2);
        Assert.Equal([1, 0, 3, 2], Take(shares, 3, 4)); // nothing was dealt to a fourth
        Assert.False(shares.TryTake(1, out _));
    }

    [Fact]
    public void Nothing_is_left_once_cleared()
    {
        var shares = new Shares();
        shares.Deal(100, 3);
        Assert.True(shares.TryTake(1, out _));
        shares.Clear();
        Assert.False(shares.TryTake(1, out _));
        shares.Deal(1, 1);
        Assert.True(shares.TryTake(0, out int slice));
        Assert.Equal(0, slice);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void Every_slice_is_taken_once_by_threads_that_all_take_from_each_other(int dealtTo)
    {
        const int Slices = 20_000, Threads = 4;
        var shares = new Shares();
        for (int round = 0; round < 5; round++)
        {
            shares.Deal(Slices, dealtTo);
            int[] times = new int[Slices];
            Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
            {
                while (shares.TryTake(thread, out int slice))
                {
                    Interlocked.Increment(ref times[slice]);
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            Assert.All(times, count => Assert.Equal(1, count));
        }
    }

    private static int[] Take(Shares shares, int thread, int count)
    {
        int[] taken = new int[count];
        for (int i = 0; i < count; i++)
        {
            Assert.True(shares.TryTake(thread, out taken[i]));
        }
        return taken;
    }
}
