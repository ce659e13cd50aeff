namespace Strata.Mathematics;

/// <summary>What information is counted in.</summary>
public enum InformationUnit
{
    /// <summary>Logarithms to the base 2.</summary>
    Bits,

    /// <summary>Natural logarithms.</summary>
    Nats,
}
