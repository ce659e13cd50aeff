using Strata.Autograd;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Optimizers;

/// <summary>
/// The stochastic diagonal Levenberg-Marquardt method (LeCun et al. 1998, appendix C), which trained LeNet-5: w ← w - η / (μ + h) · g, with a rate for each
/// weight from h, an estimate of the loss's second derivative by that weight. <see cref="Estimate"/> makes it from some hundred samples, from time to time; before the
/// first estimate h = 0. <c>CurvatureEstimation</c> calls it before every epoch.
/// </summary>
/// <remarks>
/// h is the diagonal of the Gauss-Newton matrix Jᵀ H J, J being the derivative of the model's output by its parameters and H the loss's second derivative by that
/// output: never negative, and zero for a loss that is linear in the output. A last layer of <see cref="EuclideanRbf"/>, which is quadratic and has no
/// parameters, counts as a part of the loss. The paper passes squared weights backwards, which leaves out products between the connections that share a weight, and
/// has a rule for each kind of layer. Here H = L Lᵀ is factored for each sample, and the backward pass of L ε, ε being random signs, gives Jᵀ L ε, whose square has the
/// mean h (Hutchinson 1989): right for any layers.
/// </remarks>
public sealed class DiagonalLevenbergMarquardt : Optimizer
{
    private readonly double _damping;

    /// <summary>The method at a global rate that is a number or a schedule.</summary>
    /// <param name="learningRate">η. Default: 0.0005, the paper's first.</param>
    /// <param name="damping">μ, above zero, which bounds the rates. Default: 0.02.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public DiagonalLevenbergMarquardt(Schedule? learningRate = null, double damping = 0.02)
        : base(learningRate ?? 0.0005, weightDecay: 0, stateCount: 1) => _damping = Positive(damping, nameof(damping));

    /// <summary>Estimates h anew as the mean over samples, with the model as for predictions.</summary>
    /// <param name="model">Built.</param>
    /// <param name="loss">Smooth in the model's output. The cost of a sample grows with the cube of the outputs, so this is for classifiers of some hundred classes.</param>
    /// <param name="inputs">[samples, ...]; some hundred are enough.</param>
    /// <param name="targets">As the loss wants them.</param>
    /// <param name="random">For the signs. Default: seed 0, by the number of steps taken.</param>
    /// <param name="memory">The share of the last estimate in the new one, from 0 to below 1. Default: 0.</param>
    /// <param name="exact">Goes through all columns of L in place of random signs: exact, at as many backward passes as there are outputs. Default: false.</param>
    /// <exception cref="ArgumentOutOfRangeException">The memory is not in its range.</exception>
    /// <exception cref="ArgumentException">Inputs and targets are not of one number of samples, or of none.</exception>
    public void Estimate(
        Layer model, Loss loss, Tensor inputs, Tensor targets, RandomStream? random = null, double memory = 0, bool exact = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        Share(memory, nameof(memory));
        if (inputs.Rank == 0 || inputs.Shape[0] == 0 || targets.Rank == 0 || targets.Shape[0] != inputs.Shape[0])
        {
            throw new ArgumentException($"Curvatures are estimated from samples [n, ...] with as many targets, but got {inputs.Shape} and {targets.Shape}.", nameof(inputs));
        }
        random ??= new RandomStream(0).Split((ulong)Steps);
        int samples = inputs.Shape[0];
        using var scope = new TensorScope();
        Parameter[] parameters = [.. model.Parameters().Select(p => p.Value).Where(p => p.IsTrainable)];
        Tensor[] sums = Array.ConvertAll(parameters, p => Tensor.Zeros(p.Value.Shape, p.Value.DType));
        for (int i = 0; i < samples; i++)
        {
            AddSquares(model, loss, inputs.Slice(0, i, 1), targets.Slice(0, i, 1), parameters, sums, exact ? null : random);
        }
        using Tape.PauseScope pause = Tape.Pause();
        for (int i = 0; i < parameters.Length; i++)
        {
            Tensor h = StateOf(parameters[i])[0];
            ((h * memory) + (sums[i] * ((1 - memory) / samples))).CopyTo(h);
        }
    }

    /// <summary>h of one parameter, of its shape: a copy.</summary>
    public Tensor Curvature(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return StateOf(parameter)[0].Clone();
    }

    /// <inheritdoc/>
    protected override void Update(Tensor weight, Tensor gradient, Tensor[] state, double rate)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(state);
        using Tape.PauseScope pause = Tape.Pause();
        (weight - (gradient / (state[0] + _damping) * rate)).CopyTo(weight);
    }

    // Adds (Jᵀ L ε)² of one sample, or the squares of all columns of Jᵀ L.
    private static void AddSquares(
        Layer model, Loss loss, Tensor input, Tensor target, Parameter[] parameters, Tensor[] sums, RandomStream? random)
    {
        double[][]? columns = null;
        var rbf = LastOf(model) as EuclideanRbf;
        for (int probe = 0; probe < (columns?.Length ?? 1); probe++)
        {
            using var scope = new TensorScope();
            Tensor output = Forward(model, input, rbf);
            columns ??= Probes(new LossCurvature(MeanLoss, output.Detach()), random);
            output.Backward(Tensor.Wrap(columns[probe], output.Shape).To(output.DType));
            using Tape.PauseScope pause = Tape.Pause();
            for (int i = 0; i < parameters.Length; i++)
            {
                if (parameters[i].Gradient is { } gradient)
                {
                    (sums[i] + gradient.Square()).CopyTo(sums[i]);
                    parameters[i].Gradient = null;
                }
            }
        }

        // Of a batch of outputs for this one target.
        Tensor MeanLoss(Tensor z) => loss.Forward(rbf?.Forward(z) ?? z, target.Gather(Tensor.Zeros([z.Shape[0]], DType.Int32)));
    }

    private static Layer LastOf(Layer model) => model is Sequential { Children: [.., var last] } ? LastOf(last) : model;

    // The model's output, or what goes into its last layer if that counts to the loss.
    private static Tensor Forward(Layer model, Tensor input, EuclideanRbf? rbf)
    {
        Tensor? last = null, before = null;
        Tensor output = model.Forward(input, ForwardContext.Deterministic((layer, y) => (before, last) = (layer == rbf ? last : before, y)));
        return before ?? output;
    }

    private static double[][] Probes(LossCurvature curvature, RandomStream? random)
    {
        int n = curvature.Count;
        if (random is null)
        {
            return [.. Enumerable.Range(0, n).Select(c => curvature.Factor([.. Enumerable.Range(0, n).Select(i => i == c ? 1.0 : 0)]))];
        }
        return [curvature.Factor(((2 * RandomOps.Bernoulli([n], 0.5, random, DType.Float64)) - 1).ToArray<double>())];
    }
}
