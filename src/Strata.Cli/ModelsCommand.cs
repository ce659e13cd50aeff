using System.CommandLine;
using System.Globalization;
using Strata.Models;

namespace Strata.Cli;

/// <summary><c>strata models</c>: every model, its family, its size and where it comes from.</summary>
internal static class ModelsCommand
{
    internal static Command Create(Terminal terminal)
    {
        var command = new Command("models", "List every model: family, size, where it comes from.");
        command.Does((_, _) =>
        {
            TextTable.Write(
                terminal.Output, ["model", "family", "parameters", "what it is", "source"],
                [.. Recipes.All.Select(r => (string[])[r.Name, r.Family, r.ParameterCount.ToString("N0", CultureInfo.InvariantCulture), r.Description, r.Source])]);
            return StrataCommand.Succeeded;
        });
        return command;
    }
}
