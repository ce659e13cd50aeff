using Strata.Layers;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Training;

/// <summary>The loss of a training step is infinite or not a number. The parameters are those from before the step.</summary>
public sealed class NonFiniteLossException : ArithmeticException
{
    private NonFiniteLossException(string message, long step, string? layer)
        : base(message)
    {
        Step = step;
        Layer = layer;
    }

    /// <summary>The number of the step, from zero.</summary>
    public long Step { get; }

    /// <summary>The first layer whose parameters or output are not finite; null when the fault is in the batch or in the loss itself.</summary>
    public string? Layer { get; }

    /// <summary>Runs the step's forward pass once more and finds where it goes wrong.</summary>
    internal static NonFiniteLossException Diagnose(Layer model, Tensor inputs, RandomStream random, long step, double loss, RecurrentState? state = null)
    {
        string? layer = null, where = null;
        if (!IsFinite(inputs))
        {
            where = "The batch's inputs are not finite";
        }
        else
        {
            model.Forward(inputs, ForwardContext.Training(random, (current, output) =>
            {
                if (layer is not null)
                {
                    return;
                }
                string? parameter = current.OwnParameters.FirstOrDefault(p => !IsFinite(p.Value))?.Name;
                if (parameter is not null)
                {
                    (layer, where) = (current.ToString(), $"{current} is the first layer at fault: its {parameter} is not finite");
                }
                else if (!IsFinite(output))
                {
                    (layer, where) = (current.ToString(), $"{current} is the first layer whose output is not finite");
                }
            }).With(state));
        }
        return new NonFiniteLossException(
            $"Training stopped at step {step}: the loss is {loss}. {where ?? "All layers' outputs are finite; the loss overflows by itself"}. " +
            "A smaller learning rate, gradient clipping or scaled inputs usually help.", step, layer);
    }

    private static bool IsFinite(Tensor tensor) => tensor.DType switch
    {
        DType.Float32 => TensorPrimitives.IsFiniteAll<float>(tensor.AsSpan<float>()),
        DType.Float64 => TensorPrimitives.IsFiniteAll<double>(tensor.AsSpan<double>()),
        _ => true,
    };
}
