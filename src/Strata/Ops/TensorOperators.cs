using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Arithmetic on tensors as it is written on paper. A number takes the type of the tensor beside it.</summary>
public static class TensorOperators
{
    extension(Tensor)
    {
        /// <summary>Element-wise a + b.</summary>
        public static Tensor operator +(Tensor a, Tensor b) => a.Add(b);

        /// <summary>Element-wise a + b.</summary>
        public static Tensor operator +(Tensor a, double b) => a.Affine(1, b);

        /// <summary>Element-wise a + b.</summary>
        public static Tensor operator +(double a, Tensor b) => b.Affine(1, a);

        /// <summary>Element-wise a - b.</summary>
        public static Tensor operator -(Tensor a, Tensor b) => a.Subtract(b);

        /// <summary>Element-wise a - b.</summary>
        public static Tensor operator -(Tensor a, double b) => a.Affine(1, -b);

        /// <summary>Element-wise a - b.</summary>
        public static Tensor operator -(double a, Tensor b) => b.Affine(-1, a);

        /// <summary>Element-wise -a.</summary>
        public static Tensor operator -(Tensor a) => a.Affine(-1, 0);

        /// <summary>Element-wise a · b; see <see cref="MatMulOp.MatMul"/> for the matrix product.</summary>
        public static Tensor operator *(Tensor a, Tensor b) => a.Multiply(b);

        /// <summary>Element-wise a · b.</summary>
        public static Tensor operator *(Tensor a, double b) => a.Affine(b, 0);

        /// <summary>Element-wise a · b.</summary>
        public static Tensor operator *(double a, Tensor b) => b.Affine(a, 0);

        /// <summary>Element-wise a / b.</summary>
        public static Tensor operator /(Tensor a, Tensor b) => a.Divide(b);

        /// <summary>Element-wise a / b.</summary>
        public static Tensor operator /(Tensor a, double b) => a.Affine(1 / b, 0);

        /// <summary>Element-wise a / b.</summary>
        public static Tensor operator /(double a, Tensor b) => Tensor.Scalar(a, b.DType).Divide(b);
    }
}
