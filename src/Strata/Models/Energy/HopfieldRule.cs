namespace Strata.Models.Energy;

/// <summary>How a Hopfield network stores patterns.</summary>
public enum HopfieldRule
{
    /// <summary>Hebb's rule, W = Σ ξ ξᵀ / N: local, and good for up to about 0.138 N random patterns (Amit, Gutfreund and Sompolinsky 1985).</summary>
    Hebb,

    /// <summary>The projection onto the patterns, W = Ξᵀ (Ξ Ξᵀ)⁻¹ Ξ (Personnaz, Guyon and Dreyfus 1985): any linearly independent ones are stable, however alike.</summary>
    PseudoInverse,
}
