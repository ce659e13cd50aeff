// The encoder problems of Ackley, Hinton and Sejnowski (1985): two groups of V visible units and H hidden ones between them, no connections from group to group, nor among the
// hidden ones. One unit of each group is on, the same in both, and the machine must find a code of H bits for it. Tells how often the other group is right when one is clamped,
// and how many codes differ.
//
// Weights move by steps of one size, as published: they leave the plateaus where two patterns have one code, on which the gradient itself stays.
//
//     dotnet run -c Release --project examples/BoltzmannEncoder -- --visible 8 --hidden 3 --cycles 4000 --rate 30 --decay 3 --machines 20

using System.Globalization;
using Strata.Data;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Pictures;
using Strata.Schedules;
using Strata.Tensors;

var arguments = new Arguments(args, "--visible", "--hidden", "--cycles", "--machines", "--copies", "--rate", "--decay", "--noise", "--slow", "--temperature", "--threads", "--out");
int visible = arguments.Number("--visible", 4), hidden = arguments.Number("--hidden", 2), cycles = arguments.Number("--cycles", 1500), machines = arguments.Number("--machines", 20);
int copies = arguments.Number("--copies", 2), slow = arguments.Number("--slow", 40);
double rate = Percent("--rate", 20), decay = Percent("--decay", 2), temperature = Percent("--temperature", 60), noise = Percent("--noise", 15); // in hundredths
Threads.Count = arguments.Number("--threads", 1); // the work is many small steps

Tensor one = Tensor.Wrap([.. Enumerable.Range(0, visible)]).OneHot(visible), pairs = ConcatenateOp.Concatenate([one, one], axis: 1);
AnnealingStage[] annealing = [.. AnnealingStage.Ackley.Select(s => new AnnealingStage(s.Temperature * temperature, s.Sweeps * slow))]; // when the machine is asked
int solved = 0;
for (int number = 0; number < machines; number++)
{
    // units 0 to V - 1, V to 2V - 1, and the hidden ones
    var machine = new BoltzmannMachine(2 * visible, hidden, (i, j) => !(i >= visible && i < 2 * visible && j < visible) && j < 2 * visible, number);
    machine.Fit(pairs, new BoltzmannLearning(cycles)
    {
        LearningRate = new Polynomial(rate, cycles), // falls evenly to nothing
        FixedSteps = true,
        WeightDecay = decay,
        Copies = copies,
        NoiseOn = noise,
        NoiseOff = noise / (visible - 1), // so that one unit of a group is on, on average
    });

    const int Tries = 50;
    Tensor clamped = ConcatenateOp.Concatenate([.. Enumerable.Repeat(one, Tries)]), ended = machine.Sample(machine.Start(clamped), visible, annealing);
    double right = (ended.Slice(1, visible, visible) - clamped).Abs().Max([1]).ToArray<float>().Count(x => x == 0) / (double)(Tries * visible);
    Tensor codes = machine.MeanField(machine.Start(pairs), 2 * visible).Slice(1, 2 * visible, hidden);
    int different = codes.ToArray<float>().Chunk(hidden).Select(code => string.Concat(code.Select(x => x > 0.5f ? '1' : '0'))).Distinct().Count();
    solved += different == visible ? 1 : 0;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"machine {number}: {right:P1} right, {different} codes for {visible} patterns"));
    if (number == machines - 1)
    {
        Tensor weights = machine.Weight.Reshape([1, 1, machine.Units, machine.Units]);
        Png.Write(arguments.Output("encoder-weights.png"), ImageSheet.Draw(weights, enlarge: 8));
        Console.WriteLine($"wrote {arguments.Output("encoder-weights.png")}");
    }
}
Console.WriteLine($"{visible}-{hidden}-{visible}: {solved} of {machines} machines have a code of its own for every pattern");

double Percent(string name, int otherwise) => arguments.Number(name, otherwise) / 100.0;
