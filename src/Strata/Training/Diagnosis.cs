using Strata.Autograd;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Regularizers;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Training;

/// <summary>How the layers of a model do in training: whether values saturate and gradients vanish or explode, and where.</summary>
/// <param name="Epoch">The epoch at whose end it was made; 0 before the first.</param>
/// <param name="Steps">Steps taken until then.</param>
/// <param name="Loss">Of the batch that was looked at, with the penalties.</param>
/// <param name="Layers">In the order of the forward pass; all but <see cref="Sequential"/>s, whose output is their last layer's.</param>
public sealed record Diagnosis(int Epoch, long Steps, double Loss, IReadOnlyList<LayerDiagnosis> Layers)
{
    private const double Near = 0.015;
    private const int JacobianSamples = 2;

    /// <summary>Looks at one forward and backward pass, as in training, which leaves no trace in the model.</summary>
    /// <param name="model">Built.</param>
    /// <param name="loss">What it learns to make small.</param>
    /// <param name="inputs">[batch, ...].</param>
    /// <param name="targets">As the loss wants them.</param>
    /// <param name="directions">How many rows of each Jacobian to compute, for two of the samples; zero for none, which saves a pass for each layer. Default: 32.</param>
    /// <param name="seed">For dropout and the like, and the directions. Default: 0.</param>
    /// <param name="regularizers">As the training has them: their penalties are part of the loss and of the gradients, as those of layers are. Default: none.</param>
    /// <exception cref="InvalidOperationException">The model has not been built.</exception>
    public static Diagnosis Of(Layer model, Loss loss, Tensor inputs, Tensor targets, int directions = 32, ulong seed = 0, IReadOnlyList<Regularizer>? regularizers = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfNegative(directions);
        if (!model.IsBuilt)
        {
            throw new InvalidOperationException($"{model} has no weights to look at yet; build it first.");
        }
        using var scope = new TensorScope();
        var random = new RandomStream(seed);
        Parameter[] parameters = [.. model.Parameters().Select(p => p.Value)];
        Tensor?[] gradients = Array.ConvertAll(parameters, p => p.Gradient);
        Array.ForEach(parameters, p => p.Gradient = null);
        try
        {
            var outputs = new Dictionary<Layer, Tensor>();
            ForwardContext context = ForwardContext.Training(random.Split(0), (layer, y) => outputs.TryAdd(layer, y));
            double value = Train(model, context, () => loss.Forward(model.Forward(inputs, context), targets), regularizers ?? [], parameters);
            var paths = model.Tree().DistinctBy(node => node.Layer).ToDictionary(node => node.Layer, node => node.Prefix.TrimEnd('.'));
            var layers = new List<LayerDiagnosis>();
            foreach ((Layer layer, Tensor output) in outputs.Where(o => o.Key is not Sequential))
            {
                LayerDiagnosis diagnosis = LookAt(layer, output, paths.GetValueOrDefault(layer, ""));
                if (directions > 0 && inputs.DType.IsFloatingPoint())
                {
                    Tensor samples = inputs.Slice(0, 0, Math.Min(JacobianSamples, inputs.Shape[0]));
                    JacobianRank rank = JacobianRank.Of(model, layer, output.Count / output.Shape[0], samples, directions, random.Split(1));
                    diagnosis = diagnosis with { JacobianRank = rank.Numerical, EffectiveRank = rank.Effective };
                }
                layers.Add(diagnosis);
            }
            return new Diagnosis(0, 0, value, layers);
        }
        finally
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                parameters[i].Gradient = gradients[i];
            }
        }
    }

    /// <summary>A table with a line for each layer.</summary>
    public string ToTable() => DiagnosisTable.Of(this);

    // A training step but for the update; what it does to running statistics is undone.
    private static double Train(Layer model, ForwardContext context, Func<Tensor> loss, IReadOnlyList<Regularizer> regularizers, Parameter[] parameters)
    {
        Tensor[] states = [.. model.States().Select(s => s.Value)], before = Array.ConvertAll(states, s => s.Clone());
        try
        {
            Tensor value = context.WithPenalties(TrainStep.WithPenalties(loss(), regularizers, parameters));
            if (value.NeedsGradient)
            {
                value.Backward();
            }
            return value.ToScalar();
        }
        finally
        {
            for (int i = 0; i < states.Length; i++)
            {
                before[i].CopyTo(states[i]);
            }
        }
    }

    private static LayerDiagnosis LookAt(Layer layer, Tensor output, string path)
    {
        double[] values = Numbers(output);
        Tensor[] gradients = [.. layer.OwnParameters.Select(p => p.Gradient).OfType<Tensor>()];
        var diagnosis = new LayerDiagnosis(path, layer.GetType().Name, layer.Limits is not null, ValueDistribution.Of(values))
        {
            GradientNorm = gradients.Length > 0 ? Math.Sqrt(gradients.Sum(g => TensorPrimitives.SumOfSquares<double>(Numbers(g)))) : null,
        };
        if (layer.Limits is not { } limits || (double.IsInfinity(limits.Low) && double.IsInfinity(limits.High)))
        {
            return diagnosis;
        }
        double margin = Near * (double.IsInfinity(limits.Low) ? Math.Abs(limits.High) : double.IsInfinity(limits.High) ? Math.Abs(limits.Low) : limits.High - limits.Low);
        bool[] saturated = Array.ConvertAll(values, v => v <= limits.Low + margin || v >= limits.High - margin);
        int batch = output.Shape[0], places = output.Rank > 3 ? output.Shape[2..].ElementCount : 1, units = values.Length / (batch * places);
        bool[] alive = new bool[units];
        for (int i = 0; i < saturated.Length; i++)
        {
            alive[i / places % units] |= !saturated[i];
        }
        return diagnosis with { Saturated = Share(saturated, true), Dead = Share(alive, false) };
    }

    private static double[] Numbers(Tensor tensor) => tensor.Detach().To(DType.Float64).ToArray<double>();

    private static double Share(bool[] all, bool kind) => (double)all.Count(x => x == kind) / all.Length;
}
