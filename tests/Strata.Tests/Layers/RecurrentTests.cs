using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>
/// SimpleRnn, Lstm, Gru and Bidirectional. PyTorch's figures are from version 1.13 in float64, with n-th element sin(k n) from n = 1: input [2, 3, 2] k = 1,
/// W k = 0.7, U k = 1.3, b k = 0.4, b' k = 0.9; a backward direction has k + 0.1.
/// </summary>
public class RecurrentTests
{
    private static readonly Tensor s_x = Sines([2, 3, 2], 1);

    private static Tensor Sines(Shape shape, double k)
        => Tensor.Wrap([.. Enumerable.Range(1, shape.ElementCount).Select(n => Math.Sin(k * n))], shape);

    private static T Filled<T>(T layer, double more = 0)
        where T : Recurrent
    {
        layer.Build([3, 2], dtype: DType.Float64);
        Fill(layer.Weight!, 0.7);
        Fill(layer.RecurrentWeight!, 1.3);
        Fill(layer.Bias!, 0.4);
        if (layer is Gru { RecurrentBias: { } bias })
        {
            Fill(bias, 0.9);
        }
        return layer;

        void Fill(Parameter parameter, double k) => Sines(parameter.Value.Shape, k + more).CopyTo(parameter.Value);
    }

    private static void Equal(double[] expected, Tensor actual) => Assert.Equal(expected, actual.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-11);

    private static void Equal(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Equal(expected.ToArray<double>(), actual);
    }

    [Fact]
    public void SimpleRnn_is_that_of_pytorch() => Equal(
        [0.949588362186, 0.941184669674, 0.812623459269, -0.715779582062, -0.089423424242, -0.129796951896,
         0.945509197443, 0.924026640464, 0.906261837548, -0.519580434737, -0.176305505531, -0.454105992282],
        Filled(new SimpleRnn(2, returnSequence: true)).Forward(s_x));

    [Fact]
    public void Lstm_is_that_of_pytorch() => Equal(
        [0.371143964055, 0.106447734467, 0.359630642357, 0.520980129324, 0.281133470692, 0.557370357834,
         0.357725868403, 0.112258922688, 0.387634114797, 0.477712662111, 0.291208226765, 0.613751498796],
        Filled(new Lstm(2, returnSequence: true)).Forward(s_x));

    [Fact]
    public void Gru_that_resets_after_is_that_of_pytorch() => Equal(
        [0.525652623234, 0.596600202504, 0.53967671027, 0.618887898872, 0.563872221052, 0.511521399099,
         0.528021698439, 0.564295252688, 0.55743352885, 0.675695566686, 0.56818368492, 0.539687384349],
        Filled(new Gru(2, returnSequence: true, resetAfter: true)).Forward(s_x));

    // The second sequence has two steps: pack_padded_sequence and pad_packed_sequence.
    [Fact]
    public void Both_directions_over_unequal_lengths_are_those_of_pytorch()
    {
        const double gap = -9;
        Tensor x = s_x.Clone();
        x.AsSpan<double>()[^2..].Fill(gap);
        Tensor Run(bool sequence) => new Bidirectional(Filled(new Lstm(2, sequence, gap)), Filled(new Lstm(2, sequence, gap), 0.1)).Forward(x);
        Equal(
            [0.371143964055, 0.106447734467, 0.088985883199, 0.096009697959, 0.359630642357, 0.520980129324, -0.101709941117, 0.037543422661,
             0.281133470692, 0.557370357834, -0.104661065978, -0.082040905136, 0.357725868403, 0.112258922688, 0.099207493745, 0.123803551072,
             0.387634114797, 0.477712662111, 0.093395224454, 0.080931491348, gap, gap, gap, gap], Run(sequence: true));
        Equal(
            [0.281133470692, 0.557370357834, 0.088985883199, 0.096009697959, 0.387634114797, 0.477712662111, 0.099207493745, 0.123803551072],
            Run(sequence: false));
    }

    [Fact]
    public void SimpleRnn_is_its_formula_step_by_step()
    {
        SimpleRnn layer = Filled(new SimpleRnn(2, returnSequence: true, activation: new Sigmoid()));
        double[] w = Numbers(layer.Weight!), u = Numbers(layer.RecurrentWeight!), b = Numbers(layer.Bias!);
        Equal(
            StepByStep(2, (x, h, _) => (h[0], h[1]) = (Sigmoid(Row(w, 0, x) + Row(u, 0, h) + b[0]), Sigmoid(Row(w, 1, x) + Row(u, 1, h) + b[1]))),
            layer.Forward(s_x));
    }

    [Theory]
    [InlineData(Peephole.None)]
    [InlineData(Peephole.Previous)]
    [InlineData(Peephole.Current)]
    public void Lstm_is_its_formula_step_by_step(Peephole peephole)
    {
        Lstm layer = Filled(new Lstm(2, returnSequence: true, peephole: peephole));
        double[] w = Numbers(layer.Weight!), u = Numbers(layer.RecurrentWeight!), b = Numbers(layer.Bias!);
        double[] v = layer.PeepholeWeight is null ? new double[6] : Numbers(layer.PeepholeWeight);
        Equal(StepByStep(2, (x, h, c) =>
        {
            double[] a = [.. Enumerable.Range(0, 8).Select(row => Row(w, row, x) + Row(u, row, h) + b[row])];
            for (int k = 0; k < 2; k++)
            {
                double was = c[k];
                c[k] = (Sigmoid(a[2 + k] + (v[2 + k] * was)) * was) + (Sigmoid(a[k] + (v[k] * was)) * Math.Tanh(a[4 + k]));
                h[k] = Sigmoid(a[6 + k] + (v[4 + k] * (peephole == Peephole.Current ? c[k] : was))) * Math.Tanh(c[k]);
            }
        }), layer.Forward(s_x));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gru_is_its_formula_step_by_step(bool resetAfter)
    {
        Gru layer = Filled(new Gru(2, returnSequence: true, resetAfter: resetAfter));
        double[] w = Numbers(layer.Weight!), u = Numbers(layer.RecurrentWeight!), b = Numbers(layer.Bias!);
        double[] extra = resetAfter ? Numbers(layer.RecurrentBias!) : [0, 0];
        Equal(StepByStep(2, (x, h, _) =>
        {
            double[] gate = [.. Enumerable.Range(0, 4).Select(row => Sigmoid(Row(w, row, x) + Row(u, row, h) + b[row]))];
            double[] reset = [gate[0] * h[0], gate[1] * h[1]], was = [.. h];
            for (int k = 0; k < 2; k++)
            {
                double past = resetAfter ? gate[k] * (Row(u, 4 + k, was) + extra[k]) : Row(u, 4 + k, reset);
                h[k] = (gate[2 + k] * was[k]) + ((1 - gate[2 + k]) * Math.Tanh(Row(w, 4 + k, x) + b[4 + k] + past));
            }
        }), layer.Forward(s_x));
    }

    [Fact]
    public void Without_the_sequence_the_output_is_its_last_step()
    {
        foreach (Func<bool, Recurrent> make in (Func<bool, Recurrent>[])[s => new SimpleRnn(2, s), s => new Lstm(2, s), s => new Gru(2, s)])
        {
            Tensor all = Filled(make(true)).Forward(s_x), last = Filled(make(false)).Forward(s_x);
            Equal(all.Slice(1, 2, 1).Reshape([2, 2]), last);
        }
    }

    [Fact]
    public void Padded_sequences_give_what_they_give_alone_through_a_stack()
    {
        var stack = new Sequential(
            new Bidirectional(new Gru(3, true, padding: 0), new Gru(2, true, padding: 0)), new Lstm(2, true, padding: 0), new SimpleRnn(2, padding: 0));
        stack.Build([5, 2], new RandomStream(1), DType.Float64);
        Tensor x = RandomOps.Uniform([3, 5, 2], -1, 1, new RandomStream(2), DType.Float64);
        x.AsSpan<double>()[14..20].Clear(); // the second has two steps
        Tensor together = stack.Forward(x);
        x.AsSpan<double>()[10..14].CopyTo(x.AsSpan<double>()[16..20]); // padding may come first as well
        x.AsSpan<double>()[10..16].Clear();
        Equal(together, stack.Forward(x));
        x.AsSpan<double>()[19] += 0.1;
        Assert.NotEqual(together.AsSpan<double>()[2], stack.Forward(x).AsSpan<double>()[2]);
        Assert.Equal(together.AsSpan<double>()[0], stack.Forward(x).AsSpan<double>()[0]);
    }

    [Fact]
    public void A_padded_sequence_has_the_right_gradient_and_none_reaches_its_padding()
    {
        var layer = new Bidirectional(Filled(new Lstm(2, true, padding: 0)), Filled(new Gru(2, true, padding: 0)));
        Tensor x = s_x.Clone();
        x.AsSpan<double>()[^4..].Clear();
        x.RequiresGradient = true;
        (layer.Forward(x) * Sines([2, 3, 4], 0.3)).Sum().Backward();
        double[] gradient = x.Gradient!.ToArray<double>();
        Assert.Equal([0.0, 0, 0, 0], gradient[^4..]);
        for (int i = 0; i < 8; i++)
        {
            double numeric = (At(i, 1e-5) - At(i, -1e-5)) / 2e-5;
            Assert.Equal(numeric, gradient[i], 1e-8);
        }

        double At(int i, double change)
        {
            Tensor moved = x.Detach().Clone();
            moved.AsSpan<double>()[i] += change;
            return (layer.Forward(moved) * Sines([2, 3, 4], 0.3)).Sum().ToScalar();
        }
    }

    [Fact]
    public void Long_sequences_have_the_right_gradient()
    {
        var stack = new Sequential(new Lstm(2, true, peephole: Peephole.Previous), new Gru(2, true), new SimpleRnn(2));
        stack.Build([17, 1], new RandomStream(5), DType.Float64);
        GradientCheck.Verify(x => stack.Forward(x[0]), [Sines([2, 17, 1], 0.8)]);
    }

    [Fact]
    public void Wrong_sizes_and_pairs_are_refused()
    {
        Assert.StartsWith("A recurrent layer needs at least one unit.", Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm(0)).Message);
        Assert.Equal(
            "Gru '1' expects samples of shape [steps, inputs], but got [3]. Return the whole sequence from a recurrent layer before it.",
            Assert.Throws<ShapeException>(() => new Sequential(new Gru(3), new Gru(2)).Build([4, 2])).Message);
        Assert.StartsWith(
            "Either both directions return the whole sequence or neither does.",
            Assert.Throws<ArgumentException>(() => new Bidirectional(new Gru(2), new Gru(2, true))).Message);
        var one = new Gru(2);
        Assert.StartsWith(
            "The two directions have weights of their own; give two layers.", Assert.Throws<ArgumentException>(() => new Bidirectional(one, one)).Message);
    }

    /// <summary>The states h after every step of s_x, by a function that changes h and c.</summary>
    private static Tensor StepByStep(int units, Action<double[], double[], double[]> step)
    {
        var y = new List<double>();
        for (int sample = 0; sample < 2; sample++)
        {
            double[] h = new double[units], c = new double[units];
            for (int t = 0; t < 3; t++)
            {
                step(s_x.AsSpan<double>().Slice((sample * 6) + (t * 2), 2).ToArray(), h, c);
                y.AddRange(h);
            }
        }
        return Tensor.Wrap([.. y], [2, 3, units]);
    }

    private static double[] Numbers(Parameter parameter) => parameter.Value.ToArray<double>();

    private static double Row(double[] matrix, int row, double[] x) => (matrix[2 * row] * x[0]) + (matrix[(2 * row) + 1] * x[1]);

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
