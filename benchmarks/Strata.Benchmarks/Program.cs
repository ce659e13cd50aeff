using System.Globalization;
using Strata.Benchmarks;

// usage: dotnet run --project benchmarks/Strata.Benchmarks -c Release -- product|convolution|smoke [threads]
string what = args.Length > 0 ? args[0] : "product";
int threads = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
switch (what)
{
    case "product":
        MatrixProductBenchmark.Run([64, 128, 256, 512, 1024, 2048], threads, rounds: 15);
        return 0;
    case "convolution":
        ConvolutionBenchmark.Run(threads, rounds: 7);
        return 0;
    case "smoke":
        MatrixProductBenchmark.Run([64], threads, rounds: 1);
        ConvolutionBenchmark.Run(threads, rounds: 1);
        return 0;
    default:
        Console.Error.WriteLine($"There is no benchmark '{what}'; there are product, convolution and smoke.");
        return 2;
}
