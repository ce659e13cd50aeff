using System.Globalization;

/// <summary>The arguments of an example, in pairs of a name and a value: <c>--steps 20 --out pictures</c>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    /// <param name="args">As the program got them.</param>
    /// <param name="names">Those that it knows.</param>
    public Arguments(string[] args, params string[] names)
    {
        for (int i = 0; i < args.Length; i += 2)
        {
            if (!names.Contains(args[i]) || i + 1 == args.Length)
            {
                Console.Error.WriteLine($"'{args[i]}' is no argument, or has no value. There are: {string.Join(", ", names.Select(n => $"{n} <value>"))}.");
                Environment.Exit(2);
            }
            _values[args[i]] = args[i + 1];
        }
    }

    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    public int Number(string name, int otherwise) => _values.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>The path of a picture in the folder of <c>--out</c>, by default the current one.</summary>
    public string Output(string file) => Path.Combine(Directory.CreateDirectory(Text("--out", ".")).FullName, file);
}
