using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Autograd;

public sealed class TapeTests
{
    [Fact]
    public void A_tensor_used_twice_gets_both_gradients_and_calls_add_up()
    {
        Tensor x = Leaf(3);
        ((x * x) + x).Backward();
        Assert.Equal(7, x.Gradient!.ToScalar());
        (2 * x).Backward();
        Assert.Equal(9, x.Gradient!.ToScalar());
    }

    [Fact]
    public void Detached_values_are_constants()
    {
        Tensor x = Leaf(3);
        (x.Detach() * x).Backward();
        Assert.Equal(3, x.Gradient!.ToScalar());
        Assert.False((x.Detach() * 2).NeedsGradient);
    }

    [Fact]
    public void Nothing_is_recorded_while_the_tape_pauses()
    {
        Tensor x = Leaf(3), y;
        using (Tape.Pause())
        {
            Assert.False(Tape.IsRecording);
            y = x * x;
        }
        Assert.True(Tape.IsRecording);
        Assert.False(y.NeedsGradient);
        var e = Assert.Throws<InvalidOperationException>(() => y.Backward());
        Assert.Contains("computed from nothing with RequiresGradient, or under Tape.Pause()", e.Message);
    }

    [Fact]
    public void A_second_backward_pass_says_that_the_values_are_gone()
    {
        Tensor x = Leaf(3), y = x.Exp();
        y.Backward();
        Assert.Contains("Run the forward pass again", Assert.Throws<InvalidOperationException>(() => y.Backward()).Message);
    }

    [Fact]
    public void Only_scalars_go_back_by_themselves()
    {
        Tensor x = Tensor.Ones([3], DType.Float64);
        x.RequiresGradient = true;
        Assert.Contains("this tensor has shape [3]", Assert.Throws<InvalidOperationException>(() => (x * 2).Backward()).Message);
        (x * 2).Backward(Tensor.Wrap(new double[] { 1, 2, 3 }));
        Assert.Equal([2, 4, 6], x.Gradient!.ToArray<double>());
    }

    [Fact]
    public void Third_derivatives_follow_from_recorded_backward_passes()
    {
        Tensor x = Leaf(2);
        x.Pow(4).Backward(createGraph: true);
        for (int i = 0; i < 2; i++)
        {
            Tensor derivative = x.Gradient!;
            x.Gradient = null;
            derivative.Backward(createGraph: true);
        }
        Assert.Equal(4 * 3 * 2 * 2, x.Gradient!.ToScalar(), 1e-9); // (x⁴)''' = 24 x
    }

    [Fact]
    public void An_op_of_ones_own_takes_part_and_is_checked_like_the_others()
    {
        Tensor[] inputs = [Tensor.Wrap([0.5, -1.5, 2])];
        GradientCheck.Verify(x => Cube(x[0], 3), inputs);
        var e = Assert.Throws<GradientCheckException>(() => GradientCheck.Verify(x => Cube(x[0], 2), inputs));
        Assert.Contains("The gradient of input 0 (shape [3]) is off by 0.333", e.Message);
    }

    [Fact]
    public void Going_back_through_an_op_without_a_gradient_is_an_error()
    {
        Tensor x = Leaf(3);
        Tensor y = Tape.RecordWithoutGradient("Median", x.Detach().Clone(), x);
        var e = Assert.Throws<NotSupportedException>(() => (y * 2).Backward());
        Assert.StartsWith("Median has no gradient", e.Message);
    }

    [Fact]
    public void A_gradient_of_the_wrong_shape_is_refused()
    {
        Tensor x = Tensor.Ones([2, 3]);
        x.RequiresGradient = true;
        Tensor y = Tape.Record(Tensor.Scalar(1), [x], _ => x.AddGradient(Tensor.Ones([3, 2])));
        Assert.Contains("The gradient of a Float32 tensor of shape [2, 3] came as Float32 [3, 2].", Assert.Throws<ArgumentException>(() => y.Backward()).Message);
    }

    [Fact]
    public void A_gradient_on_the_side_leaves_everybody_elses_alone()
    {
        var w = new Parameter("weight", Tensor.Full([2], 3, DType.Float64));
        Tensor[] gradient = Differentiation.Gradient(x => (x[0] * w).Sum(), Tensor.Ones([2], DType.Float64));
        Assert.Equal([3, 3], gradient[0].ToArray<double>());
        Assert.Null(w.Gradient);
        Assert.Equal([0, 0], Differentiation.Gradient(_ => Tensor.Scalar(1, DType.Float64), Tensor.Ones([2], DType.Float64))[0].ToArray<double>());
    }

    [Fact]
    public void A_frozen_parameter_gets_no_gradient()
    {
        var w = new Parameter("weight", Tensor.Ones([2])) { IsTrainable = false };
        Tensor x = Tensor.Ones([2]);
        x.RequiresGradient = true;
        (w * x).Sum().Backward();
        Assert.Null(w.Gradient);
        Assert.NotNull(x.Gradient);
    }

    private static Tensor Cube(Tensor x, double factor)
    {
        Tensor y = Tensor.Wrap(Array.ConvertAll(x.ToArray<double>(), v => v * v * v), x.Shape);
        return Tape.Record(y, [x], dy => x.AddGradient(dy * factor * x * x));
    }

    private static Tensor Leaf(double value)
    {
        Tensor x = Tensor.Scalar(value, DType.Float64);
        x.RequiresGradient = true;
        return x;
    }

    [Fact]
    public void A_gradient_that_was_seen_stays_as_it_was_when_another_pass_adds_to_it()
    {
        Tensor w = RandomOps.Uniform([3, 4], -1, 1, new RandomStream(1)), x = RandomOps.Uniform([2, 4], -1, 1, new RandomStream(2));
        w.RequiresGradient = true;
        Tensor Loss() => (x.MatMul(w, transposeB: true).MatMul(w) - x).Square().Sum(); // w twice: its second product is added in place
        Loss().Backward();
        Tensor seen = w.Gradient!;
        float[] first = seen.ToArray<float>();
        Loss().Backward();
        Assert.Equal(first, seen.ToArray<float>());
        Assert.All(first.Zip(w.Gradient!.ToArray<float>()), pair => Assert.Equal(2 * pair.First, pair.Second, 1e-4f));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_gradient_that_goes_several_ways_is_the_same_on_all(bool toLeaf)
    {
        // What comes back to the sum goes to a leaf, to a tanh and to a sigmoid, whose gradients might be computed in its memory; d/dsum Σ sum² = 2 sum.
        Tensor x = Tensor.Wrap([-1.0, 0.5, 2.0]), w = Tensor.Wrap([0.1, 0.2, 0.3]);
        x.RequiresGradient = w.RequiresGradient = true;
        using var scope = new TensorScope();
        Tensor tanh = x.Tanh(), sigmoid = x.Sigmoid(), sum = toLeaf ? tanh + w + sigmoid : tanh + sigmoid;
        (sum * sum).Sum().Backward();
        for (int i = 0; i < 3; i++)
        {
            double t = Math.Tanh(x.AsSpan<double>()[i]), s = 1 / (1 + Math.Exp(-x.AsSpan<double>()[i])), leaf = toLeaf ? w.AsSpan<double>()[i] : 0, d = 2 * (t + s + leaf);
            Assert.Equal(toLeaf ? d : 0, w.Gradient?.AsSpan<double>()[i] ?? 0, 1e-12);
            Assert.Equal(d * (1 - (t * t) + (s * (1 - s))), x.Gradient!.AsSpan<double>()[i], 1e-12);
        }
    }

    [Fact]
    public void A_matrix_that_is_used_again_and_again_has_the_gradient_of_all_its_products()
    {
        foreach ((bool first, bool second) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
        {
            GradientCheck.Verify(
                v => v[1].MatMul(v[1].MatMul(v[0].MatMul(v[1], transposeB: first), transposeA: second, transposeB: true), transposeA: first),
                [RandomOps.Uniform([2, 3], -1, 1, new RandomStream(3), DType.Float64), RandomOps.Uniform([3, 3], -1, 1, new RandomStream(4), DType.Float64)]);
        }
    }
}
