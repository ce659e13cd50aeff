using Strata.Autograd;
using Strata.Losses;
using Strata.Tensors;

namespace Strata.Tests.Losses;

public class ContrastiveTests
{
    private static readonly double[] s_pairs =
        [1, -2, 0.5, 1.2, -1.5, 0.1, 0.3, 4, -1, 0, 3.9, -0.6, 0.1, 0.2, 0.3, 0.6, -0.1, 0.2, 2, 0, 0, -2, 1, 1];

    // Equation 4 of the paper in PyTorch 1.13, float64, with D = sqrt(((a - b) ** 2).sum(1)): at margin 1 the last pair is far enough apart, at 5 it is not.
    public static TheoryData<double, double, double[]> Values => new()
    {
        {
            1, 0.1095980054225096,
            [
                -0.05, -0.125, 0.1, 0.05, 0.125, -0.1, 0.075, 0.025, -0.1, -0.075, -0.025, 0.1, 0.086288563682, -0.051773138209, -0.017257712736,
                -0.086288563682, 0.051773138209, 0.017257712736, 0, 0, 0, 0, 0, 0,
            ]
        },
        {
            5, 2.5896891682134418,
            [
                -0.05, -0.125, 0.1, 0.05, 0.125, -0.1, 0.075, 0.025, -0.1, -0.075, -0.025, 0.1, 0.931442818411, -0.558865691046, -0.186288563682,
                -0.931442818411, 0.558865691046, 0.186288563682, -0.178511301978, 0.044627825494, 0.044627825494, 0.178511301978, -0.044627825494,
                -0.044627825494,
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Values_and_gradients_are_those_of_the_papers_equation(double margin, double value, double[] gradient)
    {
        Tensor pairs = Tensor.Wrap((double[])s_pairs.Clone(), [4, 2, 3]), apart = Tensor.Wrap([0, 0, 1, 1]);
        pairs.RequiresGradient = true;
        Tensor e = new Contrastive(margin).Forward(pairs, apart);
        e.Backward();
        Assert.Equal(value, e.ToScalar(), 1e-10);
        Assert.Equal(gradient, pairs.Gradient!.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-10);
        GradientCheck.Verify(x => new Contrastive(margin).Forward(x[0], apart), [Tensor.Wrap((double[])s_pairs.Clone(), [4, 2, 3])]);
    }

    [Fact]
    public void Points_at_one_place_have_a_gradient_of_zero()
    {
        Tensor pairs = Tensor.Ones([2, 2, 3]);
        pairs.RequiresGradient = true;
        new Contrastive().Forward(pairs, Tensor.Wrap([0f, 1])).Backward();
        Assert.All(pairs.Gradient!.ToArray<float>(), x => Assert.Equal(0, x));
    }

    [Fact]
    public void Predictions_are_the_distances()
        => Assert.Equal([5.0], new Contrastive().Predictions(Tensor.Wrap([1.0, 1, 4, 5], [1, 2, 2])).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-10);

    [Fact]
    public void What_is_wrong_is_told()
    {
        Assert.StartsWith("The margin of a contrastive loss must be a positive number.", Assert.Throws<ArgumentOutOfRangeException>(() => new Contrastive(0)).Message);
        Assert.Equal("Contrastive takes pairs [batch, 2, features], but the model's output is [2, 3].",
            Assert.Throws<ArgumentException>(() => new Contrastive().Forward(Tensor.Zeros([2, 3]), Tensor.Wrap([0, 1]))).Message);
        Assert.Equal("Contrastive takes targets of 0 (a pair) or 1 (no pair), but that of row 1 is 2.",
            Assert.Throws<ArgumentException>(() => new Contrastive().Forward(Tensor.Zeros([2, 2, 3]), Tensor.Wrap([0, 2]))).Message);
    }
}
