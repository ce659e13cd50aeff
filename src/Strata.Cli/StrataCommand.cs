using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Strata.Cli;

/// <summary>The command itself: its sub-commands, its exit codes, and the one place where errors become messages.</summary>
internal static class StrataCommand
{
    /// <summary>The run did what it should.</summary>
    internal const int Succeeded = 0;

    /// <summary>The run failed or was cancelled.</summary>
    internal const int Failed = 1;

    /// <summary>The command line is wrong; nothing was done.</summary>
    internal const int Misused = 2;

    // A cancelled run writes its weights and pictures before it ends.
    private static readonly TimeSpan s_timeToFinish = TimeSpan.FromMinutes(2);

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    internal static int Run(string[] args, Terminal terminal, CancellationToken cancellation = default)
    {
        var root = new Command("strata", "Deep learning for .NET in pure C#: train, evaluate and use the models of the literature.")
        {
            ModelsCommand.Create(terminal),
            TrainCommand.Create(terminal),
            EvalCommand.Create(terminal),
            PredictCommand.Create(terminal),
            SampleCommand.Create(terminal),
            DataCommand.Create(terminal),
            new HelpOption(),
            new VersionOption(),
        };
        ParseResult parsed = root.Parse(args);
        if (Mistake(parsed, args) is { } mistake)
        {
            terminal.Fail(mistake);
            return Misused;
        }
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = s_timeToFinish,
        };
        try
        {
            return parsed.InvokeAsync(configuration, cancellation).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            terminal.Fail("cancelled.");
        }
        catch (Exception fault) when (IsExpected(fault))
        {
            terminal.Fail(fault.Message);
        }
        return Failed;
    }

    /// <summary>Makes <paramref name="work"/> what the command does, away from the thread that listens for Ctrl-C.</summary>
    internal static void Does(this Command command, Func<ParseResult, CancellationToken, int> work)
        => command.SetAction((parsed, cancellation) => Task.Run(() => work(parsed, cancellation), CancellationToken.None));

    // Faults of files, of the network and of what the user asked for. Anything else is a fault of the program, whose trace is wanted.
    private static bool IsExpected(Exception fault)
        => fault is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException or ArithmeticException or KeyNotFoundException;

    private static string FullName(CommandResult result)
        => result.Parent is CommandResult parent ? $"{FullName(parent)} {result.Command.Name}" : result.Command.Name;

    private static string? Mistake(ParseResult parsed, string[] args)
    {
        Command command = parsed.CommandResult.Command;
        if (parsed.Action is HelpAction)
        {
            return null;
        }
        string[] options = [.. command.Options.Select(o => o.Name), "--help"];
        string? unknown = args.TakeWhile(a => a != "--").Select(a => a.Split('=')[0])
            .FirstOrDefault(a => a.StartsWith("--", StringComparison.Ordinal) && !options.Contains(a));
        if (unknown is not null)
        {
            return $"There is no option '{unknown}'. Did you mean '{NearestName.Of(unknown, options)}'?";
        }
        if (parsed.Action is not ParseErrorAction)
        {
            return null;
        }
        if (command.Subcommands.Count > 0)
        {
            string names = string.Join(", ", command.Subcommands.Select(c => c.Name));
            return parsed.UnmatchedTokens is [var word, ..]
                ? $"There is no command '{word}'. Did you mean '{NearestName.Of(word, command.Subcommands.Select(c => c.Name))}'? The commands are: {names}."
                : $"What should be done? The commands are: {names}; `strata --help` tells more.";
        }
        ParseError error = parsed.Errors.FirstOrDefault(e => e.SymbolResult is not CommandResult) ?? parsed.Errors[0];
        return $"{error.Message} See `{FullName(parsed.CommandResult)} --help`.";
    }
}
