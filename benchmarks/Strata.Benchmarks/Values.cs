using Strata.Ops;
using Strata.Tensors;

namespace Strata.Benchmarks;

/// <summary>Inputs of the cases: numbers without a meaning, the same in each run.</summary>
internal static class Values
{
    public static Tensor Random(Shape shape) => RandomOps.Uniform(shape, -1, 1, new RandomStream(1));

    public static Tensor Labels(int count, int classes) => Tensor.Wrap([.. Enumerable.Range(0, count).Select(i => i * 7 % classes)]);
}
