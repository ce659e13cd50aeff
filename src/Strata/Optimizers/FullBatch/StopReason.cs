namespace Strata.Optimizers.FullBatch;

/// <summary>Why a minimization has ended.</summary>
public enum StopReason
{
    /// <summary>No element of the gradient is above the tolerance: a minimum, or another flat place.</summary>
    Gradient,

    /// <summary>The last step changed the loss, or every parameter, by less than the tolerance; or no step makes the loss smaller.</summary>
    Change,

    /// <summary>All the iterations that were allowed have been made.</summary>
    Iterations,
}
