// Runs the command in this process, in a folder of its own, on data that need no network.

using System.Text;
using System.Text.Json;

namespace Strata.Cli.Tests;

/// <summary>What a command line came to.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record Outcome(int Code, string Output, string Error)
{
    /// <summary>The output's last line as JSON.</summary>
    internal JsonElement Json => JsonDocument.Parse(Output.TrimEnd().Split('\n')[^1]).RootElement;
}

/// <summary>The command, and a folder for its files that is gone afterwards.</summary>
internal sealed class Command : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("strata-cli-").FullName;

    internal string File(params string[] parts) => Path.Combine([_folder, .. parts]);

    internal static Outcome Run(params string[] args) => Run(null, CancellationToken.None, args);

    /// <param name="onError">Told of every line on standard error.</param>
    internal static Outcome Run(Action<string>? onError, CancellationToken cancellation, params string[] args)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new LineWriter(onError) { NewLine = "\n" };
        int code = StrataCommand.Run(args, new Terminal(output, error, IsLive: false), cancellation);
        return new Outcome(code, output.ToString(), error.Text);
    }

    /// <summary>Trains softmax on the embedded digits for a moment.</summary>
    internal string Trained(string name = "run")
    {
        Outcome outcome = Run("train", "softmax", "--data", "digits", "--steps", "60", "--out", File(name));
        Assert.Equal(0, outcome.Code);
        return File(name);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class LineWriter(Action<string>? onLine) : TextWriter
    {
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => Encoding.UTF8;

        internal string Text => _text.ToString();

        public override void Write(char value) => _text.Append(value);

        public override void WriteLine(string? value)
        {
            _text.Append(value).Append(NewLine);
            onLine?.Invoke(value ?? "");
        }
    }
}
