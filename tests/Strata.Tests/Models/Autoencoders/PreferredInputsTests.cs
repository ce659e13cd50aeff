using Strata.Layers;
using Strata.Models.Autoencoders;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.Autoencoders;

public class PreferredInputsTests
{
    [Fact]
    public void A_unit_of_the_first_layer_prefers_its_own_filter()
    {
        var dense = new Dense(5);
        var model = new Sequential(new Flatten(), dense, new Sigmoid());
        model.Build([1, 4, 4], new RandomStream(1));
        Tensor inputs = PreferredInputs.Of(model, norm: 2);
        Assert.Equal([5, 1, 4, 4], inputs.Shape.Lengths.ToArray());
        float[][] weights = [.. dense.Weight!.Value.ToArray<float>().Chunk(16)], found = [.. inputs.ToArray<float>().Chunk(16)];
        for (int i = 0; i < 5; i++)
        {
            double norm = Math.Sqrt(weights[i].Sum(w => w * w));
            Assert.Equal(weights[i].Select(w => (float)(2 * w / norm)), found[i], (a, b) => Math.Abs(a - b) < 0.01);
        }
        Assert.All(model.Parameters(), p => Assert.Null(p.Value.Gradient));
    }

    [Fact]
    public void A_deeper_unit_is_more_excited_than_by_any_of_many_random_inputs_of_that_length()
    {
        var model = new Sequential(new Dense(20), new Tanh(), new Dense(6), new Sigmoid());
        model.Build([12], new RandomStream(2));
        Tensor inputs = PreferredInputs.Of(model, units: 4, norm: 3, seed: 1);
        Assert.Equal([4, 12], inputs.Shape.Lengths.ToArray());
        Tensor random = RandomOps.Normal([2000, 12], 0, 1, new RandomStream(3));
        random = random * (3 / random.Square().Sum([1], keepAxes: true).Sqrt());
        float[] best = model.Forward(random).Max([0]).ToArray<float>();
        float[] excited = model.Forward(inputs).ToArray<float>();
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(9, inputs.Slice(0, i, 1).Square().Sum().ToScalar(), 1e-3);
            Assert.True(excited[(i * 6) + i] > best[i], $"unit {i}: {excited[(i * 6) + i]} is not above {best[i]}");
        }
        Assert.Equal(inputs.ToArray<float>(), PreferredInputs.Of(model, units: 4, norm: 3, seed: 1).ToArray<float>());
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        var model = new Dense(2);
        Assert.Contains("has no weights yet", Assert.Throws<InvalidOperationException>(() => PreferredInputs.Of(model)).Message);
        model.Build([3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => PreferredInputs.Of(model, units: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PreferredInputs.Of(model, norm: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PreferredInputs.Of(model, rate: -1));
        Assert.Equal(2, PreferredInputs.Of(model, units: 9).Shape[0]);
    }
}
