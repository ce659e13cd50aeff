using Strata.Autograd;
using Strata.Initializers;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.Energy;

public sealed class LabelledDeepBeliefNetworkTests
{
    [Fact]
    public void The_logits_are_those_of_the_memory_given_the_units_below()
    {
        LabelledDeepBeliefNetwork network = Network();
        network.Build([9], new RandomStream(1), DType.Float64);
        EnergyCases.Randomize(network.Memory, 2, 0.8);
        Tensor x = EnergyCases.BarsAndStripes(3), below = network.Recognition[0].Forward(x);
        double[] p = network.Forward(x).Detach().Softmax().ToArray<double>();
        double[][] free = [.. Enumerable.Range(0, 2).Select(y => network.Memory.FreeEnergy(
            ConcatenateOp.Concatenate([below, Tensor.Full([14], y, DType.Int32).OneHot(2, DType.Float64)], axis: 1)).Detach().ToArray<double>())];
        Assert.All(Enumerable.Range(0, 14), i => Assert.Equal(Math.Exp(-free[1][i]) / (Math.Exp(-free[0][i]) + Math.Exp(-free[1][i])), p[(2 * i) + 1], 1e-10));
    }

    [Fact]
    public void Greedy_learning_is_that_of_one_machine_after_the_other()
    {
        (Tensor data, Tensor labels) = Lines();
        LabelledDeepBeliefNetwork network = Network();
        network.Fit(data, labels, _ => new ContrastiveDivergence(1, 0.1, 3, 20));
        var first = new RestrictedBoltzmannMachine(9, 12, seed: 5, weightInitializer: new Gaussian(0, 0.1));
        first.Fit(data, new ContrastiveDivergence(1, 0.1, 3, 20));
        Assert.Equal(first.Weight!.Value.ToArray<double>(), network.Recognition[0].Weight!.Value.ToArray<double>());
        Assert.Equal(first.Encode(data).ToArray<double>(), network.Recognition[0].Forward(data).Detach().ToArray<double>());
        Assert.Equal(first.Decode(first.Encode(data)).ToArray<double>(), network.Generation[0].Forward(first.Encode(data)).Detach().ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Up_down_learns_to_recognize_and_to_generate_classes()
    {
        (Tensor data, Tensor labels) = Lines();
        LabelledDeepBeliefNetwork network = Network();
        network.Fit(data, labels, _ => new ContrastiveDivergence(1, 0.2, 60, 20));
        double before = Accuracy();
        var errors = new List<double>();
        network.UpDown(data, labels, new ContrastiveDivergence(3, 0.2, 100, 20), e => errors.Add(e.Metrics["reconstruction_error"]));
        Assert.Equal(100, errors.Count);
        Assert.True(errors[^1] < errors[0], $"{errors[0]} to {errors[^1]}");
        Assert.InRange(Accuracy(), Math.Max(0.99, before), 1);

        // Of a class that is asked for, most of what comes is such a picture.
        Tensor asked = Tensor.Wrap([.. Enumerable.Range(0, 200).Select(i => i % 2)]);
        Tensor pictures = network.Generate(asked, 200);
        Assert.Equal([200, 9], pictures.Shape);
        int right = pictures.ToArray<double>().Chunk(9).Select((p, i) => (IsOfRows([.. p.Select(x => Math.Round(x))]), i % 2)).Count(pair => pair.Item1 == pair.Item2);
        Assert.InRange(right, 150, 200);

        double Accuracy() => network.Forward(data).Detach().ArgMax().ToArray<int>().Zip(labels.ToArray<int>()).Average(pair => pair.First == pair.Second ? 1.0 : 0);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        LabelledDeepBeliefNetwork network = Network();
        Tensor data = EnergyCases.BarsAndStripes(3);
        Assert.Contains("14 samples and 2 labels", Assert.Throws<ArgumentException>(() => network.Fit(data, Tensor.Wrap([0, 1]), _ => new ContrastiveDivergence())).Message);
        Assert.Contains("the label 2, but there are 2 classes", Assert.Throws<ArgumentException>(
            () => network.UpDown(data.Slice(0, 0, 2), Tensor.Wrap([0, 2]), new ContrastiveDivergence())).Message);
        Assert.Contains("holds the value 5", Assert.Throws<ArgumentException>(() => network.UpDown(Tensor.Full([1, 9], 5), Tensor.Wrap([0]), new ContrastiveDivergence())).Message);
        Assert.Contains("the label 7, but there are 2 classes", Assert.Throws<ArgumentException>(() => network.Generate(Tensor.Wrap([7]))).Message);
        Assert.Contains("two layers of hidden units", Assert.Throws<ArgumentException>(() => new LabelledDeepBeliefNetwork(9, [3], 2)).Message);
        Assert.Contains("has no weights yet", Assert.Throws<InvalidOperationException>(() => new LabelledDeepBeliefNetwork(9, [3, 3], 2).Generate(Tensor.Wrap([1]))).Message);
    }

    private static LabelledDeepBeliefNetwork Network() => new(9, [12, 20], 2, seed: 5, weightInitializer: new Gaussian(0, 0.1));

    // Pictures of 3 × 3 with one line, a row of them (class 1) or a column (class 0).
    private static (Tensor Data, Tensor Labels) Lines()
    {
        var pictures = new List<double>();
        for (int line = 0; line < 6; line++)
        {
            pictures.AddRange(Enumerable.Range(0, 9).Select(i => (line < 3 ? i % 3 == line : i / 3 == line - 3) ? 1.0 : 0));
        }
        Tensor one = Tensor.Wrap([.. pictures], [6, 9]), labels = Tensor.Wrap([0, 0, 0, 1, 1, 1]);
        return (ConcatenateOp.Concatenate([.. Enumerable.Repeat(one, 20)]), ConcatenateOp.Concatenate([.. Enumerable.Repeat(labels, 20)]));
    }

    // 1 of a row, 0 of a column, -1 of neither.
    private static int IsOfRows(double[] picture)
    {
        bool IsLine(Func<int, int> place) => Enumerable.Range(0, 3).Any(line => Enumerable.Range(0, 9).All(i => picture[i] == (place(i) == line ? 1 : 0)));
        return IsLine(i => i / 3) ? 1 : IsLine(i => i % 3) ? 0 : -1;
    }
}
