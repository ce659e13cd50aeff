using System.Diagnostics;
using System.Globalization;
using Strata.Kernels.Gemm;
using Strata.Kernels.Threading;

namespace Strata.Benchmarks;

/// <summary>The matrix product beside OpenBLAS: the two run alternately, and the medians of the pairs are printed.</summary>
internal static class MatrixProductBenchmark
{
    public static void Run(IEnumerable<int> sizes, int threads, int rounds)
    {
        Workers.Count = threads;
        bool peer = OpenBlas.IsAvailable;
        if (peer)
        {
            OpenBlas.SetThreads(threads);
        }
        Console.WriteLine($"matrix product, float32, {threads} thread(s); OpenBLAS {(peer ? "in the same run" : "not installed")}");
        foreach (int n in sizes)
        {
            Measure(n, rounds, peer);
        }
    }

    private static void Measure(int n, int rounds, bool peer)
    {
        var random = new Random(1);
        float[] a = [.. Enumerable.Range(0, n * n).Select(_ => random.NextSingle() - 0.5f)];
        float[] b = [.. Enumerable.Range(0, n * n).Select(_ => random.NextSingle() - 0.5f)];
        float[] c = new float[n * n], d = new float[n * n];
        double flop = 2.0 * n * n * n;
        int repeats = Math.Max(1, (int)(2e9 / flop));
        var ours = new double[rounds];
        var theirs = new double[rounds];
        for (int r = -2; r < rounds; r++)
        {
            double mine = Seconds(repeats, () => MatrixProduct.Multiply<float>(a, b, c, n, n, n));
            double other = peer ? Seconds(repeats, () => OpenBlas.Multiply(a, b, d, n, n, n)) : 0;
            if (r >= 0)
            {
                (ours[r], theirs[r]) = (mine, other);
            }
        }
        var line = string.Create(CultureInfo.InvariantCulture, $"n {n,5}: {flop / Median(ours) / 1e9,6:F1} GFLOP/s");
        if (peer)
        {
            double residual = c.Zip(d, (x, y) => Math.Abs(x - y)).Max();
            double ratio = Median([.. ours.Zip(theirs, (x, y) => y / x)]);
            line += string.Create(CultureInfo.InvariantCulture,
                $", OpenBLAS {flop / Median(theirs) / 1e9,6:F1}, ratio {ratio:F3}, largest difference {residual:E1}");
        }
        Console.WriteLine(line);
    }

    private static double Seconds(int repeats, Action action)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            action();
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
