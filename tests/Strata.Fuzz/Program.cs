// Tries every reader of files with mutated ones:
//
//     dotnet run -c Release --project tests/Strata.Fuzz -- [reader|all] [count] [seed]
//
// A file is either read or refused by an InvalidDataException, in bounded time and memory. Anything else is a failure: the file is kept and named, and the exit
// code is 1.

using System.Diagnostics;
using System.Globalization;
using Strata.Fuzz;

const long SpareBytes = 1_000_000;
const double MostSeconds = 5;

string wanted = args.Length > 0 ? args[0] : "all";
int count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1000;
int seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;

string folder = Directory.CreateTempSubdirectory("strata-fuzz-").FullName;
IReadOnlyList<Target> targets = Targets.All(folder);
Target[] chosen = [.. targets.Where(t => wanted == "all" || t.Name == wanted)];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"There is no reader '{wanted}'; there are {string.Join(", ", targets.Select(t => t.Name))}, or all of them: all.");
    return 2;
}

bool failed = false;
foreach (Target target in chosen)
{
    failed |= !Try(target);
}
if (!failed)
{
    Directory.Delete(folder, recursive: true);
}
return failed ? 1 : 0;

bool Try(Target target)
{
    foreach (byte[] file in target.Files)
    {
        Exception? fault = Read(target, file, out _, out _);
        if (fault is not null)
        {
            return Report(target, file, $"a valid file ends in {fault}");
        }
    }
    var random = new Random(seed);
    int read = 0, refused = 0;
    long most = 0;
    long started = Stopwatch.GetTimestamp();
    for (int i = 0; i < count; i++)
    {
        byte[] file = Mutation.Of(target.Files, random);
        if (random.Next(2) == 0)
        {
            target.Repair?.Invoke(file);
        }
        Exception? fault = Read(target, file, out long bytes, out double seconds);
        most = Math.Max(most, bytes);
        if (fault is not null and not InvalidDataException)
        {
            return Report(target, file, $"file {i}: {fault}");
        }
        if (bytes > SpareBytes + ((long)target.Growth * file.Length))
        {
            return Report(target, file, $"file {i}: {file.Length} bytes cost {bytes} of memory");
        }
        if (seconds > MostSeconds)
        {
            return Report(target, file, $"file {i}: {file.Length} bytes took {seconds:F1} s");
        }
        (read, refused) = fault is null ? (read + 1, refused) : (read, refused + 1);
    }
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{target.Name,-12} {count,9:N0} files: {read,8:N0} read, {refused,8:N0} refused; at most {most,10:N0} bytes a file; {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s"));
    return true;
}

static Exception? Read(Target target, byte[] file, out long bytes, out double seconds)
{
    long before = GC.GetAllocatedBytesForCurrentThread(), started = Stopwatch.GetTimestamp();
    Exception? result = null;
    try
    {
        target.Read(file);
    }
#pragma warning disable CA1031 // whatever comes is what is being looked for
    catch (Exception fault)
#pragma warning restore CA1031
    {
        result = fault;
    }
    bytes = GC.GetAllocatedBytesForCurrentThread() - before;
    seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    return result;
}

bool Report(Target target, byte[] file, string fault)
{
    string path = Path.Combine(folder, $"{target.Name}.bin");
    File.WriteAllBytes(path, file);
    Console.Error.WriteLine($"{target.Name}: {fault}\nThe file is kept as {path}; seed {seed}.");
    return false;
}
