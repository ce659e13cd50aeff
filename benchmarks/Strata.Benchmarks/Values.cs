using Strata.Ops;
using Strata.Tensors;

namespace Strata.Benchmarks;

/// <summary>Inputs of the cases: numbers without a meaning, the same in each run.</summary>
internal static class Values
{
    /// <summary>Random numbers where a training step has its values: in memory of a scope, which begins at a line of the cache.</summary>
    public static Tensor Random(Shape shape)
    {
        using var scope = new TensorScope();
        return scope.Keep(RandomOps.Uniform(shape, -1, 1, new RandomStream(1)));
    }

    /// <summary>Such numbers, to be read and written.</summary>
    public static Memory<float> Floats(int count) => Random([count]).AsMemory<float>();

    public static Tensor Labels(int count, int classes) => Tensor.Wrap([.. Enumerable.Range(0, count).Select(i => i * 7 % classes)]);
}
