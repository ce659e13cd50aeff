// Sparse coding as Olshausen and Field (1996) did it. A patch of a picture is composed of few among 400 others; a basis of natural images is learned, in which any
// patch is a sum of few atoms, and which comes out as oriented edges at different places and scales; and the same is done with speech. Reads the pictures in images/gray and
// the sentences in audio/speech of STRATA_DATA; without them it makes pictures of overlapping discs (dead leaves), and leaves the speech out.
//
//     dotnet run -c Release --project examples/SparseCoding -- --size 16 --atoms 512

using System.Diagnostics;
using Strata.Data;
using Strata.Models.SparseCoding;
using Strata.Ops;
using Strata.Pictures;
using Strata.Tensors;

var arguments = new Arguments(args, "--size", "--atoms", "--patches", "--epochs", "--seed", "--data", "--out");
int size = arguments.Number("--size", 12), atoms = arguments.Number("--atoms", size * size), count = arguments.Number("--patches", 100_000);
int epochs = arguments.Number("--epochs", 5), seed = arguments.Number("--seed", 1);
string data = arguments.Text("--data", Environment.GetEnvironmentVariable("STRATA_DATA") ?? "");

Tensor[] pictures = [.. NaturalPictures.Read(data, seed, out string source)];
Console.WriteLine(source);
Console.WriteLine(Choice.Make(pictures, arguments.Output("sparse-choice.png"), seed));

// The basis: whitened pictures of variance 1, and about a tenth of the atoms in use.
Tensor patches = NaturalPictures.Whitened(pictures, size, count, seed);
var model = new OnlineDictionaryLearning(atoms, lambda: 1.2, epochs: epochs, forgetting: 2, seed: seed);
var clock = Stopwatch.StartNew();
model.Fit(patches);
Tensor some = patches.Slice(0, 0, Math.Min(count, 10_000)), codes = model.Encode(some);
Console.WriteLine($"{atoms} atoms of {size} x {size} from {count:N0} patches in {clock.Elapsed.TotalSeconds:F1} s: {codes.ToArray<float>().Count(a => a != 0) / (double)some.Shape[0]:F1} atoms a patch, "
    + $"which leave {100 * model.ReconstructionError(some) / (size * size):F0} % of its variance");
Png.Write(arguments.Output("sparse-basis.png"), ImageSheet.Draw(Tensor.Wrap(model.Dictionary!.ToArray<float>(), [atoms, 1, size, size]), enlarge: 3));

GaborFit[] fits = [.. Enumerable.Range(0, atoms).AsParallel().AsOrdered().Select(j => GaborFit.Of(Tensor.Wrap(model.Dictionary.Slice(0, j, 1).ToArray<float>(), [size, size])))];
Console.WriteLine($"Gabor functions: {100.0 * fits.Count(f => f.RSquared > 0.5) / atoms:F0} % of the atoms with r² > .5, median r² {fits.Select(f => f.RSquared).Order().ElementAt(atoms / 2):F2}, "
    + $"median frequency {fits.Select(f => f.Frequency).Order().ElementAt(atoms / 2):F2} cycles a pixel");

Console.WriteLine(Speech.Make(data, arguments.Output("sparse-speech.png"), seed));
