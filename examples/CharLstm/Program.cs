// A language model of characters: an LSTM reads the novels of Jane Austen and learns which character comes next, by truncated back-propagation through time; then it
// writes some text of its own. Without the novels (STRATA_DATA, or --text) it reads pride-and-prejudice.txt beside it, three chapters: enough to run, not to learn from.
//
//     dotnet run -c Release --project examples/CharLstm -- --text austen-six-novels.txt --steps 800

using Strata.Autograd;
using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Training;

const int Streams = 32, Window = 64;
var arguments = new Arguments(args, "--text", "--steps", "--units", "--length", "--out");
string novels = Path.Combine(Environment.GetEnvironmentVariable("STRATA_DATA") ?? "", "text", "austen-six-novels.txt");
string path = arguments.Text("--text", File.Exists(novels) ? novels : Path.Combine(AppContext.BaseDirectory, "pride-and-prejudice.txt"));
int steps = arguments.Number("--steps", 800), units = arguments.Number("--units", 192);

string text = File.ReadAllText(path).ReplaceLineEndings("\n");
char[] alphabet = [.. text.Distinct().Order()];
int[] codes = [.. text.Select(c => Array.BinarySearch(alphabet, c))];
int split = codes.Length / 20 * 19; // the last twentieth is for the test
Dataset train = Series(codes[..split]).Streams(Streams), test = Series(codes[split..]).Streams(Streams);
Console.WriteLine($"{Path.GetFileName(path)}: {text.Length:N0} characters, {alphabet.Length} different ones");

var loss = new EachStep(new SoftmaxCrossEntropy());
var model = new Sequential(new Embedding(alphabet.Length, 32), new Lstm(units, returnSequence: true), new Dense(alphabet.Length));
var rule = new Adam(new OneCycle(5e-3, Math.Max(steps, 10))) { Clipping = new ClipByGlobalNorm(1) };
var state = new RecurrentState(); // from window to window; the gradient ends at the border
var step = new TrainStep(model, rule, loss, seed: 1) { RecurrentState = state };
int windows = train.Inputs.Shape[1] / Window;
double sum = 0;
for (int i = 1; i <= steps; i++)
{
    int start = (i - 1) % windows * Window;
    if (start == 0)
    {
        state.Clear();
    }
    sum += step.Run(train.Inputs.Slice(1, start, Window), train.Targets.Slice(1, start, Window));
    if (i % 100 == 0 || i == steps)
    {
        Console.WriteLine($"step {i}: {Bits(sum / (i % 100 == 0 ? 100 : i % 100)):F3} bits a character");
        sum = 0;
    }
}

using var pause = Tape.Pause();
state.Clear();
int length = Math.Min(test.Inputs.Shape[1], 4096);
double nats = loss.Forward(Read(test.Inputs.Slice(1, 0, length)), test.Targets.Slice(1, 0, length)).ToScalar();
Console.WriteLine($"on text that it has not seen: {Bits(nats):F3} bits a character");

string sample = $"{Write(0.5)}\n{Write(0.9)}";
File.WriteAllText(arguments.Output("sample.txt"), sample);
Console.WriteLine($"{sample}\nwrote {arguments.Output("sample.txt")}");

// Each character is drawn with probability softmax(z / temperature), by Gumbel's trick: the largest of z / temperature - log(-log u), u uniform.
string Write(double temperature)
{
    const string Prompt = "It is a truth";
    var random = new RandomStream(1);
    var written = new List<char>(Prompt);
    state.Clear();
    int[] next = [.. Prompt.Select(c => Array.BinarySearch(alphabet, c))];
    for (int i = arguments.Number("--length", 400); i > 0; i--)
    {
        using var scope = new TensorScope();
        Tensor logits = Read(Tensor.Wrap(next, [1, next.Length])).Slice(1, next.Length - 1, 1); // [1, 1, characters]
        Tensor chance = RandomOps.Uniform(logits.Shape, 1e-9, 1, random);
        next = ((logits / temperature) - (-chance.Log()).Log()).ArgMax().Reshape([1]).To(DType.Int32).ToArray<int>();
        written.Add(alphabet[next[0]]);
    }
    return $"--- temperature {temperature} ---\n{string.Concat(written)}\n";
}

Tensor Read(Tensor codes) => model.Forward(codes, ForwardContext.Inference.With(state));
static Dataset Series(int[] codes) => new(Tensor.Wrap(codes[..^1]), Tensor.Wrap(codes[1..])); // each character and the next one
static double Bits(double nats) => nats / Math.Log(2);
