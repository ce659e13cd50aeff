using Strata.Initializers;
using Strata.Layers;
using Strata.Models.Energy;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Tests.Data;
using Strata.Training;

namespace Strata.Tests.Models.Energy;

public sealed class BatchRuleTrainingTests
{
    private delegate History Learn(Layer model, Tensor data, Action<EpochResult>? epochEnded, Checkpointing? checkpointing, CancellationToken cancellation);

    private static readonly Dictionary<string, (Func<Layer> Make, Learn Fit)> s_models = new()
    {
        ["Helmholtz machine"] = (
            () => new HelmholtzMachine(9, [5, 3], 1, new Gaussian(0, 0.3)),
            (model, data, ended, kept, cancellation) => ((HelmholtzMachine)model).Fit(data, 4, 0.1, 5, ended, kept, cancellation)),
        ["up-down"] = (
            () => new LabelledDeepBeliefNetwork(9, [5, 4, 6], 2, 1, new Gaussian(0, 0.3)),
            (model, data, ended, kept, cancellation) => ((LabelledDeepBeliefNetwork)model).UpDown(
                data, Tensor.Zeros([14], DType.Int32), new PersistentContrastiveDivergence(2, new Polynomial(0.1, 100), 4, 5) { Momentum = 0.5 }, ended, kept, cancellation)),
        ["deep Boltzmann machine"] = (
            () => new DeepBoltzmannMachine(9, [5, 4, 3], 1, new Gaussian(0, 0.3)),
            (model, data, ended, kept, cancellation) => ((DeepBoltzmannMachine)model).Fit(
                data, new PersistentContrastiveDivergence(2, 0.1, 4, 5) { IsCentred = true }, 3, ended, kept, cancellation)),
    };

    public static TheoryData<string> Names => [.. s_models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_training_that_is_cancelled_and_resumed_ends_in_the_bits_of_an_unbroken_one(string name)
    {
        (Func<Layer> make, Learn fit) = s_models[name];
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "kept.safetensors");
        Tensor data = EnergyCases.BarsAndStripes(3);
        Layer unbroken = make(), cancelled = make(), resumed = make();
        History all = fit(unbroken, data, null, null, default);
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => fit(cancelled, data, e => Stop(e, source), new Checkpointing(file, TimeSpan.FromDays(1)), source.Token));
        History rest = fit(resumed, data, null, new Checkpointing(file, resume: true), default);
        Assert.Equal(all.Epochs.Select(e => e.Metrics.Single()), rest.Epochs.Select(e => e.Metrics.Single()));
        Assert.All(unbroken.Tensors(), pair => Assert.Equal(
            pair.Value.ToArray<double>(), resumed.Tensors().Single(other => other.Key == pair.Key).Value.ToArray<double>()));

        static void Stop(EpochResult epoch, CancellationTokenSource source)
        {
            if (epoch.Epoch == 2)
            {
                source.Cancel();
            }
        }
    }
}
