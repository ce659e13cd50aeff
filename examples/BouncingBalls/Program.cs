// The recurrent temporal restricted Boltzmann machine on films of three balls that bounce in a box, 30 × 30 pixels (Sutskever, Hinton and Taylor 2008): it learns without being told
// of balls, speeds or collisions, predicts of each frame the one that follows, and goes on with films of which it has seen the beginning. --sampled 1 for the machine before it,
// the temporal one of 2007. Run it again with the same arguments, and it goes on where it was.
//
//     dotnet run -c Release --project examples/BouncingBalls -- --epochs 12

using System.Globalization;
using Strata.Data;
using Strata.Layers;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Pictures;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Training;

var arguments = new Arguments(
    args, "--sampled", "--hidden", "--balls", "--films", "--frames", "--batch", "--gibbs", "--rate", "--epochs", "--held-out", "--threads", "--seed", "--out");
int hidden = arguments.Number("--hidden", 400), balls = arguments.Number("--balls", 3), films = arguments.Number("--films", 16_000), frames = arguments.Number("--frames", 25);
int batch = arguments.Number("--batch", 4), epochs = arguments.Number("--epochs", 12), seed = arguments.Number("--seed", 1);
double rate = double.Parse(arguments.Text("--rate", "0.004"), CultureInfo.InvariantCulture);
Threads.Count = arguments.Number("--threads", Threads.Count);

// Films are thrown as they are needed, the same ones in every epoch.
int batches = Math.Max(1, films / batch);
DataSource train = DataSource.From(Enumerable.Range(0, batches).Select(i => Films(batch, frames, i)).Select(x => (x, Tensor.Zeros([batch]))));
Tensor heldOut = Films(arguments.Number("--held-out", 200), 100, -1);
Tensor last = heldOut.Slice(1, 1, 98), before = heldOut.Slice(1, 0, 98), next = heldOut.Slice(1, 2, 98);
Say($"squared error of a frame, held-out films: {Error(last):F2} for the last frame again, {Error(((2 * last) - before).Clamp(0, 1)):F2} for every pixel going on as before");

var machine = new TemporalRbm(900, hidden, sampled: arguments.Number("--sampled", 0) == 1, seed: seed);
var rule = new Adam(new Cosine(rate, Math.Max(1, (long)epochs * batches))) { Clipping = new ClipByGlobalNorm(1) };
machine.Trainer(rule, arguments.Number("--gibbs", 3)).Fit(
    train, epochs, callbacks: [new Report(machine, heldOut.Slice(0, 0, Math.Min(20, heldOut.Shape[0])))],
    checkpointing: new Checkpointing(arguments.Output("bouncing-balls.checkpoint"), resume: true));
machine.Save(arguments.Output("bouncing-balls.safetensors"));
Say($"squared error of a predicted frame, held-out films: {machine.Score(heldOut).Mean().ToScalar():F2}");

// Three films: as they go on after ten frames, and as the machine goes on with them. Then two of its own, from their first frame on.
const int Shown = 20;
Tensor seen = heldOut.Slice(0, 0, 3), real = seen.Slice(1, 10, Shown), drawn = machine.Sample(seen.Slice(1, 0, 10), Shown, means: true);
Tensor strips = ConcatenateOp.Concatenate([ConcatenateOp.Stack([real, drawn], axis: 1).Reshape([6, Shown, 30, 30]), machine.Sample(2, Shown, means: true)]);
Png.Write(arguments.Output("bouncing-balls.png"), ImageSheet.Draw(strips.Reshape([8 * Shown, 1, 30, 30]), enlarge: 1, columns: Shown, range: (0, 1)));
Say($"wrote {arguments.Output("bouncing-balls.png")}");

Tensor Films(int count, int length, int number) => BouncingBalls.Films(count, length, new RandomStream((ulong)seed).Split((ulong)(number + 1)), balls);

double Error(Tensor prediction) => (prediction - next).Square().Sum([2, 3]).Mean().ToScalar();

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

/// <summary>One line an epoch.</summary>
internal sealed class Report(TemporalRbm machine, Tensor films) : Callback
{
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"epoch {epoch.Epoch}: {epoch.Seconds:F0} s, squared error of a predicted frame {machine.Score(films).Mean().ToScalar():F2}"));
}
