using Strata.Benchmarks;

MatrixProductBenchmark.Run([64, 128, 256, 512, 1024, 2048], args.Length > 0 ? int.Parse(args[0]) : 1, rounds: 9);
