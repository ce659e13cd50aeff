using Strata.Layers;
using Strata.Serialization;
using Strata.Tensors;
using Strata.Tests.Data;

namespace Strata.Tests.Layers;

public class LayerFilesTests
{
    private static Sequential Model(ulong seed, int units = 3)
    {
        var model = new Sequential(new Dense(units) { Name = "hidden" }, new BatchNorm { Name = "norm" }, new Dense(2) { Name = "output" });
        model.Build([4], new RandomStream(seed));
        return model;
    }

    private static float[] Values(Layer model)
        => [.. model.Parameters().SelectMany(p => p.Value.Value.ToArray<float>()), .. model.States().SelectMany(s => s.Value.ToArray<float>())];

    [Fact]
    public void Weights_that_are_saved_are_loaded()
    {
        using var folder = new TemporaryFolder();
        Sequential saved = Model(1), loaded = Model(2);
        saved.States()[0].Value.AsSpan<float>().Fill(7);
        saved.SaveWeights(folder.File("w"));
        Assert.NotEqual(Values(saved), Values(loaded));
        loaded.LoadWeights(folder.File("w"));
        Assert.Equal(Values(saved), Values(loaded));
        Assert.Equal(["w"], folder.Names());
    }

    [Fact]
    public void The_tensors_of_the_file_have_the_paths_of_the_parameters_and_states()
    {
        using var folder = new TemporaryFolder();
        Sequential model = Model(1);
        model.Save(folder.File("w"));
        string[] expected = [.. model.Parameters().Select(p => p.Key), .. model.States().Select(s => s.Key)];
        Assert.Contains("hidden.weight", expected);
        Assert.Equal(expected.Order(), SafeTensors.Read(folder.File("w")).Tensors.Keys.Order());
    }

    [Theory]
    [InlineData("missing", "it lacks the tensor 'output.bias', Float32 [2]")]
    [InlineData("extra", "it has the tensor 'more', which the model has not")]
    [InlineData("shape", "its tensor 'output.bias' is Float32 [3], but Float32 [2] is expected")]
    [InlineData("type", "its tensor 'output.bias' is Float64 [2], but Float32 [2] is expected")]
    public void A_file_that_does_not_fit_is_refused_and_changes_nothing(string fault, string message)
    {
        using var folder = new TemporaryFolder();
        Sequential model = Model(1);
        Dictionary<string, Tensor> tensors = Model(2).Parameters().ToDictionary(p => p.Key, p => p.Value.Value);
        foreach ((string name, Tensor state) in Model(2).States())
        {
            tensors.Add(name, state);
        }
        switch (fault)
        {
            case "missing": tensors.Remove("output.bias"); break;
            case "extra": tensors.Add("more", Tensor.Zeros([1])); break;
            case "shape": tensors["output.bias"] = Tensor.Zeros([3]); break;
            default: tensors["output.bias"] = Tensor.Zeros([2], DType.Float64); break;
        }
        SafeTensors.Write(folder.File("w"), tensors);
        float[] before = Values(model);
        var refused = Assert.Throws<InvalidDataException>(() => model.LoadWeights(folder.File("w")));
        Assert.Contains(message, refused.Message);
        Assert.Contains(folder.File("w"), refused.Message);
        Assert.Equal(before, Values(model));
    }

    [Fact]
    public void A_layer_without_shapes_has_nothing_to_save_or_load()
    {
        var model = new Dense(2) { Name = "d" };
        Assert.Contains("Dense 'd' has no weights yet; call Build", Assert.Throws<InvalidOperationException>(() => model.SaveWeights("w")).Message);
        Assert.Contains("call Build", Assert.Throws<InvalidOperationException>(() => model.LoadWeights("w")).Message);
    }
}
