using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Layers;

public class EmbeddingTests
{
    private static readonly Tensor s_indices = Tensor.Wrap(new[] { 2, 0, 2, 1 }, [2, 2]);

    private static Embedding Filled(int? padding = null) => new(3, 2, padding, new GivenValues(Tensor.Wrap([1f, 2, 3, 4, 5, 6], [3, 2])));

    [Fact]
    public void Values_and_gradient_are_those_of_pytorch()
    {
        // o = F.embedding(torch.tensor([[2, 0], [2, 1]]), e); (o * torch.arange(8.).reshape(2, 2, 2)).sum().backward(); e.grad.
        Embedding layer = Filled();
        Tensor y = layer.Forward(s_indices);
        Assert.Equal(("[2, 2, 2]", DType.Float32), (y.Shape.ToString(), y.DType));
        Assert.Equal([5, 6, 1, 2, 5, 6, 3, 4], y.ToArray<float>());
        (y * Tensor.Wrap([0f, 1, 2, 3, 4, 5, 6, 7], [2, 2, 2])).Sum().Backward();
        Assert.Equal([2, 3, 6, 7, 4, 6], layer.Weight!.Gradient!.ToArray<float>());
    }

    [Fact]
    public void Samples_may_be_single_indices() => Assert.Equal("[4, 2]", Filled().Forward(s_indices.Reshape([4])).Shape.ToString());

    [Fact]
    public void A_text_model_reads_more_or_fewer_steps_than_it_was_built_for()
    {
        var model = new Sequential(new Embedding(5, 3), new Lstm(4, returnSequence: true), new Dense(2));
        int[] text = [4, 0, 3, 3, 1];
        model.Build([2]);
        Tensor whole = model.Forward(Tensor.Wrap(text, [1, 5]));
        Assert.Equal("[1, 5, 2]", whole.Shape.ToString());
        Assert.Equal(whole.Slice(1, 0, 1).ToArray<float>(), model.Forward(Tensor.Wrap([4], [1, 1])).ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void The_padding_is_zeros_and_does_not_learn()
    {
        Embedding layer = Filled(padding: 2);
        Tensor y = layer.Forward(s_indices);
        Assert.Equal([0, 0, 1, 2, 0, 0, 3, 4], y.ToArray<float>());
        y.Sum().Backward();
        Assert.Equal([1, 1, 1, 1, 0, 0], layer.Weight!.Gradient!.ToArray<float>());
    }

    [Fact]
    public void A_recurrent_layer_leaves_the_padding_out()
    {
        var model = new Sequential(new Embedding(5, 3, padding: 0), new Lstm(4, padding: 0));
        float[] y = model.Forward(Tensor.Wrap(new[] { 3, 1, 4, 0, 0 }, [1, 5])).ToArray<float>();
        // A batch of one is a product of a vector, whose sums are rounded otherwise.
        Assert.Equal(y, model.Forward(Tensor.Wrap(new[] { 3, 1, 4, 0, 0, 3, 1, 0, 4, 0 }, [2, 5])).ToArray<float>()[..4], (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal(y, model.Forward(Tensor.Wrap(new[] { 0, 3, 1, 0, 4 }, [1, 5])).ToArray<float>());
    }

    [Fact]
    public void It_trains_on_indices()
    {
        var model = new Sequential(new Embedding(4, 8), new Flatten(), new Dense(4));
        var step = new TrainStep(model, new Sgd(0.5), new SoftmaxCrossEntropy(), seed: 1);
        Tensor x = Tensor.Wrap(new[] { 0, 1, 1, 2, 2, 3, 3, 0 }, [4, 2]), next = Tensor.Wrap(new[] { 2, 3, 0, 1 });
        double first = step.Run(x, next), last = first;
        for (int i = 0; i < 50; i++)
        {
            last = step.Run(x, next);
        }
        Assert.InRange(last, 0, first / 10);
    }

    [Fact]
    public void What_is_no_index_is_refused()
    {
        Embedding layer = Filled();
        layer.Name = "words";
        Assert.StartsWith(
            "Embedding 'words' has vectors for the indices 0 to 2, but element 3 of [1, 4] is another. Give it a larger count, or what is unknown an index of its own.",
            Assert.Throws<ArgumentOutOfRangeException>(() => layer.Forward(Tensor.Wrap(new[] { 2, 0, 2, 3 }, [1, 4]))).Message);
        Assert.Contains("element 0 of", Assert.Throws<ArgumentOutOfRangeException>(() => layer.Forward(Tensor.Wrap(new[] { -1, 0, 2, 3 }, [1, 4]))).Message);
        Assert.StartsWith("Embedding 'words' expects indices, Int32 [batch, ...], but got Float32 [1, 4]. Convert them with To(DType.Int32).",
            Assert.Throws<ArgumentException>(() => layer.Forward(Tensor.Zeros([1, 4]))).Message);
        Assert.StartsWith("The padding must be one of the indices, 0 to 2.", Assert.Throws<ArgumentOutOfRangeException>(() => new Embedding(3, 2, padding: 3)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Embedding(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Embedding(3, 0));
    }
}
