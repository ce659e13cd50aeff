using Strata.Autograd;
using Strata.Kernels.Gemm;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The matrix product.</summary>
public static class MatMulOp
{
    /// <summary>
    /// op(a) · op(b) over the last two axes: [m, k] · [k, n] → [m, n]. With more axes it is a product for each index of the leading ones, which must
    /// be equal, or be missing on one side: that matrix then serves all.
    /// </summary>
    /// <param name="a">[..., m, k], or [..., k, m] when <paramref name="transposeA"/>.</param>
    /// <param name="b">[..., k, n], or [..., n, k] when <paramref name="transposeB"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or the types differ.</exception>
    public static Tensor MatMul(this Tensor a, Tensor b, bool transposeA = false, bool transposeB = false)
    {
        DType dtype = Elements.SameFloatingPoint(a, b);
        if (a.Rank < 2 || b.Rank < 2)
        {
            throw Mismatch(a, b, transposeA, transposeB);
        }
        int m = a.Shape[transposeA ? ^1 : ^2], k = a.Shape[transposeA ? ^2 : ^1], n = b.Shape[transposeB ? ^2 : ^1];
        Shape batchA = a.Shape[..^2], batchB = b.Shape[..^2];
        if (b.Shape[transposeB ? ^1 : ^2] != k || (batchA != batchB && batchA.Rank != 0 && batchB.Rank != 0))
        {
            throw Mismatch(a, b, transposeA, transposeB);
        }
        if (batchA.Rank > 0 && batchB.Rank == 0 && !transposeA)
        {
            // One right matrix for all: the leading axes are just more rows.
            Shape result = a.Shape.With(-1, n);
            return a.Reshape([batchA.ElementCount * m, k]).MatMul(b, false, transposeB).Reshape(result);
        }
        Shape batch = batchA.Rank > 0 ? batchA : batchB;
        Tensor y = Tensor.Uninitialized(batch.Append(m, n), dtype);
        int strideA = batchA.Rank > 0 ? m * k : 0, strideB = batchB.Rank > 0 ? k * n : 0;
        if (dtype == DType.Float32)
        {
            MatrixProduct.MultiplyBatch(
                a.AsSpan<float>(), b.AsSpan<float>(), y.AsSpan<float>(), m, n, k, batch.ElementCount, strideA, strideB, transposeA, transposeB);
        }
        else
        {
            MatrixProduct.MultiplyBatch(
                a.AsSpan<double>(), b.AsSpan<double>(), y.AsSpan<double>(), m, n, k, batch.ElementCount, strideA, strideB, transposeA, transposeB);
        }
        return Tape.Record(y, [a, b], (a, b, transposeA, transposeB), static (s, dy) =>
        {
            (Tensor a, Tensor b, bool transposeA, bool transposeB) = s;
            if (a.NeedsGradient)
            {
                a.AddGradientOfProduct(transposeA ? b : dy, transposeA ? dy : b, transposeA && transposeB, transposeA || !transposeB);
            }
            if (b.NeedsGradient)
            {
                b.AddGradientOfProduct(transposeB ? dy : a, transposeB ? a : dy, transposeB || !transposeA, transposeA && transposeB);
            }
        });
    }

    /// <summary>Adds op(a) · op(b) to a gradient: into its memory where that is allowed.</summary>
    internal static void AddGradientOfProduct(this Tensor target, Tensor a, Tensor b, bool transposeA, bool transposeB)
    {
        if (a.Rank == 2 && b.Rank == 2 && target.OwnedGradient() is { } sum)
        {
            AddProduct(sum, a, b, transposeA, transposeB);
        }
        else
        {
            target.AddFreshGradient(a.MatMul(b, transposeA, transposeB).SumTo(target.Shape));
        }
    }

    /// <summary>y += op(a) · op(b), of matrices.</summary>
    internal static void AddProduct(Tensor y, Tensor a, Tensor b, bool transposeA, bool transposeB)
    {
        Elements.SameFloatingPoint(a, b);
        Elements.SameFloatingPoint(a, y);
        if (y.Rank != 2 || a.Rank != 2 || b.Rank != 2 || a.Shape[transposeA ? 1 : 0] != y.Shape[0] || b.Shape[transposeB ? 0 : 1] != y.Shape[1]
            || a.Shape[transposeA ? 0 : 1] != b.Shape[transposeB ? 1 : 0])
        {
            throw new ArgumentException(
                $"Cannot add the product of {a.Shape}{(transposeA ? " transposed" : "")} and {b.Shape}{(transposeB ? " transposed" : "")} to {y.Shape}: [m, n] += [m, k] · [k, n].");
        }
        (int m, int n, int k) = (y.Shape[0], y.Shape[1], a.Shape[transposeA ? 0 : 1]);
        if (y.DType == DType.Float32)
        {
            MatrixProduct.Multiply<float>(a.AsSpan<float>(), b.AsSpan<float>(), y.AsSpan<float>(), m, n, k, transposeA, transposeB, accumulate: true);
        }
        else
        {
            MatrixProduct.Multiply<double>(a.AsSpan<double>(), b.AsSpan<double>(), y.AsSpan<double>(), m, n, k, transposeA, transposeB, accumulate: true);
        }
    }

    private static ArgumentException Mismatch(Tensor a, Tensor b, bool transposeA, bool transposeB) => new(
        $"Cannot multiply {a.Shape}{(transposeA ? " transposed" : "")} by {b.Shape}{(transposeB ? " transposed" : "")}: " +
        "[..., m, k] · [..., k, n] needs equal k and equal leading axes (or none on one side).");
}
