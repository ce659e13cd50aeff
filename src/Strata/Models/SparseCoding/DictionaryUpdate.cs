namespace Strata.Models.SparseCoding;

/// <summary>How the atoms move while the codes stay: min ‖X - A D‖² with ‖d_j‖ ≤ 1.</summary>
public enum DictionaryUpdate
{
    /// <summary>One atom after the other, several rounds (Mairal, Bach, Ponce and Sapiro 2009, algorithm 2). Fast, and never worse than before.</summary>
    BlockDescent,

    /// <summary>The best dictionary for these codes, by Newton's method on the Lagrange dual of the convex problem (Lee, Battle, Raina and Ng 2007).</summary>
    LagrangeDual,
}
