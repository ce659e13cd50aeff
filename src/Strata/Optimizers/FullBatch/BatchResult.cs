namespace Strata.Optimizers.FullBatch;

/// <summary>How far a minimization has come.</summary>
/// <param name="Loss">The loss at the parameters as they are.</param>
/// <param name="GradientNorm">The largest element of the gradient there, in absolute value.</param>
/// <param name="Iterations">Directions searched.</param>
/// <param name="Evaluations">How often the loss and its gradient were computed.</param>
/// <param name="Reason">Why it has ended; null while it goes on.</param>
public sealed record BatchResult(double Loss, double GradientNorm, int Iterations, int Evaluations, StopReason? Reason);
