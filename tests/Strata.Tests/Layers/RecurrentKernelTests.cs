using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>The kernels over whole sequences give what the definition, step by step of elementary ops, gives.</summary>
public class RecurrentKernelTests
{
    private static readonly Dictionary<string, Func<int, double?, Recurrent>> s_layers = new()
    {
        ["rnn"] = (units, padding) => new SimpleRnn(units, returnSequence: true, padding: padding),
        ["rectifying rnn"] = (units, padding) => new SimpleRnn(units, returnSequence: true, padding: padding, activation: new Relu()),
        ["lstm"] = (units, padding) => new Lstm(units, returnSequence: true, padding: padding),
        ["lstm that peeps at the cell before"] = (units, padding) => new Lstm(units, returnSequence: true, padding: padding, peephole: Peephole.Previous),
        ["lstm that peeps at the cell"] = (units, padding) => new Lstm(units, returnSequence: true, padding: padding, peephole: Peephole.Current),
        ["gru"] = (units, padding) => new Gru(units, returnSequence: true, padding: padding),
        ["gru that resets after"] = (units, padding) => new Gru(units, returnSequence: true, padding: padding, resetAfter: true),
    };

    public static TheoryData<string> Names => [.. s_layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void States_and_gradients_are_those_of_single_steps(string name)
    {
        foreach ((int batch, int steps, int inputs, int units) in ((int, int, int, int)[])[(1, 1, 1, 1), (3, 5, 2, 17), (2, 4, 33, 3), (1, 6, 3, 9)])
        {
            foreach (bool backwards in (bool[])[false, true])
            {
                foreach (double? padding in (double?[])[null, 0])
                {
                    Recurrent layer = Built(name, units, padding, steps, inputs, backwards);
                    Tensor x = RandomOps.Uniform([batch, steps, inputs], -1, 1, new RandomStream(3), DType.Float64);
                    if (padding is not null && steps > 2)
                    {
                        x.AsSpan<double>().Slice((steps - 2) * inputs, 2 * inputs).Clear(); // the first sequence ends early
                    }
                    double[][] fused = Results(layer, x, Fused), single = Results(layer, x, SingleSteps);
                    for (int i = 0; i < fused.Length; i++)
                    {
                        for (int j = 0; j < fused[i].Length; j++)
                        {
                            Assert.Equal(single[i][j], fused[i][j], 1e-12);
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void First_and_last_states_have_the_gradients_of_single_steps(string name)
    {
        Recurrent layer = Built(name, 5, null, 4, 3, backwards: false);
        int count = layer is Lstm ? 2 : 1;
        Tensor[] inputs = [.. Enumerable.Range(0, count + 1).Select(i => RandomOps.Uniform(i == 0 ? [2, 4, 3] : [2, 5], -1, 1, new RandomStream((ulong)i), DType.Float64))];
        GradientCheck.Verify(
            v =>
            {
                var state = new RecurrentState(differentiable: true) { [layer] = v[1..] };
                Tensor h = layer.Forward(v[0], ForwardContext.Inference.With(state));
                return state[layer]!.Aggregate(h.Sum(), (sum, last) => sum + (last * last).Sum());
            },
            inputs);
        if (count == 2)
        {
            // c alone is used, and h not at all
            GradientCheck.Verify(
                v =>
                {
                    var state = new RecurrentState(differentiable: true) { [layer] = v[1..] };
                    layer.Forward(v[0], ForwardContext.Inference.With(state));
                    return state[layer]![1].Square().Sum();
                },
                inputs);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_have_gradients(string name)
    {
        Recurrent layer = Built(name, 3, null, 3, 2, backwards: false);
        Tensor x = RandomOps.Uniform([2, 3, 2], -1, 1, new RandomStream(5), DType.Float64);
        double[] fused = SecondGradient(layer, x, Fused), single = SecondGradient(layer, x, SingleSteps);
        Assert.All(single, g => Assert.NotEqual(0, g));
        for (int i = 0; i < fused.Length; i++)
        {
            Assert.Equal(single[i], fused[i], 1e-12);
        }
    }

    // Of ‖∂y/∂U‖² for the input.
    private static double[] SecondGradient(Recurrent layer, Tensor x, Func<Recurrent, Tensor, Tensor> read)
    {
        Tensor leaf = x.Clone(), u = layer.RecurrentWeight!.Value;
        leaf.RequiresGradient = true;
        read(layer, leaf).Square().Sum().Backward(createGraph: true);
        Tensor gradient = u.Gradient!;
        leaf.Gradient = null;
        gradient.Square().Sum().Backward();
        foreach (Parameter parameter in layer.OwnParameters)
        {
            parameter.Gradient = null;
        }
        return leaf.Gradient!.ToArray<double>();
    }

    private static Recurrent Built(string name, int units, double? padding, int steps, int inputs, bool backwards)
    {
        Recurrent layer = s_layers[name](units, padding);
        layer.Backwards = backwards;
        layer.Build([steps, inputs], new RandomStream(1), DType.Float64);
        ulong seed = 10;
        foreach (Parameter parameter in layer.OwnParameters)
        {
            RandomOps.Uniform(parameter.Value.Shape, -0.7, 0.7, new RandomStream(seed++), DType.Float64).CopyTo(parameter.Value);
        }
        return layer;
    }

    private static Tensor Fused(Recurrent layer, Tensor x) => layer.Forward(x);

    private static Tensor SingleSteps(Recurrent layer, Tensor x)
    {
        Tensor byStep = x.Transpose(1, 0, 2);
        Tensor? real = layer.Padding is null ? null : byStep.Detach().Abs().Max([2], keepAxes: true).Greater(Tensor.Scalar(0, x.DType));
        Tensor h = layer.StepByStep(byStep, null, real).H;
        return (real is null ? h : real.Where(h, Tensor.Scalar(0, x.DType))).Transpose(1, 0, 2);
    }

    // The output, and the gradients of the input and of every parameter.
    private static double[][] Results(Recurrent layer, Tensor x, Func<Recurrent, Tensor, Tensor> read)
    {
        Tensor leaf = x.Clone();
        leaf.RequiresGradient = true;
        Tensor y = read(layer, leaf);
        y.Backward(RandomOps.Uniform(y.Shape, -1, 1, new RandomStream(9), DType.Float64));
        double[][] results = [y.ToArray<double>(), leaf.Gradient!.ToArray<double>(), .. layer.OwnParameters.Select(p => p.Gradient!.ToArray<double>())];
        foreach (Parameter parameter in layer.OwnParameters)
        {
            parameter.Gradient = null;
        }
        return results;
    }
}
