using System.Diagnostics;
using System.Globalization;
using Strata.Kernels.Convolution;
using Strata.Kernels.Threading;

namespace Strata.Benchmarks;

/// <summary>Convolution and its two gradients on the layers of known networks, in GFLOP/s of the dense arithmetic.</summary>
internal static class ConvolutionBenchmark
{
    private static readonly (string Name, ConvolutionShape Shape)[] s_layers =
    [
        ("LeNet-5 C1", new(64, 1, 32, 32, 6, 5, 5)),
        ("LeNet-5 C3", new(64, 6, 14, 14, 16, 5, 5)),
        ("Caffe LeNet conv1", new(64, 1, 28, 28, 20, 5, 5)),
        ("Caffe LeNet conv2", new(64, 20, 12, 12, 50, 5, 5)),
        ("VGG 64-64 32x32", new(64, 64, 32, 32, 64, 3, 3) { PaddingX = 1, PaddingY = 1 }),
        ("ResNet 256-256 8x8", new(32, 256, 8, 8, 256, 3, 3) { PaddingX = 1, PaddingY = 1 }),
    ];

    public static void Run(int threads, int rounds)
    {
        Workers.Count = threads;
        Console.WriteLine($"convolution, float32, {threads} thread(s), GFLOP/s: forward, input gradient, filter gradient");
        foreach ((string name, ConvolutionShape s) in s_layers)
        {
            var random = new Random(1);
            float[] x = Values(s.InputCount), w = Values(s.FilterCount), y = new float[s.OutputCount];
            double flop = 2.0 * s.OutputCount * s.FilterCount / s.OutChannels;
            double forward = Measure(() => Convolution2D.Forward<float>(x, w, y, s));
            double input = Measure(() => Convolution2D.InputGradient<float>(y, w, x, s));
            double filter = Measure(() => Convolution2D.FilterGradient<float>(x, y, w, s));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-20} {forward,7:F1} {input,7:F1} {filter,7:F1}"));

            float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];

            double Measure(Action action)
            {
                int repeats = Math.Max(1, (int)(1e9 / flop));
                double[] seconds = new double[rounds];
                for (int r = -2; r < rounds; r++)
                {
                    long start = Stopwatch.GetTimestamp();
                    for (int i = 0; i < repeats; i++)
                    {
                        action();
                    }
                    if (r >= 0)
                    {
                        seconds[r] = Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
                    }
                }
                Array.Sort(seconds);
                return flop / seconds[rounds / 2] / 1e9;
            }
        }
    }
}
