using Strata.Layers;

namespace Strata.Tests.Layers;

public class LayerExtensionsTests
{
    private static Sequential Model() => new(
        new Conv2D(6, 5, padding: 2) { Name = "c1" }, new Tanh(),
        new Residual(new Conv2D(6, 1, bias: false)) { Name = "r" },
        new BatchNorm { Name = "n" }, new MaxPool2D(2), new Flatten(), new Dense(10) { Name = "out" });

    [Fact]
    public void A_summary_is_a_table_of_layers_outputs_and_parameters()
    {
        Sequential model = Model();
        model.Build([1, 28, 28]);
        string[] expected =
        [
            "layer                     output            parameters",
            "------------------------  ----------------  ----------",
            "Conv2D 'c1'               [6, 28, 28]              156",
            "Tanh '1'                  [6, 28, 28]                0",
            "Residual 'r'              [6, 28, 28]                0",
            "  Conv2D 'body'           [6, 28, 28]               36",
            "BatchNorm 'n'             [6, 28, 28]               12",
            "MaxPool2D '4'             [6, 14, 14]                0",
            "Flatten '5'               [1176]                     0",
            "Dense 'out'               [10]                  11,770",
            "------------------------  ----------------  ----------",
            "in all                                          11,974",
            "",
        ];
        Assert.Equal(expected, model.Summary().Split('\n'));
    }

    [Fact]
    public void A_summary_before_the_build_says_what_to_do() => Assert.Equal(
        "Sequential has no shapes yet; call Build([...]) with the shape of one sample first.",
        Assert.Throws<InvalidOperationException>(() => new Sequential().Summary()).Message);

    [Fact]
    public void Parameters_and_states_have_paths_in_order()
    {
        Sequential model = Model();
        model.Build([1, 28, 28]);
        Assert.Equal(["c1.weight", "c1.bias", "r.body.weight", "n.gamma", "n.beta", "out.weight", "out.bias"], model.Parameters().Select(p => p.Key));
        Assert.Equal(["n.running_mean", "n.running_variance"], model.States().Select(s => s.Key));
    }

    [Fact]
    public void A_shared_layer_counts_once()
    {
        var shared = new Dense(3);
        var model = new Sequential(shared, new Tanh(), shared);
        model.Build([3]);
        Assert.Equal(["0.weight", "0.bias"], model.Parameters().Select(p => p.Key));
        Assert.Equal(12, model.ParameterCount());
    }

    [Fact]
    public void Frozen_parameters_do_not_count()
    {
        var model = new Dense(3);
        model.Build([4]);
        Assert.Equal(15, model.ParameterCount());
        model.Weight!.IsTrainable = false;
        Assert.Equal(3, model.ParameterCount());
    }
}
