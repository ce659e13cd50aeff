// What every op promises: its gradient is the derivative, so is its gradient's gradient, and it leaves its inputs alone.

using System.Reflection;
using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Contracts;

public sealed class OpContractTests
{
    public static TheoryData<string> Cases => [.. OpCases.All.Select(c => c.ToString())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_is_the_derivative(string name)
    {
        OpCase op = Find(name);
        double tolerance = op.Op == "To" ? 1e-2 : 1e-6; // through float32 the differences are coarse
        GradientCheck.Verify(op.Function, op.Inputs, tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_of_the_gradient_is_the_second_derivative(string name)
    {
        OpCase op = Find(name);
        if (op.Op is "To" or "Sqrt" && op.Variant.Length > 0)
        {
            return;
        }
        const double step = 1e-5;
        Tensor[] leaves = Array.ConvertAll(op.Inputs, Leaf);
        // The gradient's directional derivative along the gradient itself, by the tape and by differences.
        Tensor[] gradient = FirstGradient(op, leaves, createGraph: true);
        Tensor[] direction = Array.ConvertAll(gradient, g => g.Detach().Clone());
        if (gradient.All(g => !g.NeedsGradient))
        {
            return; // a linear function: nothing to go back through
        }
        Tensor half = Tensor.Scalar(0, DType.Float64);
        for (int i = 0; i < gradient.Length; i++)
        {
            half += (gradient[i] * direction[i]).Sum();
        }
        half.Backward();
        for (int i = 0; i < leaves.Length; i++)
        {
            double[] analytic = (leaves[i].Gradient ?? Tensor.Zeros(leaves[i].Shape, DType.Float64)).ToArray<double>();
            double scale = Math.Max(1, analytic.Max(Math.Abs));
            for (int j = 0; j < analytic.Length; j++)
            {
                double numeric = (Along(op, i, j, step, direction) - Along(op, i, j, -step, direction)) / (2 * step);
                Assert.True(Math.Abs(numeric - analytic[j]) <= 1e-6 * scale, $"input {i}, element {j}: {analytic[j]} by the tape, {numeric} by differences");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Inputs_are_left_alone_and_nothing_is_recorded_under_a_pause(string name)
    {
        OpCase op = Find(name);
        Tensor[] leaves = Array.ConvertAll(op.Inputs, Leaf);
        double[][] before = Array.ConvertAll(leaves, x => x.ToArray<double>());
        using (Tape.Pause())
        {
            Assert.False(leaves.All(x => op.Function(leaves).History is not null));
        }
        Tensor y = op.Function(leaves);
        y.Backward(Tensor.Ones(y.Shape, y.DType));
        Assert.Equal(before, Array.ConvertAll(leaves, x => x.ToArray<double>()));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Float32_gives_the_same_value_to_its_precision(string name)
    {
        OpCase op = Find(name);
        Tensor expected = op.Function(op.Inputs);
        if (op.Op is "Dropout")
        {
            Assert.Equal(expected.Shape, op.Inputs[0].Shape); // the two types draw different numbers
            return;
        }
        Tensor actual = op.Op == "To" ? expected.To(DType.Float32) : op.Function(Array.ConvertAll(op.Inputs, x => x.To(DType.Float32)));
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(DType.Float32, actual.DType);
        double scale = expected.ToArray<double>().Max(Math.Abs);
        Assert.All(expected.ToArray<double>().Zip(actual.ToArray<float>()), p => Assert.Equal(p.First, p.Second, 2e-5 * Math.Max(1, scale)));
    }

    [Fact]
    public void Every_public_op_is_in_the_table()
    {
        var known = OpCases.All.Select(c => c.Op).Concat(OpCases.WithoutGradient).ToHashSet();
        string[] missing = [.. typeof(AddOp).Assembly.GetTypes()
            .Where(t => t.Namespace == "Strata.Ops" && t.IsPublic && t != typeof(UpdateOps))
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(m => !m.IsSpecialName && !m.Name.Contains('<') && !m.Name.StartsWith("op_", StringComparison.Ordinal)).Select(m => m.Name)
            .Distinct().Where(n => !known.Contains(n))];
        Assert.Empty(missing);
    }

    private static OpCase Find(string name) => OpCases.All.Single(c => c.ToString() == name);

    private static Tensor Leaf(Tensor x)
    {
        Tensor leaf = x.Clone();
        leaf.RequiresGradient = true;
        return leaf;
    }

    private static Tensor[] FirstGradient(OpCase op, Tensor[] leaves, bool createGraph)
    {
        op.Function(leaves).Sum().Backward(createGraph: createGraph);
        return Array.ConvertAll(leaves, leaf =>
        {
            Tensor gradient = leaf.Gradient ?? Tensor.Zeros(leaf.Shape, leaf.DType);
            leaf.Gradient = null;
            return gradient;
        });
    }

    private static double Along(OpCase op, int input, int element, double step, Tensor[] direction)
    {
        Tensor[] leaves = Array.ConvertAll(op.Inputs, Leaf);
        leaves[input].AsSpan<double>()[element] += step;
        Tensor[] gradient = FirstGradient(op, leaves, createGraph: false);
        return gradient.Zip(direction, (g, d) => (g.Detach() * d).Sum().ToScalar()).Sum();
    }
}
