using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Autoencoders;

/// <summary>
/// What units of a deeper layer look for: for each the input of bounded length that excites it most, found by gradient ascent (Erhan, Bengio, Courville and Vincent
/// 2009, Visualizing
/// higher-layer features of a deep network). For a single layer of sigmoid units it is W_j / ‖W_j‖, the filter itself.
/// </summary>
public static class PreferredInputs
{
    /// <summary>The inputs, each maximizing one unit of a model's output.</summary>
    /// <param name="model">Built, from samples to codes, such as a stack's encoders.</param>
    /// <param name="units">How many, from the first one on. Default: 100, or all where there are fewer.</param>
    /// <param name="norm">The length that inputs are kept at. Default: 1.</param>
    /// <param name="steps">Of the ascent. Default: 200.</param>
    /// <param name="rate">The length of the first step as a share of the norm; steps shrink to zero. Default: 0.2.</param>
    /// <param name="seed">For the inputs to start from, random ones of the given length. Default: 0.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <returns>[units, ...], the rest being the samples' shape. A unit that no input near its start excites has kept its random one.</returns>
    /// <exception cref="InvalidOperationException">The model has not been built.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public static Tensor Of(
        Layer model, int units = 100, double norm = 1, int steps = 200, double rate = 0.2, ulong seed = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(norm);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        model.RequireBuilt("weights");
        int outputs = model.OutputShape.ElementCount, count = Math.Min(units, outputs);
        Shape shape = model.InputShape.Insert(0, count);
        Shape rows = [count, model.InputShape.ElementCount];
        using var all = new TensorScope();
        Tensor own = Tensor.Wrap([.. Enumerable.Range(0, count)]).OneHot(outputs, model.DType); // [units, outputs]
        Tensor x = OfLength(RandomOps.Normal(rows, 0, 1, new RandomStream(seed), model.DType), norm);
        for (int step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            // Inputs do not know of each other, so the sum of what each does to its unit has the gradients of all.
            Tensor gradient = Differentiation.Gradient(v => (model.Forward(v[0].Reshape(shape)).Reshape(own.Shape) * own).Sum(), x)[0];
            double length = norm * rate * (1 - ((double)step / steps));
            using Tape.PauseScope pause = Tape.Pause();
            x = scope.Keep(OfLength(x + OfLength(gradient, length), norm));
        }
        return all.Keep(x.Reshape(shape));
    }

    // Rows of the given length; those of zeros stay.
    private static Tensor OfLength(Tensor rows, double length)
        => rows * (length / rows.Square().Sum([1], keepAxes: true).Sqrt().Maximum(Tensor.Scalar(1e-30, rows.DType)));
}
