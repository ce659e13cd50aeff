// Back-propagation on the smallest network that has a hidden layer, 2-2-2 with sigmoids: once by the formulas, once by the tape. Both print the same.

using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

double[] x = [0.05, 0.10], t = [0.01, 0.99];
double[,] w1 = { { 0.15, 0.20 }, { 0.25, 0.30 } }, w2 = { { 0.40, 0.45 }, { 0.50, 0.55 } };
const double b1 = 0.35, b2 = 0.60, rate = 0.5;

// By hand: a = σ(W x + b), δ₂ = (a₂ - t) ⊙ σ'(z₂), δ₁ = W₂ᵀ δ₂ ⊙ σ'(z₁), ∂E/∂W = δ aᵀ.
double[] h = new double[2], y = new double[2], d1 = new double[2], d2 = new double[2];
for (int i = 0; i < 2; i++)
{
    h[i] = Sigmoid((w1[i, 0] * x[0]) + (w1[i, 1] * x[1]) + b1);
}
for (int i = 0; i < 2; i++)
{
    y[i] = Sigmoid((w2[i, 0] * h[0]) + (w2[i, 1] * h[1]) + b2);
    d2[i] = (y[i] - t[i]) * y[i] * (1 - y[i]);
}
for (int j = 0; j < 2; j++)
{
    d1[j] = ((w2[0, j] * d2[0]) + (w2[1, j] * d2[1])) * h[j] * (1 - h[j]);
}
Console.WriteLine("by hand");
Console.WriteLine($"  outputs {y[0]:F9} {y[1]:F9}, error {0.5 * (Math.Pow(y[0] - t[0], 2) + Math.Pow(y[1] - t[1], 2)):F9}");
Console.WriteLine($"  new w1..w4 {New(w1, d1, x)}");
Console.WriteLine($"  new w5..w8 {New(w2, d2, h)}");

// By the tape.
Tensor input = Tensor.Wrap(x, [1, 2]), target = Tensor.Wrap(t, [1, 2]);
var first = new Parameter("w1", Tensor.Wrap([0.15, 0.20, 0.25, 0.30], [2, 2]));
var second = new Parameter("w2", Tensor.Wrap([0.40, 0.45, 0.50, 0.55], [2, 2]));
Tensor hidden = (input.MatMul(first, transposeB: true) + b1).Sigmoid();
Tensor output = (hidden.MatMul(second, transposeB: true) + b2).Sigmoid();
Tensor error = 0.5 * (output - target).Square().Sum();
error.Backward();
Console.WriteLine("by the tape");
Console.WriteLine($"  outputs {string.Join(' ', output.ToArray<double>().Select(v => v.ToString("F9")))}, error {error.ToScalar():F9}");
Console.WriteLine($"  new w1..w4 {Stepped(first)}");
Console.WriteLine($"  new w5..w8 {Stepped(second)}");

static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

static string New(double[,] w, double[] delta, double[] input)
    => string.Join(' ', from i in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 2) select (w[i, j] - (rate * delta[i] * input[j])).ToString("F9"));

static string Stepped(Parameter p) => string.Join(' ', (p.Value.Detach() - (rate * p.Gradient!)).ToArray<double>().Select(v => v.ToString("F9")));
