using Strata.Ops;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Models.Energy;

/// <summary>What is checked of values that units shall take.</summary>
internal static class Units
{
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
