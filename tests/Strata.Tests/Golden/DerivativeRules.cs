// The derivative rules of the course notes (book draft, section 2.3), number by number, with the tape. Derivatives are laid out as there: by a vector x [p] of a vector y [q] they are
// a matrix [p, q], the i-th row by x_i.

using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Golden;

public sealed class DerivativeRules
{
    private static readonly Tensor s_x = Random(1, 3, 1); // columns of three numbers
    private static readonly Tensor s_a = Random(2, 3, 1);
    private static readonly Tensor s_square = Random(3, 3, 3);
    private static readonly Tensor s_wide = Random(4, 2, 3);

    [Fact]
    public void Rule_2_16_a_dot_x_has_the_derivative_a()
    {
        Near(s_a, Derivative(x => T(s_a).MatMul(x), s_x));
        Near(s_a, Derivative(x => T(x).MatMul(s_a), s_x));
    }

    [Fact]
    public void Rule_2_17_the_trace_of_a_product_has_the_derivative_a_transposed()
    {
        Tensor x = Random(5, 3, 2);
        Near(T(s_wide), Differentiation.Gradient(v => Trace(s_wide.MatMul(v[0])), x)[0]);
    }

    [Fact]
    public void Rule_2_18_a_quadratic_form_has_the_derivative_a_plus_a_transposed_times_x()
        => Near((T(s_square) + s_square).MatMul(s_x), Derivative(x => T(x).MatMul(s_square).MatMul(x), s_x));

    [Fact]
    public void Rules_2_19_and_2_20_linear_maps_have_constant_derivatives()
    {
        Near(T(s_wide), Derivative(x => s_wide.MatMul(x), s_x));
        Near(s_square, Derivative(x => T(x).MatMul(s_square), s_x));
    }

    [Fact]
    public void Rule_2_21_sums_and_differences()
    {
        Near(Derivative(F, s_x) + Derivative(G, s_x), Derivative(x => F(x) + G(x), s_x));
        Near(Derivative(F, s_x) - Derivative(G, s_x), Derivative(x => F(x) - G(x), s_x));
    }

    [Fact]
    public void Rule_2_22_the_product()
        => Near(Derivative(F, s_x).MatMul(G(s_x)) + Derivative(G, s_x).MatMul(F(s_x)), Derivative(x => T(F(x)).MatMul(G(x)), s_x));

    [Fact]
    public void Rule_2_23_the_chain()
        => Near(Derivative(G, s_x).MatMul(Derivative(H, G(s_x))), Derivative(x => H(G(x)), s_x));

    [Fact]
    public void Rule_2_24_the_chain_through_a_matrix()
    {
        // z = tr(YᵀY)/2 + tr Y of Y = X B: ∂z/∂X_ij = tr((∂z/∂Y)ᵀ ∂Y/∂X_ij).
        Tensor x = Random(6, 2, 3);
        Tensor byY = Differentiation.Gradient(v => Z(v[0]), x.MatMul(s_square))[0], byX = Differentiation.Gradient(v => Z(v[0].MatMul(s_square)), x)[0];
        for (int i = 0; i < 6; i++)
        {
            Tensor unit = Tensor.Wrap([i]).OneHot(6, DType.Float64).Reshape([2, 3]);
            Assert.Equal(Trace(T(byY).MatMul(unit.MatMul(s_square))).ToScalar(), byX.ToArray<double>()[i], 1e-13);
        }

        static Tensor Z(Tensor y) => (y.Square().Sum() * 0.5) + Trace(y.Slice(1, 0, 2));
    }

    [Fact]
    public void Rule_2_27_an_element_wise_function_has_a_diagonal_of_slopes()
        => Near(Tensor.Wrap([0, 1, 2]).OneHot(3, DType.Float64) * s_x.Cos(), Derivative(x => x.Sin(), s_x));

    private static Tensor F(Tensor x) => s_square.MatMul(x).Tanh();

    private static Tensor G(Tensor x) => x.Square() * s_a;

    private static Tensor H(Tensor y) => s_wide.MatMul(y).Exp();

    private static Tensor T(Tensor x) => x.Transpose();

    private static Tensor Trace(Tensor x) => (x * Tensor.Wrap([.. Enumerable.Range(0, x.Shape[0])]).OneHot(x.Shape[0], DType.Float64)).Sum();

    // [p, q]: column by column, as the gradient of each element of the result.
    private static Tensor Derivative(Func<Tensor, Tensor> function, Tensor x) => ConcatenateOp.Concatenate(
        [.. Enumerable.Range(0, function(x).Count).Select(j => Differentiation.Gradient(v => function(v[0]).Reshape([function(x).Count]).Slice(0, j, 1).Sum(), x)[0])], axis: 1);

    private static Tensor Random(ulong seed, int rows, int columns) => RandomOps.Normal([rows, columns], 0, 1, new RandomStream(seed), DType.Float64);

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.ToArray<double>(), actual.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }
}
