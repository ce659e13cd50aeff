using System.Text;
using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Schedules;
using Strata.Serialization;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Fuzz;

/// <summary>
/// Checkpoints as lines of a name and a value; the tensors beside them are right, so that a change comes as far as it can. One is of a <see cref="Trainer"/> in the middle
/// of an epoch, the other of <see cref="TruncatedBackpropagation"/> in the middle of a sequence.
/// </summary>
internal sealed class Checkpoints
{
    private static readonly Dataset s_points = new(Tensor.Wrap([.. Enumerable.Range(0, 12).Select(i => (float)i)], [6, 2]), Tensor.Wrap([0, 1, 0, 1, 1, 0]));
    private static readonly Tensor s_sequence = Tensor.Ones([2, 6, 1]);

    private readonly string _path;
    private readonly TensorFile _fit, _reading;

    public Checkpoints(string folder)
    {
        _path = Path.Combine(folder, "fuzz-checkpoint.safetensors");
        Fit(new Checkpointing(_path, TimeSpan.Zero), new End(step: 8));
        _fit = SafeTensors.Read(_path);
        TruncatedBackpropagation reading = Reading();
        reading.WindowEnded = () =>
        {
            var checkpoint = new Checkpoint();
            reading.Capture(checkpoint);
            checkpoint.Write(_path);
            throw new OperationCanceledException();
        };
        AllowEnd(() => reading.Run(s_sequence, s_sequence));
        _reading = SafeTensors.Read(_path);
    }

    public byte[][] Files => [Lines(_fit), Lines(_reading)];

    public void Read(byte[] lines)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in Encoding.UTF8.GetString(lines).Split('\n'))
        {
            int end = line.IndexOf('=');
            values[end < 0 ? line : line[..end]] = line[(end + 1)..];
        }
        bool isReading = values.ContainsKey("window");
        SafeTensors.Write(_path, (isReading ? _reading : _fit).Tensors, values);
        if (isReading)
        {
            Reading().Restore(Checkpoint.Read(_path));
        }
        else
        {
            Fit(new Checkpointing(_path, TimeSpan.FromDays(1), resume: true), new End());
        }
    }

    private static byte[] Lines(TensorFile file) => Encoding.UTF8.GetBytes(string.Join('\n', file.Metadata.Select(m => $"{m.Key}={m.Value}")));

    private static void Fit(Checkpointing checkpointing, Callback end)
    {
        var rate = new Scaled(0.01);
        var trainer = new Trainer(new Sequential(new Dense(3), new BatchNorm(), new Dense(2)), new Adam(rate), new SoftmaxCrossEntropy(), seed: 1);
        AllowEnd(() => trainer.Fit(
            s_points, 4, s_points, batchSize: 2, checkpointing: checkpointing,
            callbacks: [new EarlyStopping(), new ReduceOnPlateau(rate), new WeightAveraging(), end]));
    }

    private static TruncatedBackpropagation Reading()
    {
        var model = new Sequential(new Lstm(2, returnSequence: true), new Gru(1, returnSequence: true));
        model.Build([6, 1], new RandomStream(1));
        return new TruncatedBackpropagation(new TrainStep(model, new Sgd(0.1, momentum: 0.9), new MeanSquaredError()), 2);
    }

    private static void AllowEnd(Action work)
    {
        try
        {
            work();
        }
        catch (OperationCanceledException)
        {
            // All has been read.
        }
    }

    // Ends the training at a step, or once the callbacks before it have been restored.
    private sealed class End(int step = int.MaxValue) : Callback
    {
        public override void OnStepEnd(Trainer trainer, TrainingProgress progress)
        {
            if (progress.TotalSteps == step)
            {
                throw new OperationCanceledException();
            }
        }

        public override void Restore(Trainer trainer, Checkpoint checkpoint) => throw new OperationCanceledException();
    }
}
