using Strata.Cli;

// A terminal that cannot move its cursor gets plain lines, as a file does.
bool live = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
return StrataCommand.Run(args, new Terminal(Console.Out, Console.Error, live));
