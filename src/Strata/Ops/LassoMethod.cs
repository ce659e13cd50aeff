namespace Strata.Ops;

/// <summary>How a lasso is solved. All give the same solution; they differ in how long they take.</summary>
public enum LassoMethod
{
    /// <summary>Coordinate descent over a working set, with an exact last step: the fastest as a rule.</summary>
    CoordinateDescent,

    /// <summary>Least angle regression (Efron et al. 2004): down the whole path from the λ that makes all codes zero.</summary>
    LeastAngle,

    /// <summary>Feature-sign search (Lee, Battle, Raina and Ng 2007).</summary>
    FeatureSign,

    /// <summary>Accelerated proximal gradient steps (Beck and Teboulle 2009) that begin anew where they overshoot (O'Donoghue and Candès 2015), all samples at once.</summary>
    Fista,
}
