using Strata.Losses;
using Strata.Tensors;

namespace Strata.Tests.Losses;

public class TargetsTests
{
    private static string Fault(Loss loss, Tensor output, Tensor target) => Assert.ThrowsAny<ArgumentException>(() => loss.Forward(output, target)).Message;

    public static TheoryData<Loss> OfLabels => [new SoftmaxCrossEntropy(), new Hinge(), new LeCunMap()];

    public static TheoryData<Loss> OfValues => [new MeanSquaredError(), new SquaredError(), new SigmoidCrossEntropy()];

    [Theory]
    [MemberData(nameof(OfLabels), DisableDiscoveryEnumeration = true)]
    public void A_label_out_of_range_is_named_with_its_row_and_the_classes(Loss loss)
    {
        const string message = "Row 1 of the batch has the label {0}, but there are 3 classes, 0 to 2.";
        Assert.StartsWith(string.Format(null, message, 3), Fault(loss, Tensor.Zeros([2, 3]), Tensor.Wrap([0, 3])));
        Assert.StartsWith(string.Format(null, message, -1), Fault(loss, Tensor.Zeros([2, 3]), Tensor.Wrap([0, -1])));
    }

    [Theory]
    [MemberData(nameof(OfLabels), DisableDiscoveryEnumeration = true)]
    public void Labels_fit_the_output(Loss loss)
    {
        string name = loss.GetType().Name;
        Assert.Equal($"{name} got 3 labels for a batch of 2, an output [2, 3].", Fault(loss, Tensor.Zeros([2, 3]), Tensor.Wrap([0, 1, 2])));
        Assert.Equal($"{name} takes an output [batch, classes], but the model's is [2, 3, 4]. End the model with a Dense layer.",
            Fault(loss, Tensor.Zeros([2, 3, 4]), Tensor.Wrap([0, 1])));
        Assert.StartsWith("Class labels must be an Int32 tensor of shape [batch], but got Int32 [2, 1].",
            Fault(loss, Tensor.Zeros([2, 3]), Tensor.Wrap([0, 1], [2, 1])));
    }

    [Theory]
    [MemberData(nameof(OfValues), DisableDiscoveryEnumeration = true)]
    public void Values_fit_the_output_and_are_never_broadcast(Loss loss)
    {
        Assert.Equal(
            $"{loss.GetType().Name} compares the model's output [4, 3] with targets [4, 1]; both must have the same number of samples and of values a sample.",
            Fault(loss, Tensor.Zeros([4, 3]), Tensor.Zeros([4, 1])));
        Assert.Equal(
            loss.Forward(Tensor.Wrap([1f, 2], [2, 1]), Tensor.Wrap([0f, 1])).ToScalar(),
            loss.Forward(Tensor.Wrap([1f, 2], [2, 1]), Tensor.Wrap([0.0, 1], [2, 1])).ToScalar());
    }

    [Fact]
    public void Targets_that_are_no_probability_or_no_sign_are_named_with_their_row()
    {
        Assert.Equal("SigmoidCrossEntropy takes targets of 0 to 1, but that of row 1 is 2.",
            Fault(new SigmoidCrossEntropy(), Tensor.Zeros([2, 2]), Tensor.Wrap([0f, 1, 1, 2], [2, 2])));
        Assert.Equal("Hinge takes targets of +1 or -1, but that of row 2 is 0.",
            Fault(new Hinge(), Tensor.Zeros([3, 1]), Tensor.Wrap([1, -1, 0])));
    }
}
