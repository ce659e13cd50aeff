using System.CommandLine;
using System.IO.Enumeration;
using Strata.Benchmarks;
using Strata.Ops;

var names = new Argument<string[]>("cases") { Description = "Names with * and ?, such as 'train-*' or 'product-512'. Default: all.", DefaultValueFactory = _ => ["*"] };
var threads = new Option<int>("--threads") { Description = "Threads that work on one op.", DefaultValueFactory = _ => 1 };
var seconds = new Option<double>("--seconds") { Description = "About how long each case is measured.", DefaultValueFactory = _ => 2 };
var json = new Option<bool>("--json") { Description = "One line of JSON a case." };
var list = new Option<bool>("--list") { Description = "Names the cases and measures nothing." };
var command = new RootCommand("Times of Strata's kernels, steps and predictions, each case by itself.") { names, threads, seconds, json, list };
command.SetAction(parsed =>
{
    string[] patterns = parsed.GetValue(names)!;
    Case[] chosen = [.. Case.All.Where(c => patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, c.Name)))];
    if (chosen.Length == 0)
    {
        Console.Error.WriteLine($"There is no case {string.Join(" or ", patterns)}; --list names them all.");
        return 2;
    }
    Threads.Count = parsed.GetValue(threads);
    foreach (Case c in chosen)
    {
        if (parsed.GetValue(list))
        {
            Console.WriteLine(c.Name);
            continue;
        }
        Measurement measurement = Measurement.Of(c, Threads.Count, parsed.GetValue(seconds));
        Console.WriteLine(parsed.GetValue(json) ? measurement.ToJson() : measurement.ToString());
    }
    return 0;
});
return command.Parse(args).Invoke();
