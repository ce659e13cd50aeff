using System.Diagnostics;
using Strata.Serialization;

namespace Strata.Training;

/// <summary>
/// Keeps the state of a training in a file, so that one that was killed at any moment can be resumed and ends in the same bits as if it had not been: weights,
/// optimizer, position in the data, random state, history and callbacks. The file is replaced as a whole.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="interval">The least time between two checkpoints, which follow a step. Default: ten seconds. Zero for one after every step.</param>
/// <param name="resume">Whether the training goes on from the file, where there is one. Default: false.</param>
/// <exception cref="ArgumentOutOfRangeException">The interval is negative.</exception>
public sealed class Checkpointing(string path, TimeSpan? interval = null, bool resume = false)
{
    private readonly TimeSpan _interval = interval is null || interval >= TimeSpan.Zero
        ? interval ?? TimeSpan.FromSeconds(10)
        : throw new ArgumentOutOfRangeException(nameof(interval), interval, "The time between checkpoints cannot be negative.");

    private Action<Checkpoint>? _beside;
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>The file.</summary>
    public string Path { get; } = path ?? throw new ArgumentNullException(nameof(path));

    /// <summary>Whether the training goes on from the file, where there is one.</summary>
    public bool Resume { get; } = resume;

    internal bool IsDue => Stopwatch.GetElapsedTime(_last) >= _interval;

    /// <summary>What the training goes on from; null where it begins.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    internal Checkpoint? Past => Resume && File.Exists(Path) ? Checkpoint.Read(Path) : null;

    /// <summary>Replaces the file.</summary>
    /// <param name="capture">Writes the state.</param>
    /// <exception cref="IOException">The file cannot be written; the old one is whole.</exception>
    internal void Keep(Action<Checkpoint> capture)
    {
        var checkpoint = new Checkpoint();
        capture(checkpoint);
        _beside?.Invoke(checkpoint);
        checkpoint.Write(Path);
        _last = Stopwatch.GetTimestamp();
    }

    /// <summary>For a part of a larger training: the same file, which holds what the larger one keeps beside the part's own state.</summary>
    /// <param name="capture">Writes what the larger one keeps, under names that the part does not use.</param>
    /// <param name="resume">Whether the file's state is this part's.</param>
    internal Checkpointing Beside(Action<Checkpoint> capture, bool resume) => new(Path, _interval, Resume && resume) { _beside = capture };
}
