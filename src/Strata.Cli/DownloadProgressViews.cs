using Spectre.Console;
using Strata.Data;

namespace Strata.Cli;

/// <summary>A download as plain lines: one a file.</summary>
internal sealed class DownloadLines(Terminal terminal) : IProgress<DownloadProgress>
{
    private string? _file;

    /// <inheritdoc/>
    public void Report(DownloadProgress value)
    {
        if (value.File != _file)
        {
            terminal.Note($"downloading {value.File}");
            _file = value.File;
        }
    }
}

/// <summary>A download as bars: one a file.</summary>
internal sealed class DownloadBars(ProgressContext bars) : IProgress<DownloadProgress>
{
    private string? _file;
    private ProgressTask? _bar;

    /// <inheritdoc/>
    public void Report(DownloadProgress value)
    {
        if (value.File != _file)
        {
            _bar = bars.AddTask(Markup.Escape(value.File));
            _file = value.File;
        }
        _bar!.IsIndeterminate = value.Total is null;
        _bar.MaxValue = value.Total ?? 1;
        _bar.Value = value.Received;
    }
}
