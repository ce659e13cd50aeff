// A step that fails leaves the model as it was, and the next one works.

using Strata.Layers;
using Strata.Losses;
using Strata.Metrics;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Training;

public sealed class FailedStepTests
{
    private static readonly Tensor s_good = Tensor.Wrap(new float[] { 1, 2, 3, 4, 5, 7 }, [3, 2]);
    private static readonly Tensor s_targets = Tensor.Ones([3, 1]);

    [Fact]
    public void A_batch_with_NaN_does_not_touch_running_statistics()
    {
        var norm = new BatchNorm();
        var step = new TrainStep(new Sequential(norm, new Dense(1)), new Sgd(0.1), new MeanSquaredError());
        step.Run(s_good, s_targets);
        float[] mean = norm.RunningMean!.ToArray<float>(), variance = norm.RunningVariance!.ToArray<float>();
        Tensor bad = Tensor.Wrap(new float[] { 1, float.NaN, 3, 4, 5, 7 }, [3, 2]);
        Assert.Throws<NonFiniteLossException>(() => step.Run(bad, s_targets));
        Assert.Equal(mean, norm.RunningMean!.ToArray<float>());
        Assert.Equal(variance, norm.RunningVariance!.ToArray<float>());
        Assert.True(double.IsFinite(step.Run(s_good, s_targets)));
    }

    [Fact]
    public void A_metric_that_throws_does_not_spoil_the_next_step()
    {
        var step = new TrainStep(new Dense(1), new Sgd(0.1), new MeanSquaredError());
        Assert.Throws<InvalidTimeZoneException>(() => step.Run(s_good, s_targets, new Broken()));
        Assert.True(double.IsFinite(step.Run(s_good, s_targets)));
    }

    private sealed class Broken : Metric
    {
        public override string Name => "broken";

        public override double Value => 0;

        public override void Update(Tensor predictions, Tensor targets) => throw new InvalidTimeZoneException("on purpose");
    }
}
