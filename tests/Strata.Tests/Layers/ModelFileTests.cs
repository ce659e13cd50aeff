using System.Globalization;
using Strata.Layers;
using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;
using Strata.Tests.Data;

namespace Strata.Tests.Layers;

public class ModelFileTests
{
    public static TheoryData<string> Cases => LayerContractTests.Names;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_layer_is_read_back_as_it_was(string name)
    {
        using var folder = new TemporaryFolder();
        LayerContractTests.Case c = LayerContractTests.Cases[name];
        var saved = new Sequential(c.Make()) { Name = "model" };
        saved.Build(c.Sample, new RandomStream(3));
        Tensor x = RandomOps.Uniform([3, .. c.Sample], -1, 1, new RandomStream(3));
        LayerContractTests.Fit(saved.Children[0]);
        saved.Save(folder.File("a"));
        Layer loaded = Layer.Load(folder.File("a"));
        loaded.Save(folder.File("b"));
        Assert.Equal(File.ReadAllBytes(folder.File("a")), File.ReadAllBytes(folder.File("b")));
        Assert.Equal(saved.Summary(), loaded.Summary());
        Assert.Equal(saved.Forward(x).ToArray<float>(), loaded.Forward(x).ToArray<float>());
    }

    [Fact]
    public void Every_public_layer_is_known_to_files()
    {
        IEnumerable<string> layers = typeof(Layer).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(Layer)) && !t.IsAbstract).Select(t => t.Name);
        Assert.Empty(layers.Except(LayerTypes.Names));
    }

    [Fact]
    public void A_file_holds_class_names_strings_shapes_and_what_is_frozen()
    {
        using var folder = new TemporaryFolder();
        var model = new Sequential(new Dense(3) { Name = "hidden" }, new Tanh(), new Dense(2) { Name = "output" });
        model.Build([4], new RandomStream(1), DType.Float64);
        model.Children[0].OwnParameters[1].IsTrainable = false;
        model.Save(folder.File("m"), ["cat", "dog"], new Dictionary<string, string> { ["note"] = "naïve" });
        ModelFile read = ModelFile.Read(folder.File("m"));
        Assert.Equal(["cat", "dog"], read.ClassNames);
        Assert.Equal("naïve", Assert.Single(read.Metadata).Value);
        Assert.Equal(DType.Float64, read.Model.DType);
        Assert.Equal([4], read.Model.InputShape);
        Assert.Equal(["hidden.bias"], read.Model.Parameters().Where(p => !p.Value.IsTrainable).Select(p => p.Key));
    }

    [Fact]
    public void A_layer_that_stands_twice_in_a_model_is_one_layer_after_reading()
    {
        using var folder = new TemporaryFolder();
        var shared = new Dense(4) { Name = "shared" };
        var model = new Sequential(shared, new Tanh(), shared, new Branches(shared, new Dense(2)));
        model.Build([4], new RandomStream(1));
        model.Save(folder.File("m"));
        Layer loaded = Layer.Load(folder.File("m"));
        Assert.Same(loaded.Children[0], loaded.Children[2]);
        Assert.Same(loaded.Children[0], loaded.Children[3].Children[0]);
        Assert.Equal(model.ParameterCount(), loaded.ParameterCount());
        Tensor x = Tensor.Wrap([1f, 2, 3, 4], [1, 4]);
        Assert.Equal(model.Forward(x).ToArray<float>(), loaded.Forward(x).ToArray<float>());
    }

    [Fact]
    public void Learning_goes_on_with_new_classes()
    {
        using var folder = new TemporaryFolder();
        var model = new Sequential(new Dense(3), new Tanh(), new Dense(2));
        model.Build([4], new RandomStream(1));
        model.Save(folder.File("m"));
        Layer loaded = Layer.Load(folder.File("m"));
        var last = (Dense)loaded.Children[^1];
        var wider = new Sequential([.. loaded.Children.SkipLast(1), last.Widened(5, new RandomStream(7))]);
        Tensor x = RandomOps.Normal([6, 4], 0, 1, new RandomStream(2));
        float[][] before = [.. model.Forward(x).ToArray<float>().Chunk(2)], after = [.. wider.Forward(x).ToArray<float>().Chunk(5)];
        Assert.Equal(before, after.Select(row => row[..2]));
        Assert.Contains("no fewer than 2", Assert.Throws<ArgumentOutOfRangeException>(() => last.Widened(1)).Message);
    }

    [Fact]
    public void Layers_around_a_trained_model_take_its_shape()
    {
        using var folder = new TemporaryFolder();
        var model = new Sequential(new Dense(3), new Dense(2));
        model.Build([4], new RandomStream(1));
        new Sequential(new Rescale(2), new Sequential(model)).Children[1].Save(folder.File("m"));
        new Sequential(model, new Softmax()).Save(folder.File("m"));
        Tensor x = RandomOps.Normal([3, 4], 0, 1, new RandomStream(2));
        Assert.Equal(model.Forward(x).Softmax().ToArray<float>(), Layer.Load(folder.File("m")).Forward(x).ToArray<float>());
        Assert.Throws<InvalidOperationException>(() => new Sequential(new Softmax(), model).Save(folder.File("m")));
    }

    [Fact]
    public void A_layer_of_ones_own_needs_to_be_registered()
    {
        using var folder = new TemporaryFolder();
        var model = new Sequential(new Doubling(3), new Dense(2));
        model.Build([4]);
        Assert.Contains("Call LayerTypes.Register<Doubling>() once", Assert.Throws<ArgumentException>(() => model.Save(folder.File("m"))).Message);
        Assert.Empty(folder.Names());
        LayerTypes.Register<Doubling>();
        LayerTypes.Register<Doubling>();
        model.Save(folder.File("m"));
        Assert.Equal(3, ((Doubling)Layer.Load(folder.File("m")).Children[0]).Times);
        Assert.Contains("no public property Value of that type", Assert.Throws<ArgumentException>(LayerTypes.Register<Opaque>).Message);
        Assert.Contains("'what' of type Guid, which a model file cannot hold", Assert.Throws<ArgumentException>(LayerTypes.Register<Strange>).Message);
    }

    [Fact]
    public void Kinds_may_be_registered_while_others_go_through_them()
    {
        IReadOnlyCollection<string> names = LayerTypes.Names;
        foreach (string name in names)
        {
            LayerTypes.Register<Tripling>();
        }
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Contains(nameof(Tripling), LayerTypes.Names);
        Parallel.For(0, 100, _ =>
        {
            LayerTypes.Register<Quadrupling>();
            Assert.Contains(nameof(Quadrupling), LayerTypes.Names);
        });
    }

    [Theory]
    [InlineData("\"Dense\"", "\"Dens\"", "layer 1, Dens: there is no such kind of layer. Did you mean Dense?")]
    [InlineData("\"units\":3", "\"units\":0", "layer 1, Dense: A dense layer needs at least one unit.")]
    [InlineData("\"units\":3", "\"units\":3.5", "layer 1, Dense: 'units' cannot be 3.5")]
    [InlineData("\"units\":3", "\"unit\":3", "layer 1, Dense: it has no 'unit'; a newer version")]
    [InlineData("\"units\":3,", "", "layer 1, Dense: 'units' is missing")]
    [InlineData("\"units\":3", "\"units\":200000000", "its tensor '0.weight' is Float32 [3, 4], but Float32 [200000000, 4] is expected")]
    [InlineData("\"input\":[4]", "\"input\":[5]", "its tensor '0.weight' is Float32 [3, 4], but Float32 [3, 5] is expected")]
    [InlineData("\"Float32\"", "\"Bool\"", "its type is Bool; Float32 or Float64 is expected")]
    [InlineData("\"input\":[4]", "\"input\":[2000000000]", "more than 67108864 elements")]
    [InlineData("\"version\":1", "\"version\":2", "its version is 2")]
    [InlineData("{\"layer\":\"Tanh\"}", "{\"same\":7}", "layer 2")]
    [InlineData("{\"layer\":\"Tanh\"}", "{\"same\":0}", "it is inside itself")]
    [InlineData("{\"layer\":\"Tanh\"}", "7", "layer 2")]
    [InlineData("{\"layer\":\"Tanh\"}", "{\"layer\":\"EuclideanRbf\",\"centres\":[1000000,3]}", "the file is too short for a tensor [1000000, 3]")]
    [InlineData("{\"layer\":\"Tanh\"}", "{\"layer\":\"Dense\",\"units\":3,\"hasBias\":true}", "it has no 'hasBias'")]
    [InlineData("{\"layer\":\"Tanh\"}", "{\"layer\":\"BatchNorm\"}", "it lacks the tensor '1.gamma', Float32 [3]")]
    public void A_damaged_architecture_is_refused_with_the_place(string part, string wrong, string message)
    {
        using var folder = new TemporaryFolder();
        var model = new Sequential(new Dense(3), new Tanh());
        model.Build([4], new RandomStream(1));
        model.Save(folder.File("good"));
        TensorFile file = SafeTensors.Read(folder.File("good"));
        string text = file.Metadata["strata.model"];
        Assert.Contains(part, text);
        SafeTensors.Write(folder.File("bad"), file.Tensors, new Dictionary<string, string> { ["strata.model"] = text.Replace(part, wrong, StringComparison.Ordinal) });
        var refused = Assert.Throws<InvalidDataException>(() => Layer.Load(folder.File("bad")));
        Assert.Contains(message, refused.Message);
        Assert.StartsWith(folder.File("bad"), refused.Message);
    }

    [Fact]
    public void States_that_a_file_claims_and_does_not_have_take_no_memory()
    {
        using var folder = new TemporaryFolder();
        var model = new Sequential(new Standardize());
        model.Build([4]);
        model.Save(folder.File("good"));
        TensorFile file = SafeTensors.Read(folder.File("good"));
        string text = file.Metadata["strata.model"].Replace("\"input\":[4]", "\"input\":[50000000]", StringComparison.Ordinal);
        SafeTensors.Write(folder.File("bad"), file.Tensors, new Dictionary<string, string> { ["strata.model"] = text });
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("but Float32 [50000000] is expected", Assert.Throws<InvalidDataException>(() => Layer.Load(folder.File("bad"))).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_tree_that_grows_without_end_out_of_a_few_bytes_is_refused()
    {
        using var folder = new TemporaryFolder();
        var model = new Sequential(new Tanh());
        model.Build([4]);
        model.Save(folder.File("good"));
        string text = SafeTensors.Read(folder.File("good")).Metadata["strata.model"];
        string json = "{\"layer\":\"Tanh\"}";
        for (int i = 1; i <= 40; i++)
        {
            json = $"{{\"layer\":\"Sequential\",\"layers\":[{json},{{\"same\":{40 - i + 2}}}]}}";
        }
        text = text.Replace("{\"layer\":\"Tanh\"}", json, StringComparison.Ordinal);
        SafeTensors.Write(folder.File("bad"), [], new Dictionary<string, string> { ["strata.model"] = text });
        Assert.Contains("more than 100000 layers", Assert.Throws<InvalidDataException>(() => Layer.Load(folder.File("bad"))).Message);
    }

    [Fact]
    public void A_file_of_weights_alone_is_no_model()
    {
        using var folder = new TemporaryFolder();
        var model = new Dense(3);
        model.Build([4]);
        model.SaveWeights(folder.File("w"));
        Assert.Contains("not the architecture of a model", Assert.Throws<InvalidDataException>(() => Layer.Load(folder.File("w"))).Message);
        Assert.Contains("names that begin with 'strata.'", Assert.Throws<ArgumentException>(
            () => model.Save(folder.File("m"), metadata: new Dictionary<string, string> { ["strata.x"] = "" })).Message);
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_the_old_one_whole()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's.");
        using var folder = new TemporaryFolder();
        var model = new Dense(3);
        model.Build([4]);
        Assert.Throws<DirectoryNotFoundException>(() => model.Save(folder.File(Path.Combine("none", "m"))));
        string place = folder.File("m");
        model.Save(place);
        byte[] before = File.ReadAllBytes(place);
        Assert.Throws<IOException>(() => AtomicFile.Write(place, stream =>
        {
            stream.Write(before);
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"No space left on device: '{place}'"));
        }));
        Assert.Equal(before, File.ReadAllBytes(place));
        Assert.Equal(["m"], folder.Names());
    }

    /// <summary>A layer of a user's own.</summary>
    public sealed class Doubling(int times) : Layer
    {
        public int Times { get; } = times;

        protected override Tensor Call(Tensor x, ForwardContext context) => x * Math.Pow(2, Times);
    }

    /// <summary>Nobody else registers it.</summary>
    public sealed class Tripling : Layer
    {
        protected override Tensor Call(Tensor x, ForwardContext context) => x * 3;
    }

    /// <summary>As the other.</summary>
    public sealed class Quadrupling : Layer
    {
        protected override Tensor Call(Tensor x, ForwardContext context) => x * 4;
    }

    /// <summary>Its argument is nowhere to be seen.</summary>
    public sealed class Opaque(int value) : Layer
    {
        protected override Tensor Call(Tensor x, ForwardContext context) => x * value;
    }

    /// <summary>Its argument is of a type that no file holds.</summary>
    public sealed class Strange(Guid what) : Layer
    {
        public Guid What { get; } = what;

        protected override Tensor Call(Tensor x, ForwardContext context) => x;
    }
}
