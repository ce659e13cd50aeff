using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;
using Strata.Tests.Data;

namespace Strata.Tests.Layers;

[Collection(AloneCollection.Name)]
public class PredictorTests
{
    private static Sequential Model()
    {
        var model = new Sequential(
            new Conv2D(4, 3, padding: 1), new BatchNorm(), new Relu(), new MaxPool2D(2), new Dropout(0.5), new Flatten(), new Dense(30), new Tanh(), new Dense(3), new Softmax());
        model.Build([1, 12, 12], new RandomStream(1));
        return model;
    }

    [Fact]
    public async Task Many_threads_at_once_get_what_one_gets()
    {
        Sequential model = Model();
        var predictor = new Predictor(model, ["a", "b", "c"]);
        const int calls = 64;
        float[][] inputs = [.. Enumerable.Range(0, calls).Select(i => RandomOps.Uniform([1 + (i % 3), 1, 12, 12], 0, 1, new RandomStream((ulong)i)).ToArray<float>())];
        float[][] expected = [.. inputs.Select(x => model.Forward(Tensor.Wrap(x, [x.Length / 144, 1, 12, 12])).ToArray<float>())];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (int round = 0; round < 5; round++)
            {
                for (int i = 0; i < calls; i++)
                {
                    int mine = (i + (thread * 7)) % calls;
                    float[] outputs = new float[expected[mine].Length];
                    predictor.Predict(inputs[mine], outputs);
                    Assert.Equal(expected[mine], outputs);
                }
            }
        })));
    }

    public static TheoryData<string, Layer[]> Rows => new()
    {
        { "normalization and rectifier", [new Conv2D(9, 3, padding: 1, bias: false), new BatchNorm(), new Relu()] },
        { "normalization alone, 4 groups", [new Conv2D(8, 3, groups: 4, bias: false), new BatchNorm()] },
        { "rectifier alone", [new Conv2D(6, 5, stride: 2, bias: false), new Relu(), new Relu()] },
        { "bias and rectifier", [new Conv2D(3, 5), new Relu(), new MaxPool2D(2)] },
        { "bias and normalization", [new Conv2D(20, 3), new BatchNorm(), new Relu()] },
        { "alone", [new Conv2D(20, 3, dilation: 2, bias: false)] },
        { "a connection table", [new Conv2D(3, 3, table: new ConnectionTable(8, [[0, 1], [2], [3, 4, 7]])), new Relu(), new BatchNorm()] },
        { "filters as large as the picture", [new Conv2D(7, 14, bias: false), new BatchNorm(), new Relu()] },
        { "a residual", [new Residual(new Sequential(new Conv2D(8, 3, padding: 1, bias: false), new BatchNorm())), new Relu(), new Conv2D(8, 1), new Relu()] },
        { "a residual at the end", [new Residual(new Sequential(new Conv2D(4, 3, stride: 2), new Relu()), new Conv2D(4, 3, stride: 2))] },
    };

    /// <summary>Layers that a prediction does at once are what they are one by one, bit for bit.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void Joined_layers_predict_what_each_does_by_itself(string what, Layer[] layers)
    {
        var model = new Sequential(layers);
        var random = new RandomStream(1);
        model.Build([8, 14, 14], random);
        ulong key = 0;
        foreach (Layer layer in model.Tree().Select(node => node.Layer))
        {
            foreach (Tensor values in layer.OwnParameters.Select(p => p.Value).Concat(layer.OwnStates.Select(s => s.Value)).Where(v => v.Rank == 1))
            {
                RandomOps.Uniform(values.Shape, 0.5, 1.5, random.Split(key++)).CopyTo(values);
            }
        }
        Tensor x = RandomOps.Uniform([3, 8, 14, 14], -1, 1, random);
        Tensor expected = model.Forward(x);
        Assert.True(expected.ToArray<float>().SequenceEqual(new Predictor(model).Predict(x).ToArray<float>()), what);
        if (layers is [.., Relu] && layers[^2] is BatchNorm)
        {
            Assert.Contains(0f, expected.ToArray<float>());
        }
    }

    [Fact]
    public void Layers_are_not_joined_where_somebody_looks_or_a_gradient_is_wanted()
    {
        var model = new Sequential(new Conv2D(4, 3, bias: false), new BatchNorm(), new Relu(), new Residual(new Conv2D(4, 3, padding: 1)), new Relu());
        model.Build([2, 9, 9], new RandomStream(1));
        Tensor x = RandomOps.Uniform([2, 2, 9, 9], -1, 1, new RandomStream(2));
        List<Layer> seen = [];
        using (Tape.Pause())
        {
            model.Forward(x, ForwardContext.UnseenInference.Watched((layer, _) => seen.Add(layer)));
        }
        Assert.Equal(model.Tree().Count(), seen.Count);
        model.Forward(x, ForwardContext.UnseenInference).Sum().Backward();
        Assert.All(model.Parameters(), p => Assert.NotNull(p.Value.Gradient));
    }

    [Fact]
    public void Joined_layers_pass_NaN_on_and_work_in_float64()
    {
        var model = new Sequential(new Conv2D(4, 3, padding: 1, bias: false), new BatchNorm(), new Relu(), new Residual(new Conv2D(4, 3, padding: 1)), new Relu());
        model.Build([2, 9, 9], new RandomStream(1), DType.Float64);
        Tensor x = RandomOps.Uniform([2, 2, 9, 9], -1, 1, new RandomStream(2), DType.Float64);
        x.AsSpan<double>()[20] = double.NaN;
        double[] expected = model.Forward(x).ToArray<double>();
        Assert.Contains(double.NaN, expected);
        Assert.Equal(expected, new Predictor(model).Predict(x).ToArray<double>());
    }

    [Fact]
    public void What_a_call_allocates_does_not_grow_with_the_batch()
    {
        var predictor = new Predictor(Model());
        long one = Allocated(1), many = Allocated(50);
        Assert.InRange(one, 0, 8_000);
        Assert.InRange(many, 0, one + 100);

        long Allocated(int batch)
        {
            float[] x = new float[batch * 144], y = new float[batch * 3];
            for (int i = 0; i < 20; i++)
            {
                predictor.Predict(x, y);
            }
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
            {
                predictor.Predict(x, y);
            }
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 20;
        }
    }

    [Fact]
    public void A_file_is_all_it_takes()
    {
        using var folder = new TemporaryFolder();
        Sequential model = Model();
        model.Save(folder.File("m"), ["a", "b", "c"]);
        var predictor = Predictor.Load(folder.File("m"));
        Assert.Equal(["a", "b", "c"], predictor.ClassNames);
        Assert.Equal(([1, 12, 12], [3]), (predictor.InputShape, predictor.OutputShape));
        Tensor x = RandomOps.Uniform([2, 1, 12, 12], 0, 1, new RandomStream(5));
        Tensor y = predictor.Predict(x);
        Assert.Equal(model.Forward(x).ToArray<float>(), y.ToArray<float>());
        Assert.False(y.RequiresGradient);
    }

    [Fact]
    public void Indices_go_in_and_numbers_come_out()
    {
        var model = new Sequential(new Embedding(5, 3), new SimpleRnn(2));
        model.Build([4], new RandomStream(1));
        float[] y = new float[4];
        new Predictor(model).Predict(new[] { 0, 1, 2, 3, 4, 3, 2, 1 }, y);
        Assert.Equal(model.Forward(Tensor.Wrap([0, 1, 2, 3, 4, 3, 2, 1], [2, 4])).ToArray<float>(), y);
    }

    [Fact]
    public void A_file_whose_names_do_not_fit_is_refused()
    {
        using var folder = new TemporaryFolder();
        Model().Save(folder.File("m"), ["a", "b"]);
        Assert.Contains("There are 2 class names", Assert.Throws<InvalidDataException>(() => Predictor.Load(folder.File("m"))).Message);
    }

    [Fact]
    public void Wrong_lengths_names_and_models_are_refused()
    {
        var predictor = new Predictor(Model());
        Assert.Contains("A sample [1, 12, 12] has 144 elements; 143 are no number of samples", Assert.Throws<ArgumentException>(() => predictor.Predict(new float[143], new float[3])).Message);
        Assert.Contains("0 are no number", Assert.Throws<ArgumentException>(() => predictor.Predict<float, float>([], [])).Message);
        Assert.Contains("2 predictions [3] take 6 elements, but there is room for 3", Assert.Throws<ArgumentException>(() => predictor.Predict(new float[288], new float[3])).Message);
        Assert.Contains("There are 2 class names", Assert.Throws<ArgumentException>(() => new Predictor(Model(), ["a", "b"])).Message);
        Assert.Contains("Dense has no weights yet", Assert.Throws<InvalidOperationException>(() => new Predictor(new Dense(2))).Message);
    }
}
