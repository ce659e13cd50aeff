using Strata.Models.Energy;
using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Tests.Models.Energy;

public sealed class BoltzmannMachineTests
{
    [Fact]
    public void States_are_drawn_with_their_probabilities()
    {
        (BoltzmannMachine machine, EnergyModel exact) = Random();
        const int count = 20_000;
        Tensor drawn = machine.Sample(RandomOps.Bernoulli([count, 5], 0.5, new RandomStream(1)), stages: [new(1, 30)]);
        Compare(drawn, exact, []);
        Tensor clamped = Tensor.Wrap([.. Enumerable.Repeat(new float[] { 1, 0 }, count).SelectMany(x => x)], [count, 2]);
        Compare(machine.Sample(machine.Start(clamped), clamped: 2, [new(1, 30)]), exact, [1, 0]);

        static void Compare(Tensor drawn, EnergyModel exact, int[] given)
        {
            float[] states = drawn.ToArray<float>();
            double all = exact.Probability(given);
            foreach ((int[] state, double p) in exact.Table.Where(t => t.State.Take(given.Length).SequenceEqual(given)))
            {
                double share = states.Chunk(5).Count(s => s.Select(x => (int)x).SequenceEqual(state)) / (double)count, expected = p / all;
                Assert.True(Math.Abs(share - expected) < 4.5 * Math.Sqrt(expected * (1 - expected) / count) + 1e-9, $"{string.Join("", state)}: {share} is not {expected}.");
            }
        }
    }

    [Fact]
    public void The_energy_is_that_of_all_pairs()
    {
        (BoltzmannMachine machine, EnergyModel exact) = Random();
        Tensor all = Enumeration.States(new BernoulliUnits(), 5, DType.Float32);
        double[] p = machine.Energy(all).To(DType.Float64).ToArray<double>();
        for (int i = 0; i < 32; i++)
        {
            Assert.Equal(-exact.LogPartition - p[i], Math.Log(exact.Table[i].Probability), 1e-4);
        }
    }

    [Fact]
    public void Mean_field_is_near_the_means_where_weights_are_small()
    {
        (BoltzmannMachine machine, EnergyModel exact) = Random(0.3f);
        float[] mean = machine.MeanField(Tensor.Full([1, 5], 0.5)).ToArray<float>();
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(exact.Table.Sum(t => t.State[i] * t.Probability), mean[i], 0.02);
        }
    }

    [Fact]
    public void Without_hidden_units_it_learns_the_means_and_products_of_the_data()
    {
        // Where the likelihood is largest, they are equal (the gradient is their difference).
        Tensor data = Tensor.Wrap([0f, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 1], [8, 3]);
        var machine = new BoltzmannMachine(3, 0, seed: 1);
        machine.Fit(data, new BoltzmannLearning(400) { LearningRate = 0.3, Copies = 10, CountedSweeps = 5 });
        var model = new EnergyModel(3, s => machine.Energy(Tensor.Wrap([.. s.Select(x => (float)x)], [1, 3])).ToScalar());
        float[][] samples = [.. data.ToArray<float>().Chunk(3)];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                Assert.Equal(samples.Average(s => s[i] * s[j]), model.Table.Sum(t => t.State[i] * t.State[j] * t.Probability), 0.05);
            }
        }
    }

    [Fact]
    public void Units_that_are_not_connected_stay_so()
    {
        var machine = new BoltzmannMachine(2, 2, (i, j) => i >= 2 && j < 2, seed: 1);
        machine.Fit(Tensor.Wrap([0f, 1, 1, 0], [2, 2]), new BoltzmannLearning(5));
        float[] w = machine.Weight.ToArray<float>();
        Assert.All((int[])[0, 1, 4, 5, 10, 11, 14, 15], i => Assert.Equal(0, w[i]));
        Assert.Equal(w, machine.Weight.Transpose().ToArray<float>());
        Assert.All((int[])[2, 3, 6, 7], i => Assert.NotEqual(0, w[i]));
    }

    [Fact]
    public void A_machine_comes_back_from_a_file_and_learns_on()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var machine = new BoltzmannMachine(2, 2, (i, j) => i >= 2 && j < 2, seed: 3);
            machine.Save(file);
            BoltzmannMachine loaded = BoltzmannMachine.Load(file);
            Assert.Equal((2, 2), (loaded.Visible, loaded.Hidden));
            foreach (BoltzmannMachine each in (BoltzmannMachine[])[machine, loaded])
            {
                each.Fit(Tensor.Wrap([0f, 1, 1, 0], [2, 2]), new BoltzmannLearning(5)); // from the same place in the random numbers
            }
            Assert.Equal(machine.Weight.ToArray<float>(), loaded.Weight.ToArray<float>());
            Assert.Equal(machine.Bias.ToArray<float>(), loaded.Bias.ToArray<float>());

            Write([new("bias", Tensor.Zeros([4])), new("weight", Tensor.Zeros([4, 3]))], []);
            Assert.Contains("holds no Boltzmann machine: its tensor 'weight' is Float32 [4, 3], but Float32 [4, 4] is expected", Fault());
            Write([new("bias", Tensor.Zeros([2])), new("weight", Tensor.Zeros([2, 2])), new("connected", Tensor.Zeros([2, 2]))], new() { ["visible"] = "3", ["seed"] = "1" });
            Assert.Contains("its metadata should have a seed and the number of visible units, 1 to 2.", Fault());
        }
        finally
        {
            File.Delete(file);
        }

        void Write(KeyValuePair<string, Tensor>[] tensors, Dictionary<string, string> metadata) => SafeTensors.Write(file, tensors, metadata);

        string Fault() => Assert.Throws<InvalidDataException>(() => BoltzmannMachine.Load(file)).Message;
    }

    [Fact]
    public void Wrong_samples_are_refused()
    {
        var machine = new BoltzmannMachine(2, 1);
        Assert.Contains("[samples, 2], but got [1, 3]", Assert.Throws<ArgumentException>(() => machine.Fit(Tensor.Zeros([1, 3]), new(1))).Message);
        Assert.Contains("holds the value 2", Assert.Throws<ArgumentException>(() => machine.Fit(Tensor.Full([1, 2], 2), new(1))).Message);
        Assert.Contains("[batch, 3], the 2 visible units first", Assert.Throws<ArgumentException>(() => machine.Sample(Tensor.Zeros([1, 2]))).Message);
    }

    private static (BoltzmannMachine Machine, EnergyModel Exact) Random(float size = 0.8f)
    {
        var machine = new BoltzmannMachine(3, 2);
        Tensor w = RandomOps.Normal([5, 5], 0, size, new RandomStream(7)), off = 1 - Tensor.Wrap([.. Enumerable.Range(0, 5)]).OneHot(5);
        ((w + w.Transpose()) * off).CopyTo(machine.Weight);
        RandomOps.Normal([5], 0, size, new RandomStream(8)).CopyTo(machine.Bias);
        float[] weight = machine.Weight.ToArray<float>(), bias = machine.Bias.ToArray<float>();
        return (machine, new EnergyModel(5, s =>
        {
            double energy = 0;
            for (int i = 0; i < 5; i++)
            {
                energy -= bias[i] * s[i];
                for (int j = 0; j < i; j++)
                {
                    energy -= weight[(i * 5) + j] * s[i] * s[j];
                }
            }
            return energy;
        }));
    }
}
