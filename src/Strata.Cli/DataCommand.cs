using System.CommandLine;

namespace Strata.Cli;

/// <summary><c>strata data list</c> and <c>strata data get</c>: what there is to learn from.</summary>
internal static class DataCommand
{
    internal static Command Create(Terminal terminal)
    {
        var list = new Command("list", "List the data sets and where they lie on this machine.");
        list.Does((_, _) =>
        {
            TextTable.Write(
                terminal.Output, ["data", "what it is", "where"],
                [.. DataSets.All.Select(d => (string[])[d.Name, d.Description, d.Locate(null) ?? $"not on this machine: strata data get {d.Name}"])]);
            return StrataCommand.Succeeded;
        });

        var name = new Argument<string?>("name")
        {
            Description = string.Join(", ", DataSets.All.Select(d => d.Name)),
            CustomParser = result => CommandOptions.Known(result, "data set", [.. DataSets.All.Select(d => d.Name)]),
        };
        var get = new Command("get", "Download a data set into the cache, unless it is on this machine.") { name };
        get.Does((parsed, cancellation) =>
        {
            (DataSetEntry entry, _) = DataSets.Load(parsed.GetValue(name)!, null, download: true, terminal, cancellation);
            terminal.Output.WriteLine($"{entry.Name}: {entry.Locate(null)}");
            return StrataCommand.Succeeded;
        });
        return new Command("data", "List the data sets, or download one.") { list, get };
    }
}
