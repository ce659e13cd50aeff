using Strata.Autograd;
using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers.FullBatch;
using Strata.Regularizers;
using Strata.Tensors;

namespace Strata.Training;

/// <summary>Trains a model on a whole data set at once, by a <see cref="BatchOptimizer"/>.</summary>
public static class FullBatchTraining
{
    /// <summary>
    /// Minimizes the mean loss over a data set and the penalties. The model is as for predictions: dropout is off and batch normalization uses its running statistics,
    /// as the loss has to be one function of the parameters; penalties that layers add count.
    /// </summary>
    /// <param name="optimizer">The method.</param>
    /// <param name="model">Built from the data's shape and type if it has not been.</param>
    /// <param name="loss">What to make small.</param>
    /// <param name="data">All of it counts at every evaluation.</param>
    /// <param name="regularizers">Penalties; a constraint such as a <see cref="MaxNorm"/> cannot be held here. Default: none.</param>
    /// <param name="seed">For the initial weights, if the model is yet to be built. Default: 0.</param>
    /// <param name="partSize">The most samples that pass through the model at once; their gradients add up. Default: null, the whole data set.</param>
    /// <param name="progress">Told after every iteration.</param>
    /// <param name="cancellation">Looked at before every evaluation. The model keeps what it has learned.</param>
    /// <returns>Where it ended, and why.</returns>
    /// <exception cref="ArgumentException">A regularizer is a constraint, or no parameter is trainable.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A part has no sample.</exception>
    /// <exception cref="ArithmeticException">The loss at the start is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static BatchResult Fit(
        this BatchOptimizer optimizer, Layer model, Loss loss, Dataset data, IReadOnlyList<Regularizer>? regularizers = null, ulong seed = 0,
        int? partSize = null, IProgress<BatchResult>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(data);
        if (partSize is < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(partSize), partSize, "A part of the data needs at least one sample.");
        }
        if (!model.IsBuilt)
        {
            model.Build(data.InputShape, new RandomStream(seed).Split(0), data.InputType.IsFloatingPoint() ? data.InputType : DType.Float32);
        }
        Parameter[] parameters = [.. model.Parameters().Select(p => p.Value)];
        int part = partSize ?? data.Count;
        return optimizer.Minimize(Evaluate, parameters, progress, cancellation);

        double Evaluate()
        {
            double sum = AddPenaltyGradients(regularizers ?? [], parameters);
            for (int start = 0; start < data.Count; start += part)
            {
                int count = Math.Min(part, data.Count - start);
                (Tensor inputs, Tensor targets) = data.Range(start, count);
                sum += AddGradients(model, loss, inputs, targets, (double)count / data.Count, parameters);
            }
            return sum;
        }
    }

    private static double AddGradients(Layer model, Loss loss, Tensor inputs, Tensor targets, double share, Parameter[] parameters)
    {
        using var scope = new TensorScope();
        ForwardContext context = ForwardContext.Deterministic();
        Tensor output = model.Forward(inputs, context);
        Tensor value = context.WithPenalties(loss.Forward(output, targets));
        value.Backward(Tensor.Full(value.Shape, share, value.DType));
        foreach (Parameter parameter in parameters)
        {
            if (parameter.Gradient is { } gradient)
            {
                scope.Keep(gradient);
            }
        }
        return value.ToScalar() * share;
    }

    private static double AddPenaltyGradients(IReadOnlyList<Regularizer> regularizers, Parameter[] parameters)
    {
        double sum = 0;
        foreach (Regularizer regularizer in regularizers)
        {
            foreach (Parameter parameter in parameters.Where(p => p.IsTrainable && regularizer.AppliesTo(p)))
            {
                Tensor penalty = regularizer.Penalty(parameter) ?? throw new ArgumentException(
                    $"{regularizer.GetType().Name} is a constraint, which training on a whole data set cannot hold. Use a penalty, such as {nameof(L2)}.");
                penalty.Backward();
                sum += penalty.ToScalar();
            }
        }
        return sum;
    }
}
