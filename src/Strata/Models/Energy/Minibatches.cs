using System.Diagnostics;
using Strata.Ops;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Energy;

/// <summary>Epochs of learning: samples in random order, some at a time.</summary>
internal static class Minibatches
{
    /// <summary>Takes a step for each batch, in a scope of tensors of its own.</summary>
    /// <param name="samples">How many there are.</param>
    /// <param name="size">Samples a step; the last batch may be smaller.</param>
    /// <param name="random">The order of each epoch follows from it.</param>
    /// <param name="epoch">From one.</param>
    /// <param name="step">Is given the numbers of the samples, Int32 [batch].</param>
    /// <param name="cancellation">Looked at before every step.</param>
    public static void ForEach(int samples, int size, RandomStream random, int epoch, Action<Tensor> step, CancellationToken cancellation)
    {
        Tensor order;
        using (TensorScope.Suspend())
        {
            order = RandomOps.Permutation(samples, random.Split((ulong)epoch));
        }
        for (int start = 0; start < samples; start += size)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            step(order.Slice(0, start, Math.Min(size, samples - start)));
        }
    }

    /// <summary>Runs epochs, and tells what each came to.</summary>
    /// <param name="model">Speaks in messages.</param>
    /// <param name="samples">How many there are.</param>
    /// <param name="size">Samples a step.</param>
    /// <param name="epochs">How many.</param>
    /// <param name="rate">The learning rate by step.</param>
    /// <param name="random">The order of each epoch follows from it.</param>
    /// <param name="metric">What the steps' results add up to, told as a mean over samples.</param>
    /// <param name="step">Is given the numbers of the samples, and that of the step from zero.</param>
    /// <param name="epochEnded">Told of each epoch as soon as it has ended; null for nobody.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <exception cref="ArithmeticException">The results are infinite or not a number.</exception>
    public static void Run(
        object model, int samples, int size, int epochs, Schedule rate, RandomStream random, string metric, Func<Tensor, long, double> step,
        Action<EpochResult>? epochEnded, CancellationToken cancellation)
    {
        long steps = 0;
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            long started = Stopwatch.GetTimestamp();
            double sum = 0;
            ForEach(samples, size, random, epoch, some => sum += step(some, steps++), cancellation);
            if (!double.IsFinite(sum))
            {
                throw new ArithmeticException($"The weights of {model} became infinite or not a number in epoch {epoch}. Lower the learning rate.");
            }
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            epochEnded?.Invoke(new(epoch, steps, rate.Rate(steps - 1), seconds, samples / seconds, new Dictionary<string, double> { [metric] = sum / samples }));
        }
    }
}
