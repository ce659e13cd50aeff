using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Training;

/// <summary>
/// Data-dependent initialization (Krähenbühl et al. 2016, section 3.1; Mishkin and Matas 2016): the first weights are made to fit real samples, so that no unit starts
/// saturated, dead or faint.
/// </summary>
public static class Calibration
{
    /// <summary>
    /// Goes through the model from its input on, and scales the weights of each unit of each <see cref="Dense"/> and each filter of each <see cref="Conv2D"/>, other layers being left as they are, and moves its bias, so that its
    /// output over the batch has mean 0 and variance 1. Without a bias the mean is scaled alike. A unit that gives the same for all samples is left as it is.
    /// </summary>
    /// <param name="model">Built; the layers' order is that in which they are applied.</param>
    /// <param name="batch">Some hundred samples, [batch, ...]. The model is as for predictions.</param>
    /// <exception cref="InvalidOperationException">The model has not been built.</exception>
    public static void Calibrate(this Layer model, Tensor batch)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        if (!model.IsBuilt)
        {
            throw new InvalidOperationException($"{model} has no weights yet; call Build([...]) with the shape of one sample first.");
        }
        using Tape.PauseScope pause = Tape.Pause();
        foreach (Layer layer in model.Tree().Select(node => node.Layer).Distinct())
        {
            using var scope = new TensorScope();
            if (layer is Dense dense)
            {
                Fit(dense.Weight!, dense.Bias, OutputOf(dense, model, batch), axis: -1);
            }
            else if (layer is Conv2D convolution)
            {
                Fit(convolution.Weight!, convolution.Bias, OutputOf(convolution, model, batch), axis: 1);
            }
        }
    }

    // Null where the layer takes no part. One that is applied several times counts as it is first.
    private static Tensor? OutputOf(Layer layer, Layer model, Tensor batch)
    {
        Tensor? output = null;
        model.Forward(batch, ForwardContext.Deterministic((current, y) => output ??= current == layer ? y : null));
        return output;
    }

    // y ← (y - mean) / deviation, by the weights and biases that y is linear in.
    private static void Fit(Parameter weight, Parameter? bias, Tensor? y, int axis)
    {
        if (y is null)
        {
            return;
        }
        int[] others = [.. Enumerable.Range(0, y.Rank).Where(i => i != (axis + y.Rank) % y.Rank)];
        Tensor mean = y.Mean(others), deviation = y.Variance(others).Sqrt(); // [units]
        Tensor varies = deviation.Greater(mean.Abs() * 1e-5); // by more than rounding errors
        Tensor scale = 1 / varies.Where(deviation, Tensor.Scalar(1, y.DType)), shift = varies.Where(mean, Tensor.Scalar(0, y.DType));
        int units = weight.Value.Shape[0];
        (weight.Value.Reshape([units, weight.Value.Shape[1..].ElementCount]) * scale.Reshape([units, 1])).Reshape(weight.Value.Shape).CopyTo(weight.Value);
        if (bias is not null)
        {
            ((bias.Value - shift) * scale).CopyTo(bias.Value);
        }
    }
}
