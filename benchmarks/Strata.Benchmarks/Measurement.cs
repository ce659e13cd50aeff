using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Strata.Benchmarks;

/// <summary>The time of one repetition of a case: the median and the best over blocks of repetitions.</summary>
internal sealed record Measurement(Case Case, int Threads, double Flop, double Median, double Best, long AllocatedBytes, long PeakBytes)
{
    private const double SecondsOfBlock = 0.004;

    /// <summary>Measures a case for about so many seconds, after a warm-up in which everything is compiled for good.</summary>
    public static Measurement Of(Case c, int threads, double seconds)
    {
        Action action = c.Make();
        double one = 0, warmUp = Math.Min(1.5, seconds);
        for ((int i, long start) = (0, Stopwatch.GetTimestamp()); i < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < warmUp; i++)
        {
            one = Seconds(action, 1);
        }
        if (seconds > 0.5)
        {
            Thread.Sleep(200); // the compiler's thread catches up
        }
        int repeats = Math.Max(1, (int)(SecondsOfBlock / one));
        var blocks = new List<double>();
        long allocated = GC.GetTotalAllocatedBytes(), begun = Stopwatch.GetTimestamp();
        while (blocks.Count < 3 || (Stopwatch.GetElapsedTime(begun).TotalSeconds is var passed && (passed < seconds || (blocks.Count < 11 && passed < 3 * seconds))))
        {
            blocks.Add(Seconds(action, repeats));
        }
        allocated = (GC.GetTotalAllocatedBytes() - allocated) / ((long)repeats * blocks.Count);
        blocks.Sort();
        using var process = Process.GetCurrentProcess();
        long peak = process.PeakWorkingSet64; // before the operations are counted on a network of its own
        return new(c, threads, c.Flop(), blocks[blocks.Count / 2], blocks[0], allocated, peak);
    }

    public override string ToString()
    {
        string rate = Flop > 0 ? $"{Flop / Median / 1e9:F1} GFLOP/s" : Case.Bytes > 0 ? $"{Case.Bytes / Median / 1e9:F1} GB/s" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{Case.Name,-34} {Median * 1e6,12:F2} µs, best {Best * 1e6,12:F2}, {rate,15}, {AllocatedBytes,9:N0} B a call, peak {PeakBytes >> 20} MB");
    }

    /// <summary>One line of JSON, with the fields of the peers' lines.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("case", Case.Name);
            json.WriteNumber("threads", Threads);
            json.WriteNumber("median_s", Median);
            json.WriteNumber("best_s", Best);
            json.WriteNumber("gflops", Flop / Median / 1e9);
            json.WriteNumber("gbs", Case.Bytes / Median / 1e9);
            json.WriteNumber("allocated_bytes", AllocatedBytes);
            json.WriteNumber("peak_bytes", PeakBytes);
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static double Seconds(Action action, int repeats)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            action();
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
    }
}
