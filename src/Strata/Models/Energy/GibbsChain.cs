using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// Chains of block Gibbs sampling side by side: v given h, then h given v, again and again, which in the long run visits states as often as a machine finds them probable. A
/// chain keeps its states between calls and draws from a stream of its own.
/// </summary>
public sealed class GibbsChain
{
    private readonly IBoltzmannMachine _machine;
    private readonly RandomStream _random;
    private readonly Tensor _visible, _hidden;

    /// <summary>Chains that begin at hidden units drawn from their biases alone.</summary>
    /// <param name="machine">Built.</param>
    /// <param name="particles">How many chains.</param>
    /// <param name="random">Where they draw from.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no chain.</exception>
    /// <exception cref="InvalidOperationException">The machine has not been built.</exception>
    public GibbsChain(IBoltzmannMachine machine, int particles, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(random);
        if (particles < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(particles), particles, "An empty chain draws nothing; give it at least one particle.");
        }
        machine.RequireBuilt();
        using Tape.PauseScope pause = Tape.Pause();
        using IDisposable own = TensorScope.Suspend();
        (_machine, _random) = (machine, random);
        _hidden = Gibbs.Start(machine, particles, random);
        _visible = Tensor.Zeros([particles, machine.InputShape.ElementCount], machine.DType);
        DrawVisible();
    }

    /// <summary>Chains that begin at given visible units, such as samples of the data.</summary>
    /// <param name="machine">Built for these, if nobody has built it.</param>
    /// <param name="visible">[particles, ...], copied.</param>
    /// <param name="random">Where they draw from.</param>
    /// <exception cref="ArgumentException">There is no particle, or one is what the visible units cannot be.</exception>
    public GibbsChain(IBoltzmannMachine machine, Tensor visible, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(random);
        using Tape.PauseScope pause = Tape.Pause();
        using IDisposable own = TensorScope.Suspend();
        (_machine, _random) = (machine, random);
        _visible = machine.Samples(visible).Clone();
        Tensor input = machine.HiddenInput(_visible);
        _hidden = machine.HiddenUnits.Sample(input, machine.HiddenUnits.Mean(input), random);
    }

    /// <summary>v of each chain, [particles, ...], copied.</summary>
    public Tensor Visible => Shaped(_visible.Clone());

    /// <summary>h of each chain, [particles, ...], copied. It was drawn after v.</summary>
    public Tensor Hidden => _hidden.Clone();

    /// <summary>The means of v given h of each chain, [particles, ...]: a smoother picture of where the chain is.</summary>
    public Tensor VisibleMeans
    {
        get
        {
            using Tape.PauseScope pause = Tape.Pause();
            return Shaped(_machine.VisibleUnits.Mean(VisibleInput));
        }
    }

    /// <summary>Lets each chain draw v and then h a number of times, with the machine's weights of now.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public void Run(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        using Tape.PauseScope pause = Tape.Pause();
        for (int i = 0; i < steps; i++)
        {
            using var scope = new TensorScope();
            Phase phase = Gibbs.Advance(_machine, _machine.Couplings, _hidden, 1, _random);
            phase.Visible.CopyTo(_visible);
            _machine.HiddenUnits.Sample(phase.Input, phase.Hidden, _random).CopyTo(_hidden);
        }
    }

    /// <summary>The chains as they run, for a film strip: what <see cref="VisibleMeans"/> are now, and after each of more frames.</summary>
    /// <param name="frames">How many rows of pictures.</param>
    /// <param name="steps">Steps from one to the next.</param>
    /// <returns>[frames · particles, ...], frame by frame: draw it with as many columns as there are particles.</returns>
    public Tensor Film(int frames, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        var strip = new Tensor[frames];
        for (int i = 0; i < frames; i++)
        {
            Run(i == 0 ? 0 : steps);
            strip[i] = VisibleMeans;
        }
        return ConcatenateOp.Concatenate(strip);
    }

    private Tensor VisibleInput => _machine.Couplings.VisibleInput(_machine.HiddenUnits.Signal(_hidden));

    private void DrawVisible()
    {
        Tensor input = VisibleInput;
        _machine.VisibleUnits.Sample(input, _machine.VisibleUnits.Mean(input), _random).CopyTo(_visible);
    }

    private Tensor Shaped(Tensor visible) => visible.Reshape([visible.Shape[0], .. _machine.InputShape]);
}
