using Strata.Data;
using Strata.Layers;
using Strata.Models;
using Strata.Models.Autoencoders;
using Strata.Regularizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Cli;

/// <summary>
/// The levels of a network that learn without labels, one after the other, before the network itself does. Each keeps its weights in a file of its own when it is
/// done, so that a run
/// that was killed goes on in the level where it was.
/// </summary>
internal sealed class Pretraining(
    IReadOnlyList<PretrainingStage> stages, RunSettings settings, RunFolder folder, TimeSpan interval, Terminal terminal)
{
    /// <summary>Trains the levels that are not done.</summary>
    /// <returns>Null, or the level, from 1, in which it was cancelled.</returns>
    internal int? Run(ImageSet set, CancellationToken cancellation)
    {
        (Tensor codes, Tensor testCodes) = (set.Train.Images, set.Test.Images);
        for (int number = 1; number <= stages.Count; number++)
        {
            Autoencoder level = stages[number - 1].Level;
            try
            {
                if (File.Exists(folder.Pretrained(number)))
                {
                    level.Build(codes.Shape[1..]);
                    level.LoadWeights(folder.Pretrained(number));
                }
                else
                {
                    Train(number, codes, testCodes, cancellation);
                    RunPictures.WriteFeatures(folder, [.. stages.Take(number).Select(stage => stage.Level.Encoder)], cancellation);
                    level.SaveWeights(folder.Pretrained(number));
                    File.Delete(folder.CheckpointOf(number));
                }
            }
            catch (OperationCanceledException)
            {
                return number;
            }
            if (number < stages.Count)
            {
                (codes, testCodes) = (level.Encode(codes), level.Encode(testCodes));
            }
        }
        return null;
    }

    private void Train(int number, Tensor codes, Tensor testCodes, CancellationToken cancellation)
    {
        PretrainingStage stage = stages[number - 1];
        TrainingPlan plan = settings.Pretraining[number - 1];
        var trainer = new Trainer(stage.Level, stage.Optimizer(plan.Steps), stage.Level.Loss, settings.Seed + (ulong)number);
        foreach (Regularizer regularizer in stage.Regularizers())
        {
            trainer.Regularizers.Add(regularizer);
        }
        using var log = new MetricsLog(folder.Metrics, number);
        string part = $"level {number}, ";
        if (terminal.IsLive)
        {
            terminal.ShowBars(bars => Fit(new TrainingBar(bars, plan, part)), new Spectre.Console.RemainingTimeColumn());
        }
        else
        {
            Fit(new TrainingLines(terminal.Error, plan, part));
        }

        void Fit(Callback view) => trainer.Fit(
            new Dataset(codes, codes), plan.Epochs, new Dataset(testCodes, testCodes), plan.BatchSize, maxSteps: plan.Steps, callbacks: [log, view],
            checkpointing: new Checkpointing(folder.CheckpointOf(number), interval, resume: true), cancellation: cancellation);
    }
}
