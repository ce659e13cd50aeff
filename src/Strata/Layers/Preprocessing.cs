using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Layers;

/// <summary>
/// A layer that learns from data by a formula instead of by gradients: means, deviations, principal components. <see cref="Fit"/> it to the training part only;
/// what it has learned are states, so it is saved with the model that it is part of and comes back with it. It can be fitted again, to samples of the same shape.
/// </summary>
public abstract class Preprocessing : Layer
{
    // About how many elements are worked on at once, in double precision.
    private const int ChunkElements = 1 << 20;

    private Tensor? _fitted;

    /// <summary>Whether there are statistics, from <see cref="Fit"/> or from a file.</summary>
    public bool IsFitted => _fitted is not null && _fitted.ToScalar() != 0;

    /// <summary>Learns the statistics from samples, in double precision whatever their type; builds the layer if nobody has.</summary>
    /// <param name="data">[samples, ...], at least one, of the training part.</param>
    /// <exception cref="ShapeException">The layer cannot take such samples, or was built for others.</exception>
    /// <exception cref="ArgumentException">There are too few samples, or a value is not a finite number. What was learned before stays.</exception>
    public void Fit(Tensor data) => FitBy(Learn, data);

    /// <summary>The same with a way of learning that is told more than the data.</summary>
    private protected void FitBy(Action<Tensor> learn, Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Rank == 0 || data.Count == 0)
        {
            throw new ArgumentException($"{this} is fitted to samples [samples, ...], at least one, but got {data.Shape}.", nameof(data));
        }
        Build(data.Shape[1..], dtype: data.DType.IsFloatingPoint() ? data.DType : DType.Float32);
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        RequireFinite(data);
        learn(data);
        Tensor.Ones([], DType).CopyTo(_fitted!);
    }

    /// <summary>From what the layer makes back to what it was made of, as far as that is possible.</summary>
    /// <param name="y">[batch, ...], the rest being <see cref="Layer.OutputShape"/>.</param>
    /// <exception cref="InvalidOperationException">The layer has not been fitted.</exception>
    /// <exception cref="ShapeException">The tensor has another shape than the layer's outputs.</exception>
    public Tensor Inverse(Tensor y)
    {
        ArgumentNullException.ThrowIfNull(y);
        RequireFitted();
        return y.Rank > 0 && y.Shape[1..] == OutputShape
            ? Invert(y)
            : throw new ShapeException($"{this} takes back what it gives, samples of shape {OutputShape}, but got {(y.Rank > 0 ? y.Shape[1..] : y.Shape)}.");
    }

    /// <summary>Checks the shape of a sample, declares the statistics with <see cref="Layer.AddState"/> and returns the shape of an output sample.</summary>
    /// <exception cref="ShapeException">The layer cannot take such samples.</exception>
    protected abstract Shape Declare(Shape input);

    /// <summary>Computes the statistics and, once all are there, copies them into the states.</summary>
    /// <param name="data">[samples, ...], finite.</param>
    protected abstract void Learn(Tensor data);

    /// <summary>The layer's function, of a batch whose shape has been checked.</summary>
    protected abstract Tensor Transform(Tensor x);

    /// <summary>The inverse of <see cref="Transform"/>, of a batch whose shape has been checked.</summary>
    protected abstract Tensor Invert(Tensor y);

    /// <inheritdoc/>
    protected sealed override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.ElementCount == 0)
        {
            throw Unsuitable("[features] or [channels, ...], none of them zero", input);
        }
        Shape output = Declare(input);
        _fitted = AddState("fitted", [], shape => Tensor.Zeros(shape, DType));
        return output;
    }

    /// <inheritdoc/>
    protected sealed override Tensor Call(Tensor x, ForwardContext context)
    {
        RequireFitted();
        return Transform(x.To(DType));
    }

    /// <summary>Hands out the samples in float64, some at a time; what is made of a chunk ends with it.</summary>
    private protected static void ForEachChunk(Tensor data, Action<Tensor> take)
    {
        int size = Math.Max(1, ChunkElements / Math.Max(1, data.Shape[1..].ElementCount));
        for (int start = 0; start < data.Shape[0]; start += size)
        {
            using var scope = new TensorScope();
            take(data.Slice(0, start, Math.Min(size, data.Shape[0] - start)).To(DType.Float64));
        }
    }

    private void RequireFitted()
    {
        if (!IsFitted)
        {
            throw new InvalidOperationException(
                $"{this} has not been fitted. Call Fit(data) with the training part's inputs (Sequential: model.FitPreprocessing(data)), or load a model that was saved after it.");
        }
    }

    private void RequireFinite(Tensor data)
    {
        int first = 0;
        ForEachChunk(data, chunk =>
        {
            if (!TensorPrimitives.IsFiniteAll<double>(chunk.AsSpan<double>()))
            {
                int bad = Array.FindIndex(chunk.ToArray<double>(), x => !double.IsFinite(x));
                throw new ArgumentException(
                    $"{this} cannot be fitted: sample {first + (bad / InputShape.ElementCount)} holds a value that is not a finite number. Clean the data, or drop the sample.");
            }
            first += chunk.Shape[0];
        });
    }
}
