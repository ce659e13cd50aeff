using Strata.Autograd;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.Energy;

public sealed class ClassificationRbmTests
{
    [Fact]
    public void The_logits_are_those_of_the_joint_distribution()
    {
        // The same machine with pixels and label on one visible side.
        ClassificationRbm machine = Built();
        var joint = new RestrictedBoltzmannMachine(7, 3, new JointUnits(new BernoulliUnits(), new SoftmaxUnits(3), 4));
        joint.Build([7], dtype: DType.Float64);
        ConcatenateOp.Concatenate([machine.Weight!, machine.ClassWeight!], axis: 1).Detach().CopyTo(joint.Weight!);
        machine.HiddenBias!.Value.CopyTo(joint.HiddenBias!);
        ConcatenateOp.Concatenate([machine.VisibleBias!, machine.ClassBias!]).Detach().CopyTo(joint.VisibleBias!);
        Tensor x = Enumeration.States(new BernoulliUnits(), 4);
        double[] p = machine.Forward(x).Detach().Softmax().ToArray<double>();
        double[][] free = [.. Enumerable.Range(0, 3).Select(y =>
            joint.FreeEnergy(ConcatenateOp.Concatenate([x, Tensor.Full([16], y, DType.Int32).OneHot(3, DType.Float64)], axis: 1)).Detach().ToArray<double>())];
        for (int i = 0; i < 16; i++)
        {
            double sum = free.Sum(f => Math.Exp(-f[i]));
            Assert.All(Enumerable.Range(0, 3), y => Assert.Equal(Math.Exp(-free[y][i]) / sum, p[(3 * i) + y], 1e-10));
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0.1)]
    public void Both_ways_and_their_mixture_learn_to_classify(double discriminative, double generative)
    {
        Tensor data = EnergyCases.BarsAndStripes(3);
        int[] labels = [.. data.ToArray<double>().Chunk(9).Select(p => p[0] == p[1] && p[1] == p[2] && p[3] == p[4] ? 0 : 1)]; // rows or columns
        Tensor many = ConcatenateOp.Concatenate([.. Enumerable.Repeat(data, 10)]), manyLabels = Tensor.Wrap([.. Enumerable.Repeat(labels, 10).SelectMany(l => l)]);
        var machine = new ClassificationRbm(9, 20, 2, seed: 1, weightInitializer: new Strata.Initializers.Gaussian(0, 0.2));
        machine.Fit(many, manyLabels, 400, 0.3, 14, discriminative, generative);
        int[] predicted = machine.Forward(data).Detach().ArgMax().ToArray<int>();
        Assert.True(predicted.Zip(labels).Count(p => p.First == p.Second) >= 13, string.Concat(predicted));
    }

    [Fact]
    public void Labels_that_do_not_match_are_refused()
    {
        var machine = new ClassificationRbm(2, 3, 2);
        Assert.Contains("2 samples and 3 labels", Assert.Throws<ArgumentException>(() => machine.Fit(Tensor.Zeros([2, 2]), Tensor.Wrap([0, 1, 1]), 1)).Message);
        Assert.Contains("has the label 2, but there are 2 classes", Assert.Throws<ArgumentException>(() => machine.Fit(Tensor.Zeros([2, 2]), Tensor.Wrap([0, 2]), 1)).Message);
        Assert.Contains("holds the value 3", Assert.Throws<ArgumentException>(() => machine.Fit(Tensor.Full([2, 2], 3), Tensor.Wrap([0, 1]), 1)).Message);
    }

    private static ClassificationRbm Built()
    {
        var machine = new ClassificationRbm(4, 3, 3);
        machine.Build([4], dtype: DType.Float64);
        var random = new RandomStream(3);
        foreach (Tensor t in (Tensor[])[machine.Weight!, machine.ClassWeight!, machine.HiddenBias!, machine.ClassBias!, machine.VisibleBias!])
        {
            RandomOps.Normal(t.Shape, 0, 1, random, t.DType).CopyTo(t);
        }
        return machine;
    }
}
