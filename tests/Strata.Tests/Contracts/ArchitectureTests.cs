// The arrows of the house point down: a file may use only what lies below its own floor.

using System.Text.RegularExpressions;

namespace Strata.Tests.Contracts;

public sealed partial class ArchitectureTests
{
    // From the ground up; namespaces on one line are neighbours that do not know each other.
    private static readonly string[][] s_floors =
    [
        ["Kernels"], ["Tensors"], ["Serialization"], ["Autograd"], ["Ops"], ["Initializers", "Regularizers", "Data", "Mathematics"], ["Pictures"], ["Layers"],
        ["Losses", "Metrics", "Schedules"], ["Optimizers"], ["Training"], ["Models"], ["Cli"],
    ];

    [Fact]
    public void Namespaces_only_point_downwards()
    {
        var wrong = new List<string>();
        foreach (string file in Sources())
        {
            string text = File.ReadAllText(file);
            Match home = Namespace().Match(text);
            if (!home.Success || !home.Groups[1].Success)
            {
                continue;
            }
            int floor = FloorOf(home.Groups[1].Value);
            foreach (Match use in Using().Matches(text))
            {
                string used = use.Groups[1].Value;
                if (used != home.Groups[1].Value && FloorOf(used) >= floor)
                {
                    wrong.Add($"{Path.GetFileName(file)}: Strata.{home.Groups[1].Value} uses Strata.{used}");
                }
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Only_ops_and_the_setting_of_threads_call_kernels()
    {
        string[] callers = [.. Sources().Where(f => !f.Contains("Strata.Kernels", StringComparison.Ordinal))
            .Where(f => File.ReadAllText(f).Contains("using Strata.Kernels", StringComparison.Ordinal))
            .Select(f => Path.GetFileName(Path.GetDirectoryName(f)!)).Distinct().Order()];
        Assert.All(callers, folder => Assert.Contains(folder, new[] { "Ops", "Tensors" }));
    }

    [Fact]
    public void Only_kernels_are_unsafe()
        => Assert.Empty(Sources().Where(f => !f.Contains("Strata.Kernels", StringComparison.Ordinal))
            .Where(f => UnsafeWord().IsMatch(File.ReadAllText(f))).Select(Path.GetFileName));

    [Fact]
    public void Files_lie_in_the_folder_of_their_namespace()
    {
        string[] wrong = [.. Sources().Where(file =>
        {
            Match home = Namespace().Match(File.ReadAllText(file));
            string folder = Path.GetRelativePath(Repository.Root(), Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.')["src.".Length..];
            return home.Success && home.Value.Trim() != $"namespace {folder};";
        }).Select(f => Path.GetRelativePath(Repository.Root(), f))];
        Assert.Empty(wrong);
    }

    private static int FloorOf(string name)
    {
        int floor = Array.FindIndex(s_floors, names => names.Contains(name));
        return floor >= 0 ? floor : throw new InvalidOperationException($"Strata.{name} has no floor yet; give it one in {nameof(ArchitectureTests)}.");
    }

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Path.Combine(Repository.Root(), "src"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    [GeneratedRegex(@"^namespace Strata(?:\.(\w+))?[\w.]*;", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:\w+ = )?Strata\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"\bunsafe\b(?! code)")]
    private static partial Regex UnsafeWord();
}
