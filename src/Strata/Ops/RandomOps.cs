using Strata.Kernels.Pooling;
using Strata.Kernels.Random;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Random tensors. They are functions of the stream's state alone, whatever the number of threads.</summary>
public static class RandomOps
{
    /// <summary>Uniform numbers, low ≤ x &lt; high.</summary>
    /// <exception cref="ArgumentException">The limits are not finite or in the wrong order.</exception>
    public static Tensor Uniform(Shape shape, double low, double high, RandomStream random, DType dtype = DType.Float32)
    {
        bool apart = dtype == DType.Float32 ? (float)low < (float)high && float.IsFinite((float)high - (float)low) : low < high && double.IsFinite(high - low);
        if (!apart)
        {
            throw new ArgumentException($"Uniform numbers need finite limits low < high that {dtype} can tell apart, but got {low} and {high}.");
        }
        Tensor y = Tensor.Uninitialized(shape, dtype);
        Philox generator = Draw(random, y, out ulong counter);
        if (y.RequireFloatingPoint() == DType.Float32)
        {
            Sampling.Uniform(generator, counter, y.AsSpan<float>(), (float)low, (float)high);
        }
        else
        {
            Sampling.Uniform(generator, counter, y.AsSpan<double>(), low, high);
        }
        return y;
    }

    /// <summary>Normal numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is negative, infinite or not a number.</exception>
    public static Tensor Normal(Shape shape, double mean, double deviation, RandomStream random, DType dtype = DType.Float32)
    {
        if (!(deviation >= 0 && double.IsFinite(deviation)))
        {
            throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "A standard deviation must be zero or a positive number.");
        }
        Tensor y = Tensor.Uninitialized(shape, dtype);
        Philox generator = Draw(random, y, out ulong counter);
        if (y.RequireFloatingPoint() == DType.Float32)
        {
            Sampling.Normal(generator, counter, y.AsSpan<float>(), (float)mean, (float)deviation);
        }
        else
        {
            Sampling.Normal(generator, counter, y.AsSpan<double>(), mean, deviation);
        }
        return y;
    }

    /// <summary>1 with the given probability, else 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not from 0 to 1.</exception>
    public static Tensor Bernoulli(Shape shape, double probability, RandomStream random, DType dtype = DType.Float32)
    {
        if (!(probability >= 0 && probability <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability must be from 0 to 1.");
        }
        Tensor y = Tensor.Uninitialized(shape, dtype);
        Philox generator = Draw(random, y, out ulong counter);
        if (y.RequireFloatingPoint() == DType.Float32)
        {
            Sampling.Bernoulli(generator, counter, y.AsSpan<float>(), (float)probability);
        }
        else
        {
            Sampling.Bernoulli(generator, counter, y.AsSpan<double>(), probability);
        }
        return y;
    }

    /// <summary>For each element 1 with that probability, else 0: the sample of a layer of binary units. No gradient flows back.</summary>
    public static Tensor Bernoulli(Tensor probabilities, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        Tensor y = Tensor.Uninitialized(probabilities.Shape, probabilities.DType);
        Philox generator = Draw(random, y, out ulong counter);
        if (y.RequireFloatingPoint() == DType.Float32)
        {
            Sampling.Bernoulli(generator, counter, probabilities.AsSpan<float>(), y.AsSpan<float>());
        }
        else
        {
            Sampling.Bernoulli(generator, counter, probabilities.AsSpan<double>(), y.AsSpan<double>());
        }
        return y;
    }

    /// <summary>Of each block of maps one element or none is 1, with the probabilities that <see cref="BlockSoftmaxOp.BlockSoftmax"/> gives, and the others 0. No gradient flows back.</summary>
    /// <param name="probabilities">[batch, channels, height, width], of each block a sum of at most 1.</param>
    /// <param name="size">Rows and columns of a block.</param>
    /// <param name="random">Where to draw from: one number a block.</param>
    /// <exception cref="ArgumentException">Blocks do not fill the maps.</exception>
    public static Tensor OneOfBlock(Tensor probabilities, int size, RandomStream random)
    {
        PoolingShape shape = BlockSoftmaxOp.ShapeOf(probabilities, size);
        Tensor u = Uniform([shape.Planes, shape.OutputHeight, shape.OutputWidth], 0, 1, random, probabilities.DType);
        Tensor y = Tensor.Uninitialized(probabilities.Shape, probabilities.DType);
        if (y.DType == DType.Float32)
        {
            Kernels.Pooling.BlockSoftmax.Sample<float>(probabilities.AsSpan<float>(), u.AsSpan<float>(), y.AsSpan<float>(), shape);
        }
        else
        {
            Kernels.Pooling.BlockSoftmax.Sample<double>(probabilities.AsSpan<double>(), u.AsSpan<double>(), y.AsSpan<double>(), shape);
        }
        return y;
    }

    /// <summary>The numbers from 0 to <paramref name="n"/> - 1 in random order, Int32 [n].</summary>
    public static Tensor Permutation(int n, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Tensor y = Tensor.Uninitialized([n], DType.Int32);
        Sampling.Permutation(new Philox(random.Seed, random.Stream), random.Take((ulong)n), y.AsSpan<int>());
        return y;
    }

    /// <summary>The generator of as many numbers as a tensor has elements, which the stream then has given out.</summary>
    internal static Philox Draw(RandomStream random, Tensor y, out ulong counter)
    {
        ArgumentNullException.ThrowIfNull(random);
        counter = random.Take(y.DType == DType.Float32 ? Sampling.CountersFor<float>(y.Count) : Sampling.CountersFor<double>(y.Count));
        return new Philox(random.Seed, random.Stream);
    }
}
