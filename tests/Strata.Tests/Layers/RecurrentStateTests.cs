using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;
using Strata.Tests.Data;

namespace Strata.Tests.Layers;

public class RecurrentStateTests
{
    private const int Steps = 7;
    private static readonly Tensor s_x = RandomOps.Uniform([3, Steps, 2], -1, 1, new RandomStream(2), DType.Float64);

    private static readonly Dictionary<string, Func<Layer>> s_models = new()
    {
        ["rnn"] = () => new SimpleRnn(3, returnSequence: true),
        ["lstm"] = () => new Lstm(3, returnSequence: true, peephole: Peephole.Current),
        ["gru"] = () => new Gru(3, returnSequence: true),
        ["gru that resets after"] = () => new Gru(3, returnSequence: true, resetAfter: true),
        ["stack"] = () => new Sequential(
            new Lstm(3, returnSequence: true), new LayerNorm(), new Dropout(0.5), new Residual(new Gru(3, returnSequence: true)), new Dense(2), new Tanh()),
    };

    public static TheoryData<string> Models => [.. s_models.Keys];

    private static T Built<T>(T layer, ulong seed = 1)
        where T : Layer
    {
        layer.Build([Steps, 2], new RandomStream(seed), DType.Float64);
        return layer;
    }

    private static void Equal(Tensor expected, Tensor actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.ToArray<double>(), actual.ToArray<double>(), (a, b) => Math.Abs(a - b) < tolerance);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_sequence_read_in_parts_gives_what_it_gives_at_once(string name)
    {
        Layer model = Built(s_models[name]());
        Tensor whole = model.Forward(s_x);
        foreach (int[] lengths in (int[][])[[1, 1, 1, 1, 1, 1, 1], [3, 4], [5, 1, 1]])
        {
            var state = new RecurrentState();
            Tensor[] parts = [.. s_x.Split(1, lengths).Select(part => model.Forward(part, ForwardContext.Inference.With(state)))];
            Equal(whole, ConcatenateOp.Concatenate(parts, axis: 1));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_sequence_is_read_on_from_a_file(string name)
    {
        using var folder = new TemporaryFolder();
        Layer model = Built(s_models[name]());
        Tensor[] parts = s_x.Split(1, 3, 4);
        var state = new RecurrentState();
        model.Forward(parts[0], ForwardContext.Inference.With(state));
        var checkpoint = new Checkpoint();
        state.Capture(checkpoint, model);
        checkpoint.Write(folder.File("state"));
        Layer other = Built(s_models[name]()); // with the same weights
        var read = new RecurrentState();
        read.Restore(Checkpoint.Read(folder.File("state")), other);
        Assert.Equal(
            model.Forward(parts[1], ForwardContext.Inference.With(state)).ToArray<double>(), other.Forward(parts[1], ForwardContext.Inference.With(read)).ToArray<double>());
    }

    [Fact]
    public void States_of_another_model_are_refused_and_change_nothing()
    {
        var model = Built(new Sequential(new Lstm(3, returnSequence: true), new Gru(2)));
        var state = new RecurrentState();
        model.Forward(s_x, ForwardContext.Inference.With(state));
        var checkpoint = new Checkpoint();
        state.Capture(checkpoint, model);
        Assert.Equal(["0.state.0", "0.state.1", "1.state.0"], checkpoint.Tensors.Keys);
        Assert.Contains(
            "Lstm '0' has 2 states Float64 [batch, 4], and the file Float64 [3, 3], Float64 [3, 3].",
            Refused(Built(new Sequential(new Lstm(4, returnSequence: true), new Gru(2)))));
        Assert.Contains("it has 3 states of recurrent layers, of which the model knows 2.", Refused(Built(new Sequential(new Lstm(3), new Dense(2)))));
        checkpoint.Set("0.state.1", Tensor.Zeros([2, 3], DType.Float64));
        Assert.Contains("and the file Float64 [3, 3], Float64 [2, 3].", Refused(model));

        string Refused(Layer other)
        {
            var kept = new RecurrentState();
            var first = (Recurrent)other.Children[0];
            kept[first] = [Tensor.Ones([1, 1])];
            string message = Assert.Throws<InvalidDataException>(() => kept.Restore(checkpoint, other)).Message;
            Assert.Equal(1f, kept[first]!.Single().ToScalar());
            return message;
        }
    }

    [Fact]
    public void Padding_in_a_part_leaves_the_state_as_it_is()
    {
        Lstm model = Built(new Lstm(3, padding: 0));
        Tensor x = s_x.Clone();
        x.AsSpan<double>()[4..8].Clear(); // the first sequence lacks steps 2 and 3
        var state = new RecurrentState();
        Tensor[] parts = [.. x.Split(1, 3, 4).Select(part => model.Forward(part, ForwardContext.Inference.With(state)))];
        Equal(model.Forward(x), parts[1]);
        Equal(parts[1], state[model]![0]);
        Assert.Equal(2, state[model]!.Count);
    }

    [Fact]
    public void Without_a_state_nothing_is_carried_and_one_state_does_not_touch_another()
    {
        Gru model = Built(new Gru(3));
        Tensor first = model.Forward(s_x), part = s_x.Slice(1, 0, 2);
        RecurrentState one = new(), other = new();
        model.Forward(part, ForwardContext.Inference.With(one));
        double[] held = one[model]![0].ToArray<double>();
        model.Forward(part, ForwardContext.Training(new RandomStream(1)).With(other));
        model.Forward(part, ForwardContext.Inference.With(other));
        Equal(first, model.Forward(s_x));
        Assert.Equal(held, one[model]![0].ToArray<double>());
        Assert.NotEqual(held, other[model]![0].ToArray<double>());
        one.Clear();
        Assert.Null(one[model]);
        Equal(first, model.Forward(s_x, ForwardContext.Inference.With(one)));
    }

    [Fact]
    public void A_first_state_can_be_given_by_hand()
    {
        var model = new SimpleRnn(1);
        model.Build([1, 1], dtype: DType.Float64);
        (model.Weight!.Value.AsSpan<double>()[0], model.RecurrentWeight!.Value.AsSpan<double>()[0]) = (0.5, -2);
        var state = new RecurrentState { [model] = [Tensor.Wrap([0.25], [1, 1])] };
        Tensor y = model.Forward(Tensor.Wrap([0.8], [1, 1, 1]), ForwardContext.Inference.With(state));
        Assert.Equal(Math.Tanh((0.5 * 0.8) - (2 * 0.25)), y.ToScalar(), 1e-14);
        state[model] = null;
        Assert.Equal(Math.Tanh(0.4), model.Forward(Tensor.Wrap([0.8], [1, 1, 1]), ForwardContext.Inference.With(state)).ToScalar(), 1e-14);
    }

    [Fact]
    public void Gradients_end_between_two_passes_unless_the_state_is_differentiable()
    {
        Lstm encoder = Built(new Lstm(3)), decoder = Built(new Lstm(3), 2);
        Tensor Translate(Tensor x, RecurrentState state)
        {
            encoder.Forward(x, ForwardContext.Inference.With(state));
            state[decoder] = state[encoder];
            return decoder.Forward(s_x.Slice(1, 0, 4), ForwardContext.Inference.With(state));
        }

        GradientCheck.Verify(x => Translate(x[0], new RecurrentState(differentiable: true)), [s_x]);
        Tensor source = s_x.Clone();
        source.RequiresGradient = true;
        Translate(source, new RecurrentState()).Sum().Backward();
        Assert.Null(source.Gradient);
        Assert.Null(encoder.Weight!.Gradient);
        Assert.NotNull(decoder.Weight!.Gradient);
    }

    [Fact]
    public void The_state_outlives_the_scope_that_it_was_computed_in()
    {
        Gru model = Built(new Gru(3));
        var state = new RecurrentState();
        Tensor first = s_x.Slice(1, 0, 3);
        using (new TensorScope())
        {
            model.Forward(first, ForwardContext.Inference.With(state));
        }
        Equal(model.Forward(s_x), model.Forward(s_x.Slice(1, 3, 4), ForwardContext.Inference.With(state)));
    }

    [Fact]
    public void What_cannot_go_on_is_refused()
    {
        Lstm model = Built(new Lstm(3));
        model.Name = "reader";
        var state = new RecurrentState();
        model.Forward(s_x, ForwardContext.Inference.With(state));
        Assert.Equal(
            "Lstm 'reader' begins this batch with 2 states Float64 [2, 3], but its RecurrentState holds Float64 [3, 3], Float64 [3, 3]. " +
            "Sequences that go on keep their places in a batch of one size; for new ones, Clear() the state.",
            Assert.Throws<ShapeException>(() => model.Forward(s_x.Slice(0, 0, 2), ForwardContext.Inference.With(state))).Message);
        state[model] = [state[model]![0]];
        Assert.Contains(
            "holds Float64 [3, 3]. ", Assert.Throws<ShapeException>(() => model.Forward(s_x, ForwardContext.Inference.With(state))).Message);
        Bidirectional both = Built(new Bidirectional(new Gru(2), new Gru(2)));
        Assert.Equal(
            "Gru 'backward' reads from the last step to the first, so an earlier part of a sequence has no state for it. " +
            "Give it whole sequences, without a RecurrentState.",
            Assert.Throws<InvalidOperationException>(() => both.Forward(s_x, ForwardContext.Inference.With(new RecurrentState()))).Message);
    }

    [Fact]
    public void Another_number_of_steps_is_taken_where_layers_go_step_by_step_and_refused_elsewhere()
    {
        Sequential model = Built(new Sequential(new Bidirectional(new Gru(2, true), new Gru(2, true)), new Dense(3), new Relu()));
        Assert.Equal(Shape.Create([3, 5, 3]), model.Forward(s_x.Slice(1, 0, 5)).Shape);
        Assert.Equal(
            "Sequential was built for samples of shape [7, 2], but got [7, 1]. The first axis of a tensor is the batch; a layer is built once, by Build or its first input.",
            Assert.Throws<ShapeException>(() => model.Forward(s_x.Slice(2, 0, 1))).Message);
        Sequential flat = Built(new Sequential(new Gru(2, true), new Flatten(), new Dense(3)));
        Assert.StartsWith(
            "Flatten '1' was built for samples of shape [7, 2], but got [5, 2].", Assert.Throws<ShapeException>(() => flat.Forward(s_x.Slice(1, 0, 5))).Message);
        var dense = new Dense(2);
        dense.Build([2]);
        Assert.StartsWith("Dense was built for samples of shape [2], but got [3].", Assert.Throws<ShapeException>(() => dense.Forward(Tensor.Zeros([1, 3]))).Message);
        Sequential normed = Built(new Sequential(new BatchNorm()));
        Assert.StartsWith("Sequential was built for", Assert.Throws<ShapeException>(() => normed.Forward(s_x.Slice(1, 0, 5))).Message);
    }
}
