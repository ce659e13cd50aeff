using Strata.Layers;
using Strata.Models.SparseCoding;
using Strata.Ops;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Models.SparseCoding;

public sealed class OnlineDictionaryLearningTests
{
    [Fact]
    public void Atoms_that_samples_are_made_of_are_found()
    {
        (Tensor atoms, Tensor samples) = Sources.Make(12, 10, 1000, 2);
        var model = new OnlineDictionaryLearning(12, 0.1, 64, epochs: 20, forgetting: 20, seed: 1);
        model.Fit(samples);
        Assert.InRange(Sources.Found(atoms, model.Dictionary!), 11, 12);
        Assert.True(model.History[^1] < model.History[0]);
        Assert.Equal(20 * 16, model.Steps);
    }

    [Fact]
    public void A_training_that_was_killed_goes_on_and_ends_in_the_bits_of_an_unbroken_one()
    {
        Tensor samples = Sources.Make(8, 6, 100, 2).Samples.To(DType.Float32);
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        OnlineDictionaryLearning whole = Model(), resumed = Model();
        whole.Fit(samples);
        try
        {
            Assert.Throws<TimeoutException>(() => Model().Fit(samples, epoch => Kill(epoch), new Checkpointing(file, TimeSpan.Zero)));
            var told = new List<EpochResult>();
            resumed.Fit(samples, told.Add, new Checkpointing(file, resume: true));
            Assert.Equal(whole.Dictionary!.ToArray<float>(), resumed.Dictionary!.ToArray<float>());
            Assert.Equal(whole.History, resumed.History);
            Assert.Equal(whole.History.Skip(2), told.Select(epoch => epoch.Metrics["objective"]));
        }
        finally
        {
            File.Delete(file);
        }

        static OnlineDictionaryLearning Model() => new(8, 0.1, 30, 6, seed: 1);

        static void Kill(EpochResult epoch)
        {
            if (epoch.Epoch == 3)
            {
                throw new TimeoutException();
            }
        }
    }

    [Fact]
    public void Batches_from_anywhere_go_on_where_a_saved_model_was()
    {
        Tensor samples = Sources.Make(8, 6, 400, 2).Samples.To(DType.Float32);
        var whole = new OnlineDictionaryLearning(8, 0.2);
        double first = 0, last = 0;
        string path = Path.GetTempFileName();
        try
        {
            for (int batch = 0; batch < 8; batch++)
            {
                last = whole.PartialFit(samples.Slice(0, 50 * batch, 50));
                first = batch == 0 ? last : first;
                if (batch == 3)
                {
                    whole.Save(path);
                }
            }
            Assert.True(last < first);
            var later = (OnlineDictionaryLearning)Layer.Load(path);
            Assert.Equal(4, later.Steps);
            for (int batch = 4; batch < 8; batch++)
            {
                later.PartialFit(samples.Slice(0, 50 * batch, 50));
            }
            Assert.Equal(whole.Dictionary!.ToArray<float>(), later.Dictionary!.ToArray<float>());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Bad_input_is_told_from_good()
    {
        Tensor samples = Sources.Make(8, 6, 40, 2).Samples;
        var model = new OnlineDictionaryLearning(8, 0.2);
        Assert.Contains("λ_max = ", Assert.Throws<ArgumentException>(() => new OnlineDictionaryLearning(8, 1000).PartialFit(samples)).Message);
        Assert.Contains("8 atoms, but there are 5 samples", Assert.Throws<ArgumentException>(() => model.PartialFit(samples.Slice(0, 0, 5))).Message);
        model.PartialFit(samples);
        Assert.Throws<ShapeException>(() => model.PartialFit(Tensor.Ones([3, 5], DType.Float64)));
        Tensor bad = samples.Clone();
        bad.AsSpan<double>()[0] = double.NaN;
        Assert.Contains("not a finite number", Assert.Throws<ArgumentException>(() => model.PartialFit(bad)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnlineDictionaryLearning(8, forgetting: -1));
    }
}
