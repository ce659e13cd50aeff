using Strata.Layers;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.Energy;

public sealed class DenseHopfieldTests
{
    [Fact]
    public void It_recalls_many_more_patterns_than_units_in_one_step()
    {
        Tensor patterns = (RandomOps.Bernoulli([500, 64], 0.5, new RandomStream(1)) * 2) - 1;
        var network = new DenseHopfield(patterns, beta: 1);
        Tensor noisy = patterns * ((RandomOps.Bernoulli(patterns.Shape, 0.05, new RandomStream(2)) * -2) + 1);
        Tensor recalled = network.Recall(noisy);
        Assert.True((recalled.Sign() - patterns).Abs().Mean().ToScalar() / 2 < 0.002);
    }

    [Fact]
    public void The_energy_never_rises()
    {
        var network = new DenseHopfield(RandomOps.Normal([20, 8], 0, 1, new RandomStream(1), DType.Float64), beta: 0.7);
        Tensor x = RandomOps.Normal([10, 8], 0, 2, new RandomStream(2), DType.Float64);
        for (int step = 0; step < 20; step++)
        {
            Tensor next = network.Recall(x);
            Assert.All(network.Energy(x).ToArray<double>().Zip(network.Energy(next).ToArray<double>()), e => Assert.True(e.Second <= e.First + 1e-12));
            x = next;
        }
    }

    [Fact]
    public void It_is_a_layer_and_its_file_holds_the_patterns()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var network = new DenseHopfield(RandomOps.Normal([5, 4], 0, 1, new RandomStream(1)), beta: 2);
        Tensor x = RandomOps.Normal([3, 4], 0, 1, new RandomStream(2));
        float[] recalled = network.Recall(x).ToArray<float>();
        Assert.Equal(recalled, network.Forward(x).ToArray<float>());
        try
        {
            network.Save(file);
            var loaded = (DenseHopfield)Layer.Load(file);
            Assert.Equal(2, loaded.Beta);
            Assert.Equal(recalled, loaded.Recall(x).ToArray<float>());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void What_makes_no_memory_is_refused()
    {
        Assert.Contains("[patterns, units], but got [3]", Assert.Throws<ArgumentException>(() => new DenseHopfield(Tensor.Ones([3]))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DenseHopfield(Tensor.Ones([3, 2]), 0));
    }
}
