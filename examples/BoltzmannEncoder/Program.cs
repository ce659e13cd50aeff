// The encoder problems of Ackley, Hinton and Sejnowski (1985): two groups of V visible units and H hidden ones between them, no connections from group to group. One unit of
// each group is on, the same in both, and the machine must find a code of H bits for it. Tells how often the other group is right when one is clamped, and how many codes differ.
//
//     dotnet run -c Release --project examples/BoltzmannEncoder -- --visible 8 --hidden 3 --cycles 1500 --machines 20

using System.Globalization;
using Strata.Data;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Pictures;
using Strata.Tensors;

var arguments = new Arguments(args, "--visible", "--hidden", "--cycles", "--machines", "--copies", "--rate", "--on", "--off", "--slow", "--threads", "--out");
int visible = arguments.Number("--visible", 4), hidden = arguments.Number("--hidden", 2), cycles = arguments.Number("--cycles", 300), machines = arguments.Number("--machines", 20);
int copies = arguments.Number("--copies", 8), slow = arguments.Number("--slow", 1);
double rate = Percent("--rate", 50), on = Percent("--on", 15), off = Percent("--off", 5); // in hundredths
Threads.Count = arguments.Number("--threads", 1); // the work is many small steps

Tensor one = Tensor.Wrap([.. Enumerable.Range(0, visible)]).OneHot(visible), pairs = ConcatenateOp.Concatenate([one, one], axis: 1);
AnnealingStage[] annealing = [.. AnnealingStage.Ackley.Select(s => s with { Sweeps = s.Sweeps * slow })];
int solved = 0;
for (int number = 0; number < machines; number++)
{
    // units 0 to V - 1, V to 2V - 1, and the hidden ones
    var machine = new BoltzmannMachine(2 * visible, hidden, (i, j) => !(i >= visible && i < 2 * visible && j < visible), number);
    machine.Fit(pairs, new BoltzmannLearning(cycles, rate) { Copies = copies, NoiseOn = on, NoiseOff = off });

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
