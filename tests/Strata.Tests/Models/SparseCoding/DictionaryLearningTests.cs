using Strata.Layers;
using Strata.Models.SparseCoding;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.SparseCoding;

[Collection(AloneCollection.Name)]
public sealed class DictionaryLearningTests
{
    [Theory]
    [InlineData(DictionaryUpdate.BlockDescent)]
    [InlineData(DictionaryUpdate.LagrangeDual)]
    public void Atoms_that_samples_are_made_of_are_found(DictionaryUpdate update)
    {
        (Tensor atoms, Tensor samples) = Sources.Make(12, 10, 600, 2);
        var model = new DictionaryLearning(12, 0.1, 60, update: update, seed: 3);
        model.Fit(samples);
        Assert.InRange(Sources.Found(atoms, model.Dictionary!), 11, 12);
        Assert.All(model.Dictionary!.Square().Sum([1]).ToArray<double>(), s => Assert.InRange(s, 0.999, 1 + 1e-9));
        for (int i = 1; i < model.History.Count; i++)
        {
            Assert.True(model.History[i] <= model.History[i - 1] + 1e-9);
        }
        Assert.Equal(model.Score(samples), model.History[^1], 0.02);
    }

    [Fact]
    public void The_dual_gives_the_best_dictionary_for_the_codes()
    {
        (_, Tensor samples) = Sources.Make(9, 8, 200, 2);
        Tensor codes = RandomOps.Normal([200, 9], 0, 0.3, new RandomStream(5), DType.Float64) * RandomOps.Bernoulli([200, 9], 0.3, new RandomStream(6), DType.Float64);
        CodeSums sums = CodeSums.Zeros(9, 8);
        sums.Add(samples, codes);
        Tensor best = LagrangeDual.Solve(sums.Codes, sums.Samples), descended = best * 0;
        DictionarySteps.Descend(sums.Codes, sums.Samples, descended, 2000);
        Assert.All(best.ToArray<double>().Zip(descended.ToArray<double>()), p => Assert.Equal(p.First, p.Second, 1e-5)); // the convex problem has one solution
        Assert.All(best.Square().Sum([1]).ToArray<double>(), s => Assert.InRange(s, 0, 1 + 1e-9));
        Assert.InRange(best.Square().Sum([1]).ToArray<double>().Count(s => s > 1 - 1e-6), 1, 8); // some are held back
        Assert.Equal((0.5 * (samples - codes.MatMul(best)).Square().Sum().ToScalar()) + (0.3 * codes.Abs().Sum().ToScalar()), sums.Objective(best, 0.3), 1e-8);
    }

    [Fact]
    public void Non_negative_codes_stay_so()
    {
        (Tensor atoms, Tensor samples) = Sources.Make(8, 10, 400, 2, nonNegative: true);
        var model = new DictionaryLearning(8, 0.1, 60, nonNegative: true, seed: 2);
        model.Fit(samples);
        Assert.InRange(Sources.Found(atoms, model.Dictionary!), 7, 8);
        Assert.All(model.Encode(samples).ToArray<double>(), a => Assert.True(a >= 0));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_whatever_the_threads()
    {
        Tensor samples = Sources.Make(10, 8, 300, 2).Samples.To(DType.Float32);
        int before = Threads.Count;
        try
        {
            Threads.Count = 1;
            float[] one = Learned();
            Threads.Count = 4;
            Assert.Equal(one, Learned());
        }
        finally
        {
            Threads.Count = before;
        }

        float[] Learned()
        {
            var model = new DictionaryLearning(10, 0.2, 5, seed: 7);
            model.Fit(samples);
            return model.Dictionary!.ToArray<float>();
        }
    }

    [Fact]
    public void What_was_saved_codes_the_same()
    {
        Tensor samples = Sources.Make(6, 4, 100, 2).Samples.Reshape([100, 2, 2]).To(DType.Float32);
        var model = new DictionaryLearning(6, 0.3, 4, update: DictionaryUpdate.LagrangeDual, method: LassoMethod.LeastAngle, nonNegative: true, seed: 5);
        model.Fit(samples);
        string path = Path.GetTempFileName();
        try
        {
            model.Save(path);
            var loaded = (DictionaryLearning)Layer.Load(path);
            Assert.Equal(model.Encode(samples).ToArray<float>(), loaded.Encode(samples).ToArray<float>());
            Assert.Equal((6, 0.3, LassoMethod.LeastAngle, true, 5L), (loaded.Atoms, loaded.Lambda, loaded.Method, loaded.NonNegative, loaded.Seed));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Codes_decode_to_samples_of_the_same_shape()
    {
        Tensor samples = Sources.Make(6, 4, 100, 1).Samples.Reshape([100, 2, 2]);
        var model = new DictionaryLearning(8, 0.02, 40);
        model.Fit(samples);
        Tensor again = model.Decode(model.Encode(samples));
        Assert.Equal(samples.Shape, again.Shape);
        Assert.Equal((samples - again).Square().Sum().ToScalar() / 100, model.ReconstructionError(samples), 1e-10);
        Assert.InRange(model.ReconstructionError(samples), 0, 0.02);
        Assert.Contains("takes back what it gives, samples of shape [8], but got [7]", Assert.Throws<ShapeException>(() => model.Decode(Tensor.Zeros([3, 7], DType.Float64))).Message);
    }

    [Fact]
    public void Codes_of_codes_are_a_hierarchy()
    {
        Tensor samples = Sources.Make(10, 8, 300, 2).Samples;
        var model = new Sequential(new DictionaryLearning(12, 0.1, 5), new DictionaryLearning(6, 0.1, 5, nonNegative: true));
        model.FitPreprocessing(samples);
        Tensor codes = model.Forward(samples);
        Assert.Equal(Shape.Create([300, 6]), codes.Shape);
        Assert.Contains(codes.ToArray<double>(), a => a > 0);
        Assert.Equal(12, ((DictionaryLearning)model.Children[1]).Dictionary!.Shape[1]);
    }

    [Fact]
    public void Bad_data_and_penalties_are_told_from_good()
    {
        Tensor samples = Sources.Make(6, 5, 40, 2).Samples;
        Assert.Contains("λ_max = ", Assert.Throws<ArgumentException>(() => new DictionaryLearning(6, 1000).Fit(samples)).Message);
        Assert.Contains("is to learn 50 atoms, but there are 40 samples", Assert.Throws<ArgumentException>(() => new DictionaryLearning(50).Fit(samples)).Message);
        Assert.Contains(
            "only 0 of 40 samples are not of one value all over", Assert.Throws<ArgumentException>(() => new DictionaryLearning(6).Fit(Tensor.Full([40, 5], 0.5))).Message);
        Tensor bad = samples.Clone();
        bad.AsSpan<double>()[7] = double.PositiveInfinity;
        Assert.Contains("sample 1 holds a value that is not a finite number", Assert.Throws<ArgumentException>(() => new DictionaryLearning(6).Fit(bad)).Message);
        Assert.Contains("has not been fitted", Assert.Throws<InvalidOperationException>(() => new DictionaryLearning(6).Encode(samples)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DictionaryLearning(0));
        Assert.Contains("λ is a positive number", Assert.Throws<ArgumentOutOfRangeException>(() => new DictionaryLearning(3, -1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DictionaryLearning(3, tolerance: double.NaN));
    }

    [Fact]
    public void The_largest_useful_penalty_is_the_one_that_the_error_names()
    {
        Tensor samples = Sources.Make(6, 5, 40, 2).Samples;
        string message = Assert.Throws<ArgumentException>(() => new DictionaryLearning(6, 1000).Fit(samples)).Message;
        double most = double.Parse(message.Split("λ_max = ")[1].Split(". ")[0], System.Globalization.CultureInfo.InvariantCulture);
        new DictionaryLearning(6, most * 0.99).Fit(samples);
        Assert.Throws<ArgumentException>(() => new DictionaryLearning(6, most * 1.01).Fit(samples));
    }
}
