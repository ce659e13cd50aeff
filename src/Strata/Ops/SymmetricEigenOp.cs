using Strata.Tensors;
using EigenKernel = Strata.Kernels.Eigen.SymmetricEigen;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Ops;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix.</summary>
public static class SymmetricEigenOp
{
    /// <summary>
    /// A = Vᵀ diag(λ) V, computed in double precision by Householder's reduction and implicit QL steps (Wilkinson and Reinsch 1971), in about 9 n³ operations.
    /// There is no gradient.
    /// </summary>
    /// <param name="a">[n, n], symmetric to rounding.</param>
    /// <returns>
    /// Float64: the eigenvalues [n], largest first, and the eigenvectors [n, n], one a row, of length 1, with their element of largest magnitude positive.
    /// </returns>
    /// <exception cref="ArgumentException">The matrix is not square, not symmetric, or holds a value that is not a finite number.</exception>
    /// <exception cref="NotSupportedException">The matrix needs a gradient.</exception>
    public static (Tensor Values, Tensor Vectors) SymmetricEigen(this Tensor a)
    {
        ArgumentNullException.ThrowIfNull(a);
        a.RequireFloatingPoint();
        if (a.NeedsGradient)
        {
            throw new NotSupportedException("Eigenvectors have no gradient here; Detach() the matrix, or pause the tape.");
        }
        if (a.Rank != 2 || a.Shape[0] != a.Shape[1])
        {
            throw new ArgumentException($"Eigenvalues are of a square matrix [n, n], but got {a.Shape}.", nameof(a));
        }
        int n = a.Shape[0];
        Tensor work = a.To(DType.Float64).Clone();
        Span<double> elements = work.AsSpan<double>();
        if (!TensorPrimitives.IsFiniteAll<double>(elements))
        {
            throw new ArgumentException($"The matrix {a.Shape} holds a value that is not a finite number.", nameof(a));
        }
        double tolerance = n == 0 ? 0 : (a.DType == DType.Float32 ? 1e-5 : 1e-12) * TensorPrimitives.MaxMagnitude<double>(elements);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (Math.Abs(elements[(i * n) + j] - elements[(j * n) + i]) > Math.Abs(tolerance))
                {
                    throw new ArgumentException(
                        $"The matrix is not symmetric: element ({i}, {j}) is {elements[(i * n) + j]}, element ({j}, {i}) is {elements[(j * n) + i]}.", nameof(a));
                }
                elements[(i * n) + j] = elements[(j * n) + i];
            }
        }
        Tensor values = Tensor.Uninitialized([n], DType.Float64), vectors = Tensor.Uninitialized([n, n], DType.Float64);
        EigenKernel.Decompose(elements, values.AsSpan<double>(), vectors.AsSpan<double>(), n);
        return (values, vectors);
    }
}
