using Strata.Layers;
using Strata.Models.Clustering;
using Strata.Ops;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Models.Clustering;

[Collection(AloneCollection.Name)]
public sealed class KMeansTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public void Clusters_that_lie_apart_are_found(int batchSize)
    {
        Tensor centres = Tensor.Wrap([0.0, 0, 10, 0, 0, 10, 10, 10], [4, 2]);
        Tensor own = RandomOps.Uniform([400], 0, 4, new RandomStream(1), DType.Float64).To(DType.Int32);
        Tensor samples = centres.Gather(own) + RandomOps.Normal([400, 2], 0, 0.5, new RandomStream(2), DType.Float64);
        var model = new KMeans(4, batchSize: batchSize, iterations: 20, seed: 1);
        model.Fit(samples);
        int[] predicted = model.Predict(samples).ToArray<int>(), actual = own.ToArray<int>();
        Assert.Equal(4, predicted.Zip(actual).Distinct().Count()); // one cluster for each
        if (batchSize == 0)
        {
            for (int k = 0; k < 4; k++)
            {
                int[] members = [.. Enumerable.Range(0, 400).Where(i => predicted[i] == k)];
                Assert.Equal(members.Average(i => samples.AsSpan<double>()[2 * i]), model.Centres!.AsSpan<double>()[2 * k], 1e-9);
            }
            Assert.All(model.History.Zip(model.History.Skip(1)), h => Assert.True(h.Second <= h.First + 1e-12));
            Assert.Equal(model.History[^1], model.Score(samples), 1e-6);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public void A_training_that_was_killed_goes_on_and_ends_in_the_bits_of_an_unbroken_one(int batchSize)
    {
        Tensor samples = RandomOps.Uniform([200, 3], 0, 1, new RandomStream(1));
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        KMeans whole = Model(), resumed = Model();
        whole.Fit(samples);
        try
        {
            Assert.Throws<TimeoutException>(() => Model().Fit(samples, epoch => Kill(epoch), new Checkpointing(file, TimeSpan.Zero)));
            var told = new List<EpochResult>();
            resumed.Fit(samples, told.Add, new Checkpointing(file, resume: true));
            Assert.Equal(whole.Centres!.ToArray<float>(), resumed.Centres!.ToArray<float>());
            Assert.Equal(whole.History, resumed.History);
            Assert.Equal(whole.History.Skip(2), told.Select(epoch => epoch.Metrics["squared_error"]));
        }
        finally
        {
            File.Delete(file);
        }

        KMeans Model() => new(7, batchSize: batchSize, iterations: 9, seed: 1);

        static void Kill(EpochResult epoch)
        {
            if (epoch.Epoch == 3)
            {
                throw new TimeoutException();
            }
        }
    }

    [Fact]
    public void Features_are_distances_and_triangles_of_them()
    {
        var model = new KMeans(2, seed: 3);
        model.Fit(Tensor.Wrap([0.0, 0, 0, 0, 3, 4, 3, 4], [4, 2]));
        double[] distances = model.Encode(Tensor.Wrap([0.0, 0], [1, 2])).ToArray<double>();
        Assert.Equal([0, 5], distances.Order().Select(d => Math.Round(d, 5)));
        var triangle = new KMeans(2, ClusterCode.Triangle, seed: 3);
        triangle.Fit(Tensor.Wrap([0.0, 0, 0, 0, 3, 4, 3, 4], [4, 2]));
        Assert.Equal([0, 2.5], triangle.Encode(Tensor.Wrap([0.0, 0], [1, 2])).ToArray<double>().Order().Select(d => Math.Round(d, 5)));
    }

    [Fact]
    public void Spherical_centres_have_length_one_and_serve_both_signs()
    {
        Tensor axes = Tensor.Wrap([1.0, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3]);
        Tensor own = RandomOps.Uniform([300], 0, 3, new RandomStream(4), DType.Float64).To(DType.Int32);
        Tensor samples = (axes.Gather(own) * RandomOps.Normal([300, 1], 0, 3, new RandomStream(5), DType.Float64)) + RandomOps.Normal([300, 3], 0, 0.05, new RandomStream(6), DType.Float64);
        var model = new KMeans(3, spherical: true, seed: 2);
        model.Fit(samples);
        Assert.All(model.Centres!.Square().Sum([1]).ToArray<double>(), s => Assert.Equal(1, s, 1e-9));
        Assert.All(model.Centres!.Abs().Max([1]).ToArray<double>(), c => Assert.InRange(c, 0.98, 1));
        Assert.InRange(model.Score(samples), 0, 0.05);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_whatever_the_threads()
    {
        Tensor samples = RandomOps.Normal([2000, 20], 0, 1, new RandomStream(7));
        int before = Threads.Count;
        try
        {
            Threads.Count = 1;
            var one = new KMeans(8, iterations: 5, seed: 1);
            one.Fit(samples);
            Threads.Count = 4;
            var four = new KMeans(8, iterations: 5, seed: 1);
            four.Fit(samples);
            Assert.Equal(one.Centres!.ToArray<float>(), four.Centres!.ToArray<float>());
        }
        finally
        {
            Threads.Count = before;
        }
    }

    [Fact]
    public void Bad_input_is_told_from_good()
    {
        Assert.Contains("5 clusters, but there are 3 samples", Assert.Throws<ArgumentException>(() => new KMeans(5).Fit(Tensor.Ones([3, 2]))).Message);
        Assert.Contains("has no centres yet", Assert.Throws<InvalidOperationException>(() => new KMeans(5).Predict(Tensor.Ones([3, 2]))).Message);
        Assert.Contains("has no centres yet", Assert.Throws<InvalidOperationException>(() => new KMeans(5).Score(Tensor.Ones([3, 2]))).Message);
        var model = new KMeans(2);
        model.Fit(Tensor.Ones([3, 2])); // all equal: centres coincide
        Assert.Equal(0, model.Score(Tensor.Ones([3, 2])));
        Assert.Throws<ShapeException>(() => model.Predict(Tensor.Ones([3, 4])));
        Assert.Throws<NotSupportedException>(() => model.Inverse(Tensor.Ones([3, 2])));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KMeans(0));
    }
}
