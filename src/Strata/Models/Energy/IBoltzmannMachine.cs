using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// A Boltzmann machine of two sides without connections within, whose units are drawn side by side: what chains and estimators need of it. Visible units are rows [batch, visible] here.
/// </summary>
public interface IBoltzmannMachine
{
    /// <summary>What the visible units are.</summary>
    UnitType VisibleUnits { get; }

    /// <summary>What the hidden units are.</summary>
    UnitType HiddenUnits { get; }

    /// <summary>What is random follows from it.</summary>
    long Seed { get; }

    /// <summary>The shape of one sample.</summary>
    Shape InputShape { get; }

    /// <summary>The type of weights and units.</summary>
    DType DType { get; }

    /// <summary>What the machine was built with.</summary>
    internal Couplings Couplings { get; }

    /// <summary>The hidden units' total inputs.</summary>
    Tensor HiddenInput(Tensor visible);

    /// <summary>F(v) = -ln Σ_h e^-E(v, h): [batch, ...] → [batch].</summary>
    Tensor FreeEnergy(Tensor visible);

    /// <summary>The mean over samples of ‖v - v̂‖², v̂ being the visible means given the hidden means given v.</summary>
    double ReconstructionError(Tensor data);

    /// <summary>Samples as rows of the machine's type, which it is built for if nobody has built it; checked, value by value.</summary>
    internal Tensor Samples(Tensor data);

    /// <exception cref="InvalidOperationException">The machine has not been built.</exception>
    internal void RequireBuilt();
}
