// LeNet-5 against the numbers printed in LeCun, Bottou, Bengio and Haffner 1998, section II.B.

using Strata.Layers;
using Strata.Models.Convolutional;
using Strata.Tensors;

namespace Strata.Tests.Models;

public sealed class LeNet5Tests
{
    [Theory]
    [InlineData("c1", 156, 122_304)]
    [InlineData("s2", 12, 5_880)]
    [InlineData("c3", 1_516, 151_600)]
    [InlineData("s4", 32, 2_000)]
    [InlineData("c5", 48_120, 48_120)]
    [InlineData("f6", 10_164, 10_164)]
    public void Each_layer_has_the_published_parameters_and_connections(string name, int parameters, int connections)
    {
        Layer layer = Built().Children.Single(l => l.Name == name);
        Assert.Equal(parameters, layer.ParameterCount());
        Assert.Equal(connections, Connections(layer));
    }

    [Fact]
    public void All_layers_have_60_000_parameters_and_340_908_connections()
    {
        Sequential net = Built();
        Assert.Equal(60_000, net.ParameterCount());
        // The paper's 340,908 is this sum with the 840 connections of the output layer.
        long connections = net.Children.Where(l => l.Name is "c1" or "s2" or "c3" or "s4" or "c5" or "f6").Sum(Connections) + (10 * 84);
        Assert.Equal(340_908, connections);
    }

    [Fact]
    public void C3_reads_the_maps_of_the_papers_table()
    {
        Conv2D c3 = (Conv2D)Built().Children.Single(l => l.Name == "c3");
        // One map of S2 at a time: those of C3 that answer are the table's columns.
        string[] readers = ["0 4 5 6 9 10 11 12 14 15", "0 1 5 6 7 10 11 12 13 15", "0 1 2 6 7 8 11 13 14 15",
            "1 2 3 6 7 8 9 12 14 15", "2 3 4 7 8 9 10 12 13 15", "3 4 5 8 9 10 11 13 14 15"];
        for (int map = 0; map < 6; map++)
        {
            Tensor x = Tensor.Zeros([1, 6, 14, 14]);
            x.AsSpan<float>().Slice(map * 196, 196).Fill(1);
            float[] y = c3.Forward(x).ToArray<float>(), bias = c3.Bias!.Value.ToArray<float>();
            Assert.Equal(readers[map], string.Join(' ', Enumerable.Range(0, 16).Where(o => Math.Abs(y[o * 100] - bias[o]) > 1e-6)));
        }
    }

    [Fact]
    public void The_output_is_the_squared_distance_to_bitmaps_of_plus_and_minus_one()
    {
        Tensor centres = LeNet5.Centres();
        Assert.Equal([10, 84], centres.Shape.Lengths.ToArray());
        Assert.All(centres.ToArray<float>(), v => Assert.True(v is 1 or -1));
        float[] penalties = new EuclideanRbf(centres).Forward(centres).ToArray<float>();
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(0, penalties[(i * 10) + i]);
            Assert.All(Enumerable.Range(0, 10).Where(j => j != i), j => Assert.True(penalties[(i * 10) + j] > 0));
        }
    }

    private static Sequential Built()
    {
        Sequential net = LeNet5.Create();
        Assert.Equal([10], net.Build([1, 32, 32]).Lengths.ToArray());
        return net;
    }

    // A connection is one use of a weight or of a bias; a sub-sampling unit adds four inputs and has a coefficient for their sum and a bias.
    private static long Connections(Layer layer) => layer switch
    {
        SubSampling => (long)layer.OutputShape.ElementCount * 5,
        _ => layer.ParameterCount() * layer.OutputShape.Lengths[1..].ToArray().Aggregate(1L, (a, b) => a * b),
    };
}
