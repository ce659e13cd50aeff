using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Strata.Cli;

/// <summary>The options that commands share, and how their values are read.</summary>
internal static class CommandOptions
{
    /// <summary>An option that takes a whole number.</summary>
    internal static Option<T?> Number<T>(string name, T least, string description)
        where T : struct, IBinaryInteger<T>
        => new(name)
        {
            Description = description,
            HelpName = "n",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value) && value >= least)
                {
                    return value;
                }
                result.AddError($"{name} takes a whole number of at least {least}, but got '{text}'.");
                return null;
            },
        };

    /// <summary>One JSON object as the last line of the output.</summary>
    internal static Option<bool> Json() => new("--json") { Description = "Print one JSON object as the last line of standard output." };

    /// <summary>The data set's name.</summary>
    /// <param name="more">A word beside the data sets' names.</param>
    internal static Option<string?> Data(string description, string? more = null)
    {
        string[] names = [.. more is null ? [] : new[] { more }, .. DataSets.All.Select(d => d.Name)];
        return new("--data")
        {
            Description = $"{description} ({string.Join(", ", names)})",
            HelpName = "name",
            CustomParser = result => Known(result, "data set", names),
        };
    }

    /// <summary>The folder that has the data.</summary>
    internal static Option<string?> DataDirectory() => new("--data-dir")
    {
        Description = "The folder that has the data. Default: STRATA_DATA, then the cache.",
        HelpName = "folder",
    };

    /// <summary>A run's folder.</summary>
    internal static Argument<string> Run() => new("run") { Description = "The folder of a run, as `strata train` has made it." };

    /// <summary>The one token, if it is among the names; else an error that suggests the nearest.</summary>
    internal static string? Known(ArgumentResult result, string kind, IReadOnlyCollection<string> names)
    {
        string text = result.Tokens[0].Value;
        if (names.Contains(text))
        {
            return text;
        }
        result.AddError($"There is no {kind} '{text}'. Did you mean '{NearestName.Of(text, names)}'? There are: {string.Join(", ", names)}.");
        return null;
    }
}
