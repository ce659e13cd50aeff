using System.Numerics;
using Strata.Kernels.Elementwise;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Tests.Elementwise;

/// <summary>The drivers of optimizers' rules and the rules themselves, each against its formula in double, three steps one after the other.</summary>
public class UpdatesTests
{
    private const double Rate = 0.125, Decay = 0.25, Momentum = 0.75, Rho = 0.875, Epsilon = 0.0625;

    // One step for one weight: w, g and the states, changed in place.
    private delegate void Rule(ref double w, double g, ref double first, ref double second, int step);

    private delegate void Call<T>(T[] w, T[] g, T[] first, T[] second, int step);

    [Fact]
    public void Sgd_goes_down_the_slope_and_the_decay()
    {
        Check(Plain<float, SgdUpdate<float>>(new((float)Rate, (float)Decay)), Formula);
        Check(Plain<double, SgdUpdate<double>>(new(Rate, Decay)), Formula);

        static void Formula(ref double w, double g, ref double first, ref double second, int step) => w -= Rate * (g + (Decay * w));
    }

    [Fact]
    public void Momentum_carries_its_speed_on()
    {
        Check(WithState<float, MomentumUpdate<float>>(new((float)Rate, (float)Momentum, (float)Decay)), Formula);
        Check(WithState<double, MomentumUpdate<double>>(new(Rate, Momentum, Decay)), Formula);

        static void Formula(ref double w, double g, ref double v, ref double unused, int step)
        {
            v = (Momentum * v) - (Rate * (g + (Decay * w)));
            w += v;
        }
    }

    [Fact]
    public void Nesterov_looks_ahead()
    {
        Check(WithState<float, NesterovUpdate<float>>(new((float)Rate, (float)Momentum, (float)Decay)), Formula);
        Check(WithState<double, NesterovUpdate<double>>(new(Rate, Momentum, Decay)), Formula);

        static void Formula(ref double w, double g, ref double v, ref double unused, int step)
        {
            double move = Rate * (g + (Decay * w));
            v = (Momentum * v) - move;
            w += (Momentum * v) - move;
        }
    }

    [Fact]
    public void RmsProp_divides_by_the_root_of_the_mean_square()
    {
        Check(WithState<float, RmsPropUpdate<float>>(new((float)Rate, (float)Rho, (float)Epsilon, (float)Decay)), Formula);
        Check(WithState<double, RmsPropUpdate<double>>(new(Rate, Rho, Epsilon, Decay)), Formula);

        static void Formula(ref double w, double g, ref double s, ref double unused, int step)
        {
            double slope = g + (Decay * w);
            s = (Rho * s) + ((1 - Rho) * slope * slope);
            w -= Rate * slope / (Math.Sqrt(s) + Epsilon);
        }
    }

    [Fact]
    public void Adam_corrects_the_bias_of_both_moments()
    {
        Check(
            WithTwoStates<float, AdamUpdate<float>>(step => new((float)Rate, (float)Momentum, (float)Rho, (float)Epsilon, (float)Decay, step)), Formula);
        Check(WithTwoStates<double, AdamUpdate<double>>(step => new(Rate, Momentum, Rho, Epsilon, Decay, step)), Formula);

        static void Formula(ref double w, double g, ref double m, ref double v, int step)
        {
            double slope = g + (Decay * w);
            m = (Momentum * m) + ((1 - Momentum) * slope);
            v = (Rho * v) + ((1 - Rho) * slope * slope);
            w -= Rate * (m / (1 - Math.Pow(Momentum, step))) / (Math.Sqrt(v / (1 - Math.Pow(Rho, step))) + Epsilon);
        }
    }

    [Fact]
    public void AdaGrad_divides_by_the_root_of_all_squares()
    {
        Check(WithState<float, AdaGradUpdate<float>>(new((float)Rate, (float)Epsilon, (float)Decay)), Formula);
        Check(WithState<double, AdaGradUpdate<double>>(new(Rate, Epsilon, Decay)), Formula);

        static void Formula(ref double w, double g, ref double s, ref double unused, int step)
        {
            double slope = g + (Decay * w);
            s += slope * slope;
            w -= Rate * slope / (Math.Sqrt(s) + Epsilon);
        }
    }

    [Fact]
    public void AdaDelta_measures_its_steps_by_earlier_steps()
    {
        Check(WithTwoStates<float, AdaDeltaUpdate<float>>(_ => new((float)Rate, (float)Rho, (float)Epsilon, (float)Decay)), Formula);
        Check(WithTwoStates<double, AdaDeltaUpdate<double>>(_ => new(Rate, Rho, Epsilon, Decay)), Formula);

        static void Formula(ref double w, double g, ref double s, ref double u, int step)
        {
            double slope = g + (Decay * w);
            s = (Rho * s) + ((1 - Rho) * slope * slope);
            double move = slope * Math.Sqrt(u + Epsilon) / Math.Sqrt(s + Epsilon);
            u = (Rho * u) + ((1 - Rho) * move * move);
            w -= Rate * move;
        }
    }

    [Fact]
    public void AdamWs_moments_do_not_see_the_decay()
    {
        Check(
            WithTwoStates<float, AdamWUpdate<float>>(step => new((float)Rate, (float)Momentum, (float)Rho, (float)Epsilon, (float)Decay, step)), Formula);
        Check(WithTwoStates<double, AdamWUpdate<double>>(step => new(Rate, Momentum, Rho, Epsilon, Decay, step)), Formula);

        static void Formula(ref double w, double g, ref double m, ref double v, int step)
        {
            m = (Momentum * m) + ((1 - Momentum) * g);
            v = (Rho * v) + ((1 - Rho) * g * g);
            w -= Rate * Decay * w;
            w -= Rate * (m / (1 - Math.Pow(Momentum, step))) / (Math.Sqrt(v / (1 - Math.Pow(Rho, step))) + Epsilon);
        }
    }

    [Fact]
    public void Nadam_takes_the_next_steps_momentum()
    {
        Check(
            WithTwoStates<float, NadamUpdate<float>>(
                t => new((float)Rate, (float)Momentum, (float)Rho, (float)Epsilon, (float)Decay, t, Mu(t), Mu(t + 1), Product(t))), Formula);
        Check(
            WithTwoStates<double, NadamUpdate<double>>(t => new(Rate, Momentum, Rho, Epsilon, Decay, t, Mu(t), Mu(t + 1), Product(t))), Formula);
        Assert.Throws<ArgumentOutOfRangeException>("step", () => new NadamUpdate<float>(1, 0.5f, 0.5f, 1, 0, 0, 0.5, 0.5, 0.5));

        static double Mu(int step) => 0.5 + (0.0625 * step);

        static double Product(int step) => Enumerable.Range(1, step).Aggregate(1.0, (product, i) => product * Mu(i));

        static void Formula(ref double w, double g, ref double m, ref double v, int step)
        {
            double slope = g + (Decay * w);
            m = (Momentum * m) + ((1 - Momentum) * slope);
            v = (Rho * v) + ((1 - Rho) * slope * slope);
            double ahead = (Mu(step + 1) * m / (1 - Product(step + 1))) + ((1 - Mu(step)) * slope / (1 - Product(step)));
            w -= Rate * ahead / (Math.Sqrt(v / (1 - Math.Pow(Rho, step))) + Epsilon);
        }
    }

    [Fact]
    public void Rprop_grows_its_steps_until_the_slope_changes_sign()
    {
        Check(WithTwoStates<float, RpropUpdate<float>>(_ => new((float)Rate, 0.5f, 1.25f, 0.0703125f, 0.140625f)), Formula);
        Check(WithTwoStates<double, RpropUpdate<double>>(_ => new(Rate, 0.5, 1.25, 0.0703125, 0.140625)), Formula);

        static void Formula(ref double w, double g, ref double last, ref double size, int step)
        {
            int agreement = Math.Sign(g) * Math.Sign(last);
            size = step == 1 ? Rate : size;
            size = Math.Clamp(size * (agreement > 0 ? 1.25 : agreement < 0 ? 0.5 : 1), 0.0703125, 0.140625);
            last = agreement < 0 ? 0 : g;
            w -= size * Math.Sign(last);
        }
    }

    [Fact]
    public void Rprop_sees_the_signs_of_the_smallest_gradients()
    {
        float[] w = [0, 0], last = [1e-30f, -1e-30f], size = [1, 1];
        Updates.Apply(w, [1e-30f, 1e-30f], last, size, new RpropUpdate<float>(1, 0.5f, 2, 0.1f, 10));
        Assert.Equal([-2f, 0], w);
        Assert.Equal([2f, 0.5f], size);
    }

    [Fact]
    public void Adams_first_step_is_the_rate_in_the_direction_of_the_slope()
    {
        float[] w = [1, 1], m = new float[2], v = new float[2];
        Updates.Apply(w, [1e-3f, -50], m, v, new AdamUpdate<float>(0.001f, 0.9f, 0.999f, 1e-8f, 0, step: 1));
        Numbers.AssertClose<float>([0.999, 1.001], w, 2e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Adams_first_step_is_number_one(long step)
    {
        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => new AdamUpdate<float>(0.001f, 0.9f, 0.999f, 1e-8f, 0, step));
        Assert.Equal("step", fault.ParamName);
    }

    [Fact]
    public void Spans_of_different_lengths_are_refused()
    {
        float[] two = new float[2], three = new float[3];
        var adam = new AdamUpdate<float>(1, 0.9f, 0.999f, 1e-8f, 0, 1);
        ElementwiseTests.Refused("g", 2, 3, () => Updates.Apply(three, two, new SgdUpdate<float>(1, 0)));
        ElementwiseTests.Refused("g", 2, 3, () => Updates.Apply(three, two, three, new MomentumUpdate<float>(1, 0, 0)));
        ElementwiseTests.Refused("state", 2, 3, () => Updates.Apply(three, three, two, new MomentumUpdate<float>(1, 0, 0)));
        ElementwiseTests.Refused("g", 2, 3, () => Updates.Apply(three, two, three, three, adam));
        ElementwiseTests.Refused("first", 2, 3, () => Updates.Apply(three, three, two, three, adam));
        ElementwiseTests.Refused("second", 2, 3, () => Updates.Apply(three, three, three, two, adam));
    }

    private static Call<T>[] Plain<T, F>(F rule)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IUpdate<T> =>
    [
        (w, g, _, _, _) => Updates.Apply(w, g, rule),
        (w, g, _, _, _) => Updates.Apply<T, F, Bits128>(w, g, rule),
        (w, g, _, _, _) => Updates.Apply<T, F, Bits256>(w, g, rule),
        (w, g, _, _, _) => Updates.Apply<T, F, Bits512>(w, g, rule),
    ];

    private static Call<T>[] WithState<T, F>(F rule)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IUpdateWithState<T> =>
    [
        (w, g, s, _, _) => Updates.Apply(w, g, s, rule),
        (w, g, s, _, _) => Updates.Apply<T, F, Bits128>(w, g, s, rule),
        (w, g, s, _, _) => Updates.Apply<T, F, Bits256>(w, g, s, rule),
        (w, g, s, _, _) => Updates.Apply<T, F, Bits512>(w, g, s, rule),
    ];

    private static Call<T>[] WithTwoStates<T, F>(Func<int, F> rule)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IUpdateWithTwoStates<T> =>
    [
        (w, g, s, r, step) => Updates.Apply(w, g, s, r, rule(step)),
        (w, g, s, r, step) => Updates.Apply<T, F, Bits128>(w, g, s, r, rule(step)),
        (w, g, s, r, step) => Updates.Apply<T, F, Bits256>(w, g, s, r, rule(step)),
        (w, g, s, r, step) => Updates.Apply<T, F, Bits512>(w, g, s, r, rule(step)),
    ];

    private static void Check<T>(Call<T>[] calls, Rule formula)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int length in ElementwiseContract.Lengths)
        {
            T[] start = Numbers.Random<T>(1, length);
            T[][] gradients = [.. Enumerable.Range(2, 3).Select(seed => Numbers.Random<T>(seed, length))];
            double[] expected = Numbers.ToDouble(start), expectedFirst = new double[length], expectedSecond = new double[length];
            for (int step = 1; step <= gradients.Length; step++)
            {
                for (int i = 0; i < length; i++)
                {
                    double g = double.CreateTruncating(gradients[step - 1][i]);
                    formula(ref expected[i], g, ref expectedFirst[i], ref expectedSecond[i], step);
                }
            }
            foreach (Call<T> call in calls)
            {
                T[] w = [.. start], first = new T[length], second = new T[length];
                for (int step = 1; step <= gradients.Length; step++)
                {
                    call(w, gradients[step - 1], first, second, step);
                }
                double tolerance = 32 * Numbers.Epsilon<T>();
                Numbers.AssertClose<T>(expected, w, 0, tolerance, "weights");
                Numbers.AssertClose<T>(expectedFirst, first, 0, tolerance, "first state");
                Numbers.AssertClose<T>(expectedSecond, second, 0, tolerance, "second state");
            }
        }
    }
}
