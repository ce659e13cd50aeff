using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>A step along the estimated gradient, with what it remembers: velocities, and running means of the units.</summary>
internal sealed class BoltzmannStep
{
    // How much of the units' running means a new batch makes up.
    private const double CentringShare = 0.01;

    private readonly IBoltzmannMachine _machine;
    private readonly Estimator _estimator;
    private readonly Couplings? _velocity;
    private readonly Tensor? _activity;
    private (Tensor Visible, Tensor Hidden)? _centre;

    public BoltzmannStep(IBoltzmannMachine machine, Estimator estimator)
    {
        (_machine, _estimator) = (machine, estimator);
        _velocity = estimator.Momentum is null ? null : machine.Couplings.Zeros();
        _activity = estimator.Sparsity is { } target ? Tensor.Full(machine.Couplings.HiddenBias.Shape, target.Activation, machine.DType) : null;
    }

    /// <summary>Moves the machine's weights, biases and variances.</summary>
    public void Take(Phase data, Phase model, long step)
    {
        double rate = _estimator.LearningRate.Rate(step);
        Tensor v = _machine.VisibleUnits.Signal(data.Visible), h = _machine.HiddenUnits.Signal(data.Hidden);
        Tensor modelV = _machine.VisibleUnits.Signal(model.Visible), modelH = _machine.HiddenUnits.Signal(model.Hidden);
        Couplings w = _machine.Couplings;
        bool isDense = w is not ConvolutionalCouplings;
        Tensor? push = Push(w, data.Hidden), mean = push is null || !isDense ? null : v.Mean([0], keepAxes: true);
        if (_machine.VisibleUnits is GaussianUnits { Learned: true } units)
        {
            Tensor slope = units.Slope(data.Visible, w.VisibleBias, h.MatMul(w.Weight)) - units.Slope(model.Visible, w.VisibleBias, modelH.MatMul(w.Weight));
            units.Move(rate * slope);
        }
        if (isDense && _velocity is null && _estimator.WeightDecay == 0 && !_estimator.IsCentred)
        {
            UpdateOps.AddProduct(w.Weight, h, v, rate / h.Shape[0], transposeA: true);
            UpdateOps.AddProduct(w.Weight, modelH, modelV, -rate / modelH.Shape[0], transposeA: true);
            Move(w.VisibleBias, modelV.Mean([0]) - v.Mean([0]), null, rate, 0);
            Move(w.HiddenBias, modelH.Mean([0]) - h.Mean([0]), null, rate, 0);
        }
        else
        {
            // with the phases exchanged: the ops go down
            Couplings down = _estimator.IsCentred ? CentredDown(w, v, h, modelV, modelH) : w.Gradient(modelV, modelH, v, h);
            Move(w.Weight, down.Weight, _velocity?.Weight, rate, _estimator.WeightDecay, step);
            Move(w.VisibleBias, down.VisibleBias, _velocity?.VisibleBias, rate, 0, step);
            Move(w.HiddenBias, down.HiddenBias, _velocity?.HiddenBias, rate, 0, step);
        }
        if (push is not null)
        {
            UpdateOps.Sgd(w.HiddenBias, push, -rate);
            if (mean is not null)
            {
                UpdateOps.AddProduct(w.Weight, push.Reshape([1, push.Count]), mean, rate, transposeA: true);
            }
        }
    }

    /// <summary>Keeps what it remembers.</summary>
    public void Capture(Checkpoint checkpoint)
    {
        _velocity?.Capture(checkpoint.Section("velocity"));
        if (_activity is not null)
        {
            checkpoint.Set("activity", _activity);
        }
        if (_centre is var (visible, hidden))
        {
            checkpoint.Set("visible_centre", visible);
            checkpoint.Set("hidden_centre", hidden);
        }
    }

    /// <summary>Takes back what was kept.</summary>
    public void Restore(Checkpoint checkpoint)
    {
        _velocity?.Restore(checkpoint.Section("velocity"));
        if (_activity is not null)
        {
            checkpoint.CopyTo("activity", _activity);
        }
        if (_estimator.IsCentred && checkpoint.Tensors.ContainsKey("visible_centre")) // there is none before the first step
        {
            using IDisposable own = TensorScope.Suspend();
            Couplings w = _machine.Couplings;
            _centre = (Tensor.Zeros([1, w.VisibleBias.Count], _machine.DType), Tensor.Zeros([1, w.HiddenBias.Count], _machine.DType));
            checkpoint.CopyTo("visible_centre", _centre.Value.Visible);
            checkpoint.CopyTo("hidden_centre", _centre.Value.Hidden);
        }
    }

    private void Move(Tensor w, Tensor down, Tensor? velocity, double rate, double decay, long step = 0)
    {
        if (velocity is null)
        {
            UpdateOps.Sgd(w, down, rate, decay);
        }
        else
        {
            UpdateOps.Momentum(w, down, velocity, rate, _estimator.Momentum!.Rate(step), decay);
        }
    }

    // cost · (target - q) of each hidden unit or map. Maps are pushed by their biases alone, as Lee et al. (2009) do.
    private Tensor? Push(Couplings w, Tensor hidden)
    {
        if (_estimator.Sparsity is not { } target)
        {
            return null;
        }
        ((target.Memory * _activity!) + ((1 - target.Memory) * w.Activity(hidden))).CopyTo(_activity!);
        return target.Cost * (target.Activation - _activity!);
    }

    // Melchior, Fischer and Wiskott 2016: with μ and λ the means of s(v) and s(h), ∇W of s(v) - μ and s(h) - λ, ∇b - ∇Wᵀ λ and ∇c - ∇W μ.
    private Couplings CentredDown(Couplings w, Tensor v, Tensor h, Tensor modelV, Tensor modelH)
    {
        if (_centre is null)
        {
            using (TensorScope.Suspend())
            {
                _centre = (v.Mean([0], keepAxes: true).Clone(), h.Mean([0], keepAxes: true).Clone());
            }
        }
        (Tensor mu, Tensor lambda) = _centre.Value;
        Follow(mu, v);
        Follow(lambda, h);
        Couplings down = w.Gradient(modelV - mu, modelH - lambda, v - mu, h - lambda);
        return down with
        {
            VisibleBias = down.VisibleBias - lambda.MatMul(down.Weight).Reshape(w.VisibleBias.Shape),
            HiddenBias = down.HiddenBias - mu.MatMul(down.Weight, transposeB: true).Reshape(w.HiddenBias.Shape),
        };

        static void Follow(Tensor centre, Tensor x) => (((1 - CentringShare) * centre) + (CentringShare * x.Mean([0], keepAxes: true))).CopyTo(centre);
    }
}
