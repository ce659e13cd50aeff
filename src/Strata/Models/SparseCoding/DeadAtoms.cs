using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.SparseCoding;

/// <summary>Atoms that no code uses.</summary>
internal static class DeadAtoms
{
    /// <summary>Makes each of them one of the samples of which the codes leave most, at length 1.</summary>
    /// <param name="data">[samples, ...].</param>
    /// <param name="codes">[samples, atoms].</param>
    /// <param name="dictionary">Float64 [atoms, features], changed.</param>
    /// <param name="codeProducts">AᵀA [atoms, atoms]; an atom whose element on the diagonal is zero is not used.</param>
    /// <returns>Whether there was one.</returns>
    public static bool Replace(Tensor data, Tensor codes, Tensor dictionary, Tensor codeProducts)
    {
        int atoms = dictionary.Shape[0], features = dictionary.Shape[1], n = data.Shape[0];
        int[] dead = [.. Enumerable.Range(0, atoms).Where(j => !(codeProducts.AsSpan<double>()[(j * atoms) + j] > 0))];
        if (dead.Length == 0)
        {
            return false;
        }
        double[] left = new double[n];
        for (int start = 0; start < n; start += 4096)
        {
            using var scope = new TensorScope();
            int count = Math.Min(4096, n - start);
            Tensor rows = data.Slice(0, start, count).Reshape([count, features]).To(DType.Float64);
            Tensor error = (rows - codes.Slice(0, start, count).To(DType.Float64).MatMul(dictionary)).Square().Sum([1]);
            error.AsSpan<double>().CopyTo(left.AsSpan(start));
        }
        int[] worst = [.. Enumerable.Range(0, n).OrderByDescending(i => left[i]).ThenBy(i => i).Take(dead.Length)];
        for (int i = 0; i < dead.Length; i++)
        {
            using var scope = new TensorScope();
            Tensor sample = data.Slice(0, worst[i], 1).Reshape([1, features]).To(DType.Float64);
            double square = sample.Square().Sum().ToScalar();
            if (square > 0)
            {
                (sample / Math.Sqrt(square)).CopyTo(dictionary.Slice(0, dead[i], 1));
            }
        }
        return true;
    }
}
