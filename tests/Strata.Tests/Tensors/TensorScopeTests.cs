using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Strata.Data;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Tensors;

[Collection(AloneCollection.Name)]
public sealed class TensorScopeTests
{
    [Fact]
    public void Using_a_tensor_after_its_scope_is_a_clear_error()
    {
        Tensor x;
        using (new TensorScope())
        {
            x = Tensor.Ones([3]);
        }
        var e = Assert.Throws<ObjectDisposedException>(() => x.AsSpan<float>().Length);
        Assert.Contains("made inside a TensorScope that has ended", e.Message);
        Assert.Throws<ObjectDisposedException>(() => x + x);
        Assert.Throws<ObjectDisposedException>(() => x.Reshape([3, 1]).ToArray<float>());
        Assert.Contains("scope ended", x.ToString());
    }

    [Fact]
    public void A_kept_tensor_moves_to_the_enclosing_scope()
    {
        Tensor x;
        using (var outer = new TensorScope())
        {
            using (var inner = new TensorScope())
            {
                x = inner.Keep(Tensor.Ones([3]) * 2);
            }
            Assert.Equal([2, 2, 2], x.ToArray<float>());
        }
        Assert.Throws<ObjectDisposedException>(() => x.ToArray<float>());
    }

    [Fact]
    public void A_tensor_kept_by_the_outermost_scope_lives_on()
    {
        foreach (int length in new[] { 3, 100_000 })
        {
            Tensor x, view;
            using (var scope = new TensorScope())
            {
                x = Tensor.Ones([length]);
                view = x.Reshape([1, length]);
                scope.Keep(x);
            }
            using (new TensorScope())
            {
                Tensor.Full([length], 7); // in the same memory, if it went back to the pool
            }
            Assert.Equal(length, x.Sum().ToScalar());
            Assert.Equal(length, view.Sum().ToScalar());
        }
    }

    [Fact]
    public void What_is_made_while_a_scope_is_suspended_outlives_it()
    {
        Tensor x;
        using (new TensorScope())
        {
            using (TensorScope.Suspend())
            {
                x = Tensor.Ones([3]);
            }
        }
        Assert.Equal([1, 1, 1], x.ToArray<float>());
    }

    [Fact]
    public void Nothing_can_be_kept_once_the_scope_has_ended()
    {
        using var outer = new TensorScope();
        var inner = new TensorScope();
        Tensor x = Tensor.Zeros([4]);
        inner.Dispose();
        Assert.Throws<ObjectDisposedException>(() => inner.Keep(x));
    }

    [Fact]
    public void Scopes_end_in_the_reverse_order_of_their_opening()
    {
        var outer = new TensorScope();
        var inner = new TensorScope();
        Assert.Throws<InvalidOperationException>(outer.Dispose);
        inner.Dispose();
        outer.Dispose();
    }

    [Fact]
    public void Memory_from_the_pool_is_cleared_where_zeros_are_asked_for()
    {
        for (int i = 0; i < 3; i++)
        {
            using var scope = new TensorScope();
            Tensor zeros = Tensor.Zeros([1000]);
            Assert.Equal(0, zeros.Sum().ToScalar());
            zeros.AsSpan<float>().Fill(7);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(30_000)]
    [InlineData(100_000)]
    public void Memory_begins_where_a_line_of_the_cache_does(int length)
    {
        var held = new List<Tensor>();
        for (int i = 0; i < 3; i++)
        {
            using var scope = new TensorScope();
            Tensor first = Tensor.Zeros([length]), second = Tensor.Zeros([length], DType.Float64), kept = scope.Keep(Tensor.Zeros([length]));
            Assert.All([Place<float>(first), Place<double>(second)], place => Assert.Equal(0, place % 64));
            held.Add(kept);
        }
        if (length >= 30_000)
        {
            held.Add(Tensor.Zeros([length]));
            Assert.All(held, tensor => Assert.Equal(0, Place<float>(tensor) % 64));
        }
    }

    [Fact]
    public void A_steady_loop_allocates_nothing_that_grows_with_the_tensors()
    {
        Loop(); // fills the pool
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Loop();
        }
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        Assert.True(each < 4_000, $"{each} bytes a turn, though the tensors hold {4 * 100_000 * 3}");

        static void Loop()
        {
            using var scope = new TensorScope();
            Tensor x = Tensor.Ones([100_000]);
            _ = (x + x) * x;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Batches_made_ahead_give_their_memory_back_even_where_nobody_wants_the_rest(bool inScopes)
    {
        const int length = 300_000;
        Tensor labels = Tensor.Wrap([.. Enumerable.Range(0, 8)]);
        DataSource source = new Dataset(labels.To(DType.Float32).Reshape([8, 1]) * Tensor.Ones([1, length]), labels).Prefetch(2);
        Left(10); // fills the pool
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Left(50);
        long more = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(more < 20 * length * sizeof(float), $"{more} bytes more after 50 times");

        void Left(int times)
        {
            for (int i = 0; i < times; i++)
            {
                using IEnumerator<(Tensor Inputs, Tensor Targets)> batches = source.Batches(1, new RandomStream(1)).GetEnumerator();
                for (int batch = 0; batch < 3; batch++)
                {
                    using TensorScope? scope = inScopes ? new TensorScope() : null;
                    Assert.True(batches.MoveNext());
                    (Tensor inputs, Tensor targets) = batches.Current;
                    Assert.Equal(-1, inputs.AsSpan<float>().IndexOfAnyExcept(targets.AsSpan<int>()[0]));
                }
            }
        }
    }

    private static nint Place<T>(Tensor tensor)
        where T : unmanaged
        => Unsafe.ByteOffset(ref Unsafe.NullRef<T>(), ref MemoryMarshal.GetReference(tensor.AsSpan<T>()));
}
