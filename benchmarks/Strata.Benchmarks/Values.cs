using Strata.Ops;
using Strata.Tensors;

namespace Strata.Benchmarks;

/// <summary>Inputs of the cases: numbers without a meaning, the same in each run.</summary>
internal static class Values
{
    /// <summary>Random numbers in memory that begins at a line of the cache, as that of a training step does.</summary>
    public static Tensor Random(Shape shape)
    {
        Memory<float> memory = AlignedArray.Pinned<float>(shape.ElementCount);
        RandomOps.Uniform(shape, -1, 1, new RandomStream(1)).AsSpan<float>().CopyTo(memory.Span);
        return Tensor.Wrap(memory, shape);
    }

    /// <summary>Such numbers, to be read and written.</summary>
    public static Memory<float> Floats(int count) => Random([count]).AsMemory<float>();

    public static Tensor Labels(int count, int classes) => Tensor.Wrap([.. Enumerable.Range(0, count).Select(i => i * 7 % classes)]);
}
