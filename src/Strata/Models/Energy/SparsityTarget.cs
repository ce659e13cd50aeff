namespace Strata.Models.Energy;

/// <summary>
/// Pushes each hidden unit's mean activation towards a target (Lee, Ekanadham and Ng 2008; Hinton 2010, section 11): cost · (q - target), q being a running mean, is taken from
/// the gradient at the unit's total input.
/// </summary>
/// <param name="Activation">The target, from 0 to 1 for Bernoulli units: 0.01 to 0.1 as a rule.</param>
/// <param name="Cost">How strongly it pushes. Default: 0.1.</param>
/// <param name="Memory">The share of the running mean that is kept at each step. Default: 0.95.</param>
public sealed record SparsityTarget(double Activation, double Cost = 0.1, double Memory = 0.95);
