using System.Globalization;
using Strata.Serialization;

namespace Strata.Cli;

/// <summary>The folder of one run: what it was told, what it measured, what it learned, and the pictures worth looking at.</summary>
internal sealed class RunFolder
{
    private RunFolder(string path) => Path = path;

    /// <summary>The folder, as it was given.</summary>
    internal string Path { get; }

    /// <summary><see cref="RunSettings"/>.</summary>
    internal string Settings => File("settings.json");

    /// <summary>A JSON object a line, an epoch each.</summary>
    internal string Metrics => File("metrics.jsonl");

    /// <summary>The model as it was when the training ended.</summary>
    internal string Model => File("model.safetensors");

    /// <summary>The state of a training that has not ended.</summary>
    internal string Checkpoint => File("checkpoint.safetensors");

    /// <summary>What the run came to; the last file to be written, so that a run without it is not complete.</summary>
    internal string Result => File("result.json");

    // Held by the process that trains. It is the lock on it that counts, which ends with the process, and not that it is there.
    private string Running => File("running");

    /// <summary>Loss and accuracy over the epochs.</summary>
    internal string Curves => File("curves.svg");

    /// <summary>What the first layer looks for.</summary>
    internal string Filters => File("filters.png");

    /// <summary>Test pictures above what a model makes of them.</summary>
    internal string Reconstructions => File("reconstructions.png");

    /// <summary>Pictures that a model has drawn.</summary>
    internal string Samples => File("samples.png");

    /// <summary>The worst mistakes.</summary>
    internal string Mistakes => File("mistakes.svg");

    /// <summary>How the layers did: a JSON object a line, one before the first step and one an epoch.</summary>
    internal string Diagnostics => File("diagnostics.jsonl");

    /// <summary>The same as charts.</summary>
    internal string DiagnosticsPicture => File("diagnostics.svg");

    /// <summary>What the units of a level, from 1, looked for when it had been pre-trained.</summary>
    internal string Features(int level) => File(string.Create(CultureInfo.InvariantCulture, $"features-{level}.png"));

    /// <summary>A level, from 1, as it was when it had been pre-trained; until the run is complete.</summary>
    internal string Pretrained(int level) => File(string.Create(CultureInfo.InvariantCulture, $"pretrained-{level}.safetensors"));

    /// <summary>The state of the pre-training of a level, from 1, that has not ended.</summary>
    internal string CheckpointOf(int level) => File(string.Create(CultureInfo.InvariantCulture, $"checkpoint-{level}.safetensors"));

    /// <summary>The folder for a new run, which does not exist yet or may be replaced. Nothing is changed.</summary>
    /// <exception cref="IOException">There is something in it already.</exception>
    internal static RunFolder Claim(string path, bool replace)
    {
        var folder = new RunFolder(path);
        if (System.IO.File.Exists(path))
        {
            throw new IOException($"{path} is a file; a run needs a folder. Name another one with --out.");
        }
        // A run that was killed in its first moment has left at most its lock and the beginning of its settings.
        if (!Directory.Exists(path)
            || Directory.EnumerateFileSystemEntries(path).All(f => f == folder.Running || f.EndsWith(AtomicFile.Temporary, StringComparison.Ordinal)))
        {
            return folder;
        }
        bool isRun = System.IO.File.Exists(folder.Settings);
        return (isRun, replace) switch
        {
            (true, true) => folder,
            (true, false) => throw new IOException($"The folder {path} holds a run already. Name another one with --out, or replace it with --force."),
            (false, _) => throw new IOException($"The folder {path} is not empty and holds no run. Name another one with --out."),
        };
    }

    /// <summary>The folder of a run that has been made.</summary>
    /// <exception cref="IOException">It is no such folder.</exception>
    internal static RunFolder Open(string path)
    {
        var folder = new RunFolder(path);
        return System.IO.File.Exists(folder.Settings)
            ? folder
            : throw new DirectoryNotFoundException($"{path} is not the folder of a run: it has no settings.json. `strata train` makes one.");
    }

    /// <summary>
    /// Makes the folder if there is none, and keeps other processes from training in it until the lock is disposed of or this process ends, in whatever way.
    /// </summary>
    /// <exception cref="IOException">A process trains in it.</exception>
    internal IDisposable Lock()
    {
        Directory.CreateDirectory(Path);
        try
        {
            return new FileStream(Running, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException fault) when (System.IO.File.Exists(Running))
        {
            throw new IOException($"The run in {Path} is still in training, by another process. Wait until that ends, or stop it and resume the run then.", fault);
        }
    }

    /// <summary>Removes the files of the run that the folder holds.</summary>
    internal void Clear()
    {
        foreach (string file in (string[])
            [
                Result, Checkpoint, Metrics, Model, Curves, Filters, Reconstructions, Samples, Mistakes, Diagnostics, DiagnosticsPicture,
                .. Directory.GetFiles(Path, "features-*.png"), .. Levels(), .. Leftovers(), Settings,
            ])
        {
            System.IO.File.Delete(file);
        }
    }

    /// <summary>Removes what the resumption of a run needs that is complete now.</summary>
    internal void RemoveCheckpoints()
    {
        foreach (string file in (string[])[Checkpoint, .. Levels()])
        {
            System.IO.File.Delete(file);
        }
    }

    /// <summary>Removes what a process that was killed had begun to write.</summary>
    internal void RemoveLeftovers()
    {
        foreach (string file in Leftovers())
        {
            System.IO.File.Delete(file);
        }
    }

    private string[] Levels() => [.. Directory.GetFiles(Path, "pretrained-*.safetensors"), .. Directory.GetFiles(Path, "checkpoint-*.safetensors")];

    private string[] Leftovers() => Directory.GetFiles(Path, "*" + AtomicFile.Temporary);

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
