using Spectre.Console;

namespace Strata.Cli;

/// <summary>Where a command writes: results to the output, everything else to the error stream.</summary>
/// <param name="Output">Results, for people and programs.</param>
/// <param name="Error">Progress, notices and errors.</param>
/// <param name="IsLive">Whether the error stream is a terminal that can show a moving bar.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool IsLive)
{
    /// <summary>A line that is neither a result nor an error.</summary>
    internal void Note(string text) => Error.WriteLine($"strata: {text}");

    /// <summary>The one form of every error.</summary>
    internal void Fail(string message) => Error.WriteLine($"strata: error: {message}");

    /// <summary>Bars that move while <paramref name="work"/> runs. Only for a live terminal.</summary>
    internal void ShowBars(Action<ProgressContext> work, params ProgressColumn[] after)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Error) });
        console.Progress().AutoClear(true).Columns(
            [new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), .. after]).Start(work);
    }
}
