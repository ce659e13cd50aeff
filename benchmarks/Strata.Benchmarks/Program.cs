using Strata.Benchmarks;

//MatrixProductBenchmark.Run([512, 1024, 2048], 1, rounds: 15);
ConvolutionBenchmark.Run(1, 7);
