using Strata.Ops;
using Strata.Tensors;
using DotNet = System.Numerics.Tensors;

namespace Strata.Tests.Tensors;

public sealed class TensorTests
{
    [Fact]
    public void Wrapped_memory_is_shared_both_ways()
    {
        float[] data = [1, 2, 3, 4, 5, 6];
        Tensor x = Tensor.Wrap(data, [2, 3]);
        data[4] = 50;
        x.AsSpan<float>()[0] = 10;
        Assert.Equal([10, 2, 3, 4, 50, 6], x.ToArray<float>());
        Assert.Equal(10, data[0]);
    }

    [Fact]
    public void Dense_DotNet_tensors_go_in_and_out_without_a_copy()
    {
        DotNet.Tensor<float> theirs = DotNet.Tensor.Create<float>([1, 2, 3, 4, 5, 6], [2, 3]);
        Tensor x = Tensor.Wrap(theirs);
        Assert.Equal([2, 3], x.Shape.Lengths.ToArray());
        x.AsSpan<float>()[5] = 60;
        Assert.Equal(60, theirs[1, 2]);
        DotNet.TensorSpan<float> span = x.AsTensorSpan<float>();
        span[0, 1] = 20;
        Assert.Equal(20, x.AsSpan<float>()[1]);
        Assert.Equal(2, span.Rank);
    }

    [Fact]
    public void A_span_of_another_type_names_both_types_and_the_remedy()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Tensor.Zeros([2]).AsSpan<double>().Length);
        Assert.Equal("This tensor holds Float32, not Float64. Convert it with To(DType.Float64).", e.Message);
    }

    [Fact]
    public void Wrapping_counts_the_elements()
    {
        var e = Assert.Throws<ArgumentException>(() => Tensor.Wrap(new float[5], [2, 3]));
        Assert.StartsWith("Shape [2, 3] has 6 elements, the memory 5.", e.Message);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Bool)]
    public void Every_type_is_filled_cloned_copied_sliced_and_converted(DType dtype)
    {
        Tensor ones = Tensor.Ones([3, 2], dtype), copy = Tensor.Zeros([3, 2], dtype);
        ones.CopyTo(copy);
        foreach (Tensor t in new[] { ones.Clone(), copy, ones.Transpose().Transpose(), ones.Slice(1, 0, 1), ones.Gather(Tensor.Wrap(new[] { 2, 1 })) })
        {
            Assert.Equal(dtype, t.DType);
            Assert.All(t.To(DType.Float64).ToArray<double>(), v => Assert.Equal(1, v));
        }
        Assert.Equal(dtype, ones.To(DType.Float32).To(dtype).DType);
        Assert.Equal(1, Tensor.Scalar(1, dtype).ToScalar());
    }

    [Fact]
    public void Reshapes_and_slices_of_the_first_axis_share_memory_and_others_do_not()
    {
        Tensor x = Tensor.Zeros([4, 3]);
        x.Reshape([12]).AsSpan<float>()[3] = 1;
        x.Slice(0, 2, 1).AsSpan<float>()[0] = 2;
        x.Slice(1, 0, 2).AsSpan<float>()[0] = 3;
        Assert.Equal([0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0], x.ToArray<float>());
    }

    [Fact]
    public void A_scalar_has_no_axes_and_one_element_and_an_empty_tensor_none()
    {
        Assert.Equal((0, 1), (Tensor.Scalar(3).Rank, Tensor.Scalar(3).Count));
        Assert.Equal(0, Tensor.Zeros([3, 0, 2]).Sum([0, 2]).Count);
        Assert.Equal([0, 0], Tensor.Zeros([2, 0]).Sum([1]).ToArray<float>());
        Assert.Throws<InvalidOperationException>(() => Tensor.Zeros([2]).ToScalar());
    }

    [Fact]
    public void Integers_have_no_gradient()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Tensor.Zeros([1], DType.Int32).RequiresGradient = true);
        Assert.Equal("A tensor of Int32 has no gradient; only Float32 and Float64 have.", e.Message);
    }
}
