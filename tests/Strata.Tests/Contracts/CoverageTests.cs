// docs/coverage.md: what each layer was seen to do, by doing it. With STRATA_UPDATE=1 in the environment the table is written, otherwise compared.

using System.Text;
using Strata.Autograd;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Tests.Layers;
using Strata.Training;

namespace Strata.Tests.Contracts;

public sealed class CoverageTests
{
    private const string Head = """
        # Coverage

        What each layer was seen to do when the tests ran: learn one step by gradient descent, predict, be saved and loaded to the same bits, and agree with
        central differences in float64 (the input's largest error, relative to its largest gradient, is below 1e-6; the parameters' gradients are held by
        `LayerContractTests`). The table is made by `CoverageTests`; with `STRATA_UPDATE=1` in the environment the test writes it.

        | layer | trains | infers | saves | gradient-checked |
        |---|---|---|---|---|

        """;

    [Fact]
    public void The_table_says_what_the_layers_do()
    {
        string path = Path.Combine(Repository.Root(), "docs", "coverage.md");
        var table = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach ((string name, LayerContractTests.Case c) in LayerContractTests.Cases.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            table.Append($"| {name} | {Trains(c)} | {Yes(Infers(c))} | {Yes(Saves(c))} | {Yes(IsChecked(c))} |\n");
        }
        if (Environment.GetEnvironmentVariable("STRATA_UPDATE") == "1")
        {
            File.WriteAllText(path, table.ToString());
        }
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), table.ToString());
        Assert.DoesNotContain("NO", table.ToString());
    }

    private static string Yes(bool done) => done ? "yes" : "NO";

    private static string Trains(LayerContractTests.Case c)
    {
        Layer layer = Built(c);
        if (layer.Parameters().Count == 0)
        {
            return "nothing to";
        }
        double[][] before = Values(layer);
        Tensor x = Input(c), target = Tensor.Full([x.Shape[0], .. layer.OutputShape], 0.3, DType.Float64);
        new TrainStep(layer, new Sgd(0.1), new MeanSquaredError()).Run(x, target);
        return Yes(before.Zip(Values(layer)).Any(p => !p.First.SequenceEqual(p.Second)));
    }

    private static bool Infers(LayerContractTests.Case c)
    {
        Layer layer = Built(c);
        using Tape.PauseScope pause = Tape.Pause();
        return layer.Forward(Input(c)).ToArray<double>().All(double.IsFinite);
    }

    private static bool Saves(LayerContractTests.Case c)
    {
        Layer saved = Built(c), loaded;
        string path = Path.GetTempFileName();
        try
        {
            saved.Save(path);
            loaded = Layer.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
        return saved.Forward(Input(c)).ToArray<double>().SequenceEqual(loaded.Forward(Input(c)).ToArray<double>());
    }

    private static bool IsChecked(LayerContractTests.Case c)
    {
        Layer layer = Built(c);
        return GradientCheck.Errors(x => layer.Forward(x[0], ForwardContext.Training(new RandomStream(5))), Input(c)).All(error => error < 1e-6);
    }

    private static Layer Built(LayerContractTests.Case c)
    {
        Layer layer = c.Make();
        layer.Build(c.Sample, new RandomStream(1), DType.Float64);
        LayerContractTests.Fit(layer);
        return layer;
    }

    private static Tensor Input(LayerContractTests.Case c) => RandomOps.Uniform([3, .. c.Sample], -0.8, 1.2, new RandomStream(2), DType.Float64);

    private static double[][] Values(Layer layer) => [.. layer.Parameters().Select(p => p.Value.Value.ToArray<double>())];
}
