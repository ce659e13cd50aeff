using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Models.Energy;

/// <summary>What is asked of values that units shall take.</summary>
internal static class Units
{
    /// <summary>The biases with which units alone have the means of some values.</summary>
    /// <param name="units">Bernoulli or Gaussian units.</param>
    /// <param name="sum">The values of each unit, or of each that shares a bias, added up.</param>
    /// <param name="count">How many values were added.</param>
    /// <exception cref="NotSupportedException">The units are others.</exception>
    public static Tensor BiasOf(UnitType units, Tensor sum, double count)
    {
        Tensor mean = ((sum + 0.5) / (count + 1)).Clamp(1e-6, 1 - 1e-6);
        return units switch
        {
            BernoulliUnits => (mean / (1 - mean)).Log(),
            GaussianUnits => sum / count,
            _ => throw new NotSupportedException($"The first biases of {units.GetType().Name} have no closed form here; leave them to Fit."),
        };
    }

    /// <summary>[batch, ...] → [batch, units], in the type of a model, which is built for such samples if nobody has built it.</summary>
    /// <param name="model">Built for samples of any shape.</param>
    /// <param name="units">The elements of one sample.</param>
    /// <param name="seed">Where first weights are drawn from.</param>
    /// <param name="x">[batch, ...].</param>
    /// <exception cref="ShapeException">A sample has another number of elements.</exception>
    public static Tensor Rows(Layer model, int units, long seed, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!model.IsBuilt && x.Rank > 0)
        {
            model.Build(x.Shape[1..], new RandomStream((ulong)seed), x.DType.IsFloatingPoint() ? x.DType : DType.Float32);
        }
        return x.Rank > 0 && x.Shape[1..].ElementCount == units
            ? x.To(model.DType).Reshape([x.Shape[0], units])
            : throw new ShapeException($"{model} expects samples of shape [{units}] or of as many elements, but got {(x.Rank > 0 ? x.Shape[1..] : x.Shape)}.");
    }

    /// <summary>The same, checked value by value.</summary>
    /// <param name="model">Built for samples of any shape.</param>
    /// <param name="type">What takes the values.</param>
    /// <param name="units">The elements of one sample.</param>
    /// <param name="seed">Where first weights are drawn from.</param>
    /// <param name="data">[samples, ...].</param>
    /// <exception cref="ArgumentException">There is no sample, or a value is not a finite number or none that the units can have.</exception>
    public static Tensor Samples(Layer model, UnitType type, int units, long seed, Tensor data)
    {
        Tensor rows = Rows(model, units, seed, data);
        RequireValues(model, type, rows);
        return rows;
    }

    /// <summary>Sees that every value of every sample is one that the units can have.</summary>
    /// <param name="model">Speaks in the message.</param>
    /// <param name="units">What takes the values.</param>
    /// <param name="rows">[samples, units].</param>
    /// <exception cref="ArgumentException">There is no sample, or a value is not a finite number or none that the units can have.</exception>
    public static void RequireValues(object model, UnitType units, Tensor rows)
    {
        if (rows.Count == 0)
        {
            throw new ArgumentException($"{model} learns from samples [samples, ...], at least one, but got {rows.Shape}.");
        }
        double[] values = new double[rows.Shape[1]];
        for (int i = 0; i < rows.Shape[0]; i++)
        {
            using var scope = new TensorScope();
            rows.Slice(0, i, 1).To(DType.Float64).AsSpan<double>().CopyTo(values);
            string? fault = TensorPrimitives.IsFiniteAll<double>(values)
                ? units.Fault(values)
                : $"a value that is not a finite number (element {Array.FindIndex(values, x => !double.IsFinite(x))}). Clean the data, or drop the sample";
            if (fault is not null)
            {
                throw new ArgumentException($"{model} cannot learn from these data: sample {i} holds {fault}.");
            }
        }
    }
}
