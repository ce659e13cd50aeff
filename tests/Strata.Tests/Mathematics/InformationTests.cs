using Strata.Mathematics;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Mathematics;

public class InformationTests
{
    private static readonly Tensor s_joint = Tensor.Wrap([0.3, 0.1, 0.05, 0, 0.25, 0.3], [2, 3]);
    private static readonly Tensor s_p = Tensor.Wrap([0.5, 0.25, 0.25, 0]);
    private static readonly Tensor s_q = Tensor.Wrap([0.25, 0.25, 0.4, 0.1]);

    // By scipy.stats.entropy(..., base=2): of the table and of the sums of its rows and columns, and of p and q.
    [Fact]
    public void Values_are_those_of_scipy()
    {
        Assert.Equal(1.5, Information.Entropy(s_p), 1e-15);
        Assert.Equal(2.090468570732828, Information.JointEntropy(s_joint), 1e-14);
        Assert.Equal(1.0976941167450198, Information.ConditionalEntropy(s_joint), 1e-14);
        Assert.Equal(0.4835967824856726, Information.MutualInformation(s_joint), 1e-14);
        Assert.Equal(1.8304820237218404, Information.CrossEntropy(s_p, s_q), 1e-14);
        Assert.Equal(0.33048202372184055, Information.KullbackLeibler(s_p, s_q), 1e-14);
        Assert.Equal(0.22907268296853875, Information.KullbackLeibler(s_p, s_q, InformationUnit.Nats), 1e-14);
        Assert.Equal(Information.KullbackLeibler(s_p, s_q), Information.KullbackLeibler(s_p.To(DType.Float32), s_q.To(DType.Float32)), 1e-6);
    }

    [Fact]
    public void The_measures_hang_together()
    {
        Tensor t = s_joint.Sum([1]), y = s_joint.Sum([0]), turned = s_joint.Transpose();
        double mutual = Information.MutualInformation(s_joint);
        Assert.Equal(Information.JointEntropy(s_joint), Information.Entropy(t) + Information.ConditionalEntropy(s_joint), 1e-14);
        Assert.Equal(mutual, Information.Entropy(y) - Information.ConditionalEntropy(s_joint), 1e-14);
        Assert.Equal(mutual, Information.MutualInformation(turned), 1e-14);
        Assert.Equal(mutual, Information.KullbackLeibler(s_joint, t.Reshape([2, 1]) * y), 1e-14);
        Assert.Equal(Information.CrossEntropy(s_p, s_q), Information.Entropy(s_p) + Information.KullbackLeibler(s_p, s_q), 1e-14);
        Assert.True(Math.Abs(Information.ConditionalEntropy(s_joint) - Information.ConditionalEntropy(turned)) > 0.1);
    }

    [Fact]
    public void Predictions_that_are_the_targets_reach_the_baseline()
    {
        Tensor t = Tensor.Wrap([0.2, 0.3, 0.5]), joint = Tensor.Wrap([0, 1, 2]).OneHot(3, DType.Float64) * t; // the notes' figure 3.3
        double baseline = Information.Entropy(t);
        Assert.All([Information.MutualInformation(joint), Information.CrossEntropy(t, t), Information.JointEntropy(joint)], h => Assert.Equal(baseline, h, 1e-14));
        Assert.All([Information.KullbackLeibler(t, t), Information.ConditionalEntropy(joint)], h => Assert.Equal(0, h, 1e-15));
    }

    [Fact]
    public void Certainty_has_no_entropy_equal_chances_have_the_most_and_the_impossible_is_infinitely_far()
    {
        Assert.Equal(0, Information.Entropy(Tensor.Wrap([0.0, 1, 0])));
        Assert.Equal(3, Information.Entropy(Tensor.Full([2, 4], 0.125)), 1e-14);
        Assert.Equal(Math.Log(8), Information.Entropy(Tensor.Full([8], 0.125), InformationUnit.Nats), 1e-14);
        Assert.Equal(double.PositiveInfinity, Information.KullbackLeibler(s_q, s_p));
        Assert.Equal(double.PositiveInfinity, Information.CrossEntropy(s_q, s_p));
        Assert.Equal(0, Information.MutualInformation(Tensor.Wrap([0.12, 0.28, 0.18, 0.42], [2, 2])), 1e-15);
    }

    [Fact]
    public void What_is_no_distribution_is_refused()
    {
        Refused("A probability is not negative, but element 1 is -0.5.", () => Information.Entropy(Tensor.Wrap([1.5, -0.5])));
        Refused("A probability is not negative, but element 0 is NaN.", () => Information.Entropy(Tensor.Wrap([double.NaN])));
        Refused("The probabilities of a distribution add up to 1, but these add up to 3. Divide them by their sum.", () => Information.Entropy(Tensor.Wrap([1.0, 2])));
        Refused("Two distributions over the same values have one shape, but these have [4] and [1].", () => Information.CrossEntropy(s_p, Tensor.Wrap([1.0])));
        Refused("This is for matrices [m, n], but the tensor has shape [4]. Reshape it.", () => Information.MutualInformation(s_p));

        static void Refused(string message, Func<object> compute) => Assert.StartsWith(message, Assert.Throws<ArgumentException>(compute).Message);
    }
}
