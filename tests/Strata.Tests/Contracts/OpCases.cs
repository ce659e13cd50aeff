// Every differentiable op at small random shapes: the table that the contract tests go through. A new op is one line here.

using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Contracts;

/// <param name="Op">The method's name.</param>
/// <param name="Variant">What is special about the case.</param>
/// <param name="Function">From the inputs to any float64 tensor.</param>
/// <param name="Inputs">Float64, away from kinks.</param>
public sealed record OpCase(string Op, string Variant, Func<Tensor[], Tensor> Function, params Tensor[] Inputs)
{
    public override string ToString() => Variant.Length == 0 ? Op : $"{Op}, {Variant}";
}

internal static class OpCases
{
    private static readonly RandomStream s_random = new(2026);
    private static readonly Tensor s_labels = Tensor.Wrap(new[] { 2, 0, 1 });
    private static readonly Tensor s_taps = Tensor.Wrap(new[] { 0, 1, 1, 4, 3, 3 });
    private static readonly Tensor s_code = Tensor.Wrap(new[] { 1.0, 0, -2, 0, 0, 3 }, [2, 3]);
    private static readonly MaxPoolSwitches s_switches = Switches();

    public static IReadOnlyList<OpCase> All { get; } =
    [
        // Arithmetic, with broadcasting on either side.
        new("Add", "", x => x[0].Add(x[1]), Any(3, 5), Any(3, 5)),
        new("Add", "broadcast", x => x[0].Add(x[1]), Any(3, 1, 5), Any(4, 1)),
        new("Subtract", "broadcast", x => x[0].Subtract(x[1]), Any(5), Any(3, 1)),
        new("Multiply", "", x => x[0].Multiply(x[1]), Any(17), Any(17)),
        new("Multiply", "broadcast", x => x[0].Multiply(x[1]), Any(2, 3, 5), Any(3, 1)),
        new("Multiply", "one tensor twice", x => x[0].Multiply(x[0]), Any(7)),
        new("Divide", "broadcast", x => x[0].Divide(x[1]), Any(3, 5), Positive(3, 1)),
        new("Affine", "", x => (2 * x[0]) - 3, Any(33)),
        new("Affine", "divided", x => 1 / (x[0] / 4), Positive(5)),
        new("Maximum", "broadcast", x => x[0].Maximum(x[1]), Any(3, 5), Any(5)),
        new("Minimum", "broadcast", x => x[0].Minimum(x[1]), Any(3, 5), Any(3, 1)),
        new("Where", "broadcast", x => Tensor.Wrap(new[] { true, false, true }).Where(x[0], x[1]), Any(2, 3), Any(1, 3)),

        // Functions of one number.
        new("Exp", "", x => x[0].Exp(), Any(9)),
        new("Log", "", x => x[0].Log(), Positive(9)),
        new("Sqrt", "", x => x[0].Sqrt(), Positive(9)),
        new("Square", "", x => x[0].Square(), Any(9)),
        new("Abs", "", x => x[0].Abs(), Away(9)),
        new("Sin", "", x => x[0].Sin(), Any(9)),
        new("Cos", "", x => x[0].Cos(), Any(9)),
        new("Pow", "cube", x => x[0].Pow(3), Any(9)),
        new("Pow", "fraction", x => x[0].Pow(-0.5), Positive(9)),
        new("Pow", "zero", x => x[0].Pow(0) * x[0], Any(9)),
        new("Clamp", "", x => x[0].Clamp(-0.9, 0.9), Tensor.Wrap(new[] { -2, -0.5, 0.3, 0.7, 1.5 })),
        new("Sigmoid", "", x => x[0].Sigmoid(), Any(9)),
        new("Tanh", "", x => x[0].Tanh(), Any(9)),
        new("ScaledTanh", "", x => x[0].ScaledTanh(), Any(9)),
        new("Relu", "", x => x[0].Relu(), Away(9)),
        new("LeakyRelu", "", x => x[0].LeakyRelu(0.1), Away(9)),
        new("Softplus", "", x => x[0].Softplus(), Any(9)),

        new("Elu", "", x => x[0].Elu(0.7), Away(9)),
        new("Selu", "", x => x[0].Selu(), Away(9)),
        new("Gelu", "", x => x[0].Gelu(), Any(9)),
        new("Swish", "", x => x[0].Swish(), Any(9)),
        new("Softsign", "", x => x[0].Softsign(), Away(9)),
        new("HardSigmoid", "", x => (3 * x[0]).HardSigmoid(), Tensor.Wrap([-2, -0.5, 0.3, 0.7, 1.5])),
        new("HardTanh", "", x => x[0].HardTanh(), Tensor.Wrap([-2, -0.5, 0.3, 0.7, 1.5])),

        // Rows.
        new("Softmax", "", x => x[0].Softmax(), Any(3, 5)),
        new("LogSoftmax", "", x => x[0].LogSoftmax(), Any(2, 3, 4)),
        new("LogSumExp", "", x => x[0].LogSumExp(), Any(3, 5)),

        // Reductions.
        new("Sum", "all", x => x[0].Sum(), Any(3, 5)),
        new("Sum", "two axes apart", x => x[0].Sum([0, 2]), Any(3, 2, 5)),
        new("Mean", "kept", x => x[0].Mean([-1], keepAxes: true), Any(3, 5)),
        new("Variance", "", x => x[0].Variance([0]), Any(5, 3)),
        new("Max", "", x => x[0].Max([1]), Any(3, 5)),
        new("Min", "two axes", x => x[0].Min([0, 2]), Any(3, 2, 5)),

        // Shapes.
        new("Reshape", "", x => x[0].Reshape([5, 3]) * x[0].Reshape([5, 3]), Any(3, 5)),
        new("Flatten", "", x => x[0].Flatten(), Any(2, 3, 2)),
        new("BroadcastTo", "", x => x[0].BroadcastTo([4, 3, 5]), Any(3, 1)),
        new("Transpose", "", x => x[0].Transpose(2, 0, 1), Any(2, 3, 4)),
        new("Slice", "first axis", x => x[0].Slice(0, 1, 2), Any(4, 3)),
        new("Slice", "last axis", x => x[0].Slice(-1, 1, 2), Any(3, 4)),
        new("Split", "", x => x[0].Split(1, 1, 3)[1], Any(3, 4)),
        new("Concatenate", "", x => ConcatenateOp.Concatenate(x, 1), Any(3, 2), Any(3, 4)),
        new("Stack", "", x => ConcatenateOp.Stack(x, 1), Any(3, 2), Any(3, 2)),
        new("Pad", "", x => x[0].Pad([1, 0], [0, 2], 5), Any(2, 3)),
        new("Gather", "a row twice", x => x[0].Gather(Tensor.Wrap(new[] { 2, 0, 2 })), Any(4, 3)),
        new("To", "", x => x[0].To(DType.Float32).To(DType.Float64), Tensor.Wrap(new[] { 0.5, -0.25, 2 })),

        // Products and windows.
        new("MatMul", "", x => x[0].MatMul(x[1]), Any(3, 5), Any(5, 4)),
        new("MatMul", "both transposed", x => x[0].MatMul(x[1], true, true), Any(5, 3), Any(4, 5)),
        new("MatMul", "left transposed", x => x[0].MatMul(x[1], true), Any(5, 3), Any(5, 4)),
        new("MatMul", "batched", x => x[0].MatMul(x[1], transposeB: true), Any(2, 3, 5), Any(2, 4, 5)),
        new("MatMul", "one right matrix for all", x => x[0].MatMul(x[1]), Any(2, 3, 5), Any(5, 4)),
        new("MatMul", "one left matrix for all", x => x[0].MatMul(x[1]), Any(3, 5), Any(2, 5, 4)),
        new("Conv1D", "", x => x[0].Conv1D(x[1], stride: 2, padding: 1), Any(2, 3, 8), Any(4, 3, 3)),
        new("Conv1D", "bias", x => x[0].Conv1D(x[1], padding: 1, bias: x[2]), Any(2, 3, 8), Any(4, 3, 3), Any(4)),
        new("Conv2D", "", x => x[0].Conv2D(x[1]), Any(2, 3, 6, 5), Any(4, 3, 3, 2)),
        new("Conv2D", "stride, padding", x => x[0].Conv2D(x[1], (2, 1), (1, 2)), Any(2, 2, 5, 4), Any(3, 2, 3, 3)),
        new("Conv2D", "dilation, groups", x => x[0].Conv2D(x[1], dilation: (2, 1), groups: 2), Any(1, 4, 6, 5), Any(4, 2, 3, 2)),
        new("Conv2D", "depthwise", x => x[0].Conv2D(x[1], groups: 3), Any(2, 3, 4, 4), Any(3, 1, 2, 2)),
        new("Conv2D", "as large as the picture", x => x[0].Conv2D(x[1]), Any(2, 3, 4, 5), Any(4, 3, 4, 5)),
        new("Conv2D", "bias", x => x[0].Conv2D(x[1], (1, 2), (1, 1), bias: x[2]), Any(2, 3, 6, 5), Any(4, 3, 3, 2), Any(4)),
        new("Conv2D", "bias, as large as the picture", x => x[0].Conv2D(x[1], bias: x[2]), Any(2, 3, 4, 5), Any(4, 3, 4, 5), Any(4)),
        new("MaxPool2D", "", x => x[0].MaxPool2D((2, 2)), Any(2, 3, 4, 6)),
        new("MaxPool2D", "overlapping, padded", x => x[0].MaxPool2D((3, 3), (2, 2), (1, 1)), Any(1, 2, 5, 7)),
        new("AvgPool2D", "", x => x[0].AvgPool2D((2, 3)), Any(2, 3, 4, 6)),
        new("AvgPool2D", "overlapping, padding not counted", x => x[0].AvgPool2D((3, 3), (2, 2), (1, 1), countPadding: false), Any(1, 2, 5, 7)),

        new("BlockSoftmax", "", x => x[0].BlockSoftmax(2), Any(2, 3, 4, 6)),
        new("BlockSoftmax", "each by itself", x => x[0].BlockSoftmax(1), Any(1, 2, 3, 2)),
        new("BlockLogSumExp", "", x => x[0].BlockLogSumExp(2), Any(2, 3, 4, 6)),
        new("ProbabilisticMaxPool2D", "", x => x[0].ProbabilisticMaxPool2D(3), Any(2, 2, 3, 6)),

        // Layers' and losses' ops.
        new("BatchNorm", "pictures", x => x[0].BatchNorm(x[1], x[2], 1e-3, out _, out _), Any(3, 2, 2, 2), Any(2), Any(2)),
        new("BatchNorm", "rows", x => x[0].BatchNorm(x[1], x[2], 1e-3, out _, out _), Any(5, 3), Any(3), Any(3)),
        new("Normalize", "", x => x[0].Normalize(x[1], x[2], x[3], x[4], 1e-3), Any(3, 2, 2), Any(2), Positive(2), Any(2), Any(2)),
        new("Linear", "", x => x[0].Linear(x[1], x[2]), Any(3, 4), Any(5, 4), Any(5)),
        new("Linear", "over steps", x => x[0].Linear(x[1], x[2]), Any(2, 3, 4), Any(5, 4), Any(5)),
        new("Dropout", "", x => x[0].Dropout(0.4, new RandomStream(3)), Any(4, 6)),
        new("SoftmaxCrossEntropy", "labels", x => x[0].SoftmaxCrossEntropy(s_labels), Any(3, 4)),
        new("SoftmaxCrossEntropy", "weights", x => x[0].SoftmaxCrossEntropy(x[1]), Any(3, 4), Positive(3, 4)),
        new("SigmoidCrossEntropy", "", x => x[0].SigmoidCrossEntropy(x[1]), Any(3, 4), Positive(3, 4)),
        new("SquaredDistance", "", x => x[0].SquaredDistance(x[1]), Any(3, 5), Any(2, 5)),
        new("ConvTranspose2D", "", x => x[0].ConvTranspose2D(x[1]), Any(2, 3, 4, 3), Any(3, 4, 3, 2)),
        new("ConvTranspose2D", "stride, paddings", x => x[0].ConvTranspose2D(x[1], (3, 2), (1, 2), (2, 1)), Any(2, 2, 3, 4), Any(2, 3, 3, 3)),
        new("ConvTranspose2D", "dilation, groups", x => x[0].ConvTranspose2D(x[1], dilation: (2, 1), groups: 2), Any(1, 4, 3, 2), Any(4, 2, 3, 2)),
        new("ConvTranspose2D", "of a single place", x => x[0].ConvTranspose2D(x[1], (2, 2)), Any(2, 3, 1, 1), Any(3, 2, 4, 4)),
        new("ConvTranspose1D", "", x => x[0].ConvTranspose1D(x[1], stride: 2, padding: 1, outputPadding: 1), Any(2, 3, 4), Any(3, 4, 3)),
        new("MaxUnpool2D", "", x => x[0].MaxUnpool2D(s_switches), Any(2, 2, 2, 3)),
        new("Lasso", "", x => Products(x[0], x[1]).Lasso(Products(x[1], x[1]), 0.3), Any(3, 5), Any(6, 5)),
        new("Lasso", "non-negative", x => Products(x[0], x[1]).Lasso(Products(x[1], x[1]), 0.3, LassoMethod.FeatureSign, nonNegative: true), Any(3, 5), Any(6, 5)),
        new("MatchingPursuit", "", x => Products(x[0], x[1]).MatchingPursuit(Products(x[1], x[1]), x[0].Square().Sum([1]), 2), Any(3, 5), Any(4, 5)),
        new("ActiveSolve", "", x => Products(x[1], x[1]).ActiveSolve(s_code, x[0]), Any(2, 3), Any(3, 4)),
        new("LocallyConnected", "", x => x[0].LocallyConnected(x[1], s_taps), Any(2, 5), Any(3, 2, 2)),
    ];

    /// <summary>Ops whose result has no gradient, or that draw numbers.</summary>
    public static IReadOnlySet<string> WithoutGradient { get; } = new HashSet<string>
    {
        "Sign", "ArgMax", "Largest", "OneHot", "Greater", "Less", "EqualTo", "Uniform", "Normal", "Bernoulli", "Permutation", "SymmetricEigen",
        "LassoPath", "OneOfBlock",
    };

    private static Tensor Products(Tensor a, Tensor b) => a.MatMul(b, transposeB: true);

    // Of windows that overlap, so that two elements may go to one place.
    private static MaxPoolSwitches Switches()
    {
        RandomOps.Uniform([2, 2, 5, 7], 0, 1, new RandomStream(1)).MaxPool2D((3, 3), (2, 2), (0, 0), out MaxPoolSwitches switches);
        return switches;
    }

    /// <summary>Numbers from -1.5 to 1.5.</summary>
    private static Tensor Any(params int[] shape) => RandomOps.Uniform(Shape.Create(shape), -1.5, 1.5, s_random, DType.Float64);

    private static Tensor Positive(params int[] shape) => RandomOps.Uniform(Shape.Create(shape), 0.3, 1.5, s_random, DType.Float64);

    /// <summary>Numbers of both signs, none near zero.</summary>
    private static Tensor Away(params int[] shape)
    {
        Tensor sign = (2 * RandomOps.Bernoulli(Shape.Create(shape), 0.5, s_random, DType.Float64)) - 1;
        return Positive(shape) * sign;
    }
}
