namespace Strata.Models.Clustering;

/// <summary>What a clustering makes of a sample.</summary>
public enum ClusterCode
{
    /// <summary>The Euclidean distance z_k to each centre.</summary>
    Distance,

    /// <summary>max(0, mean(z) - z_k): how much nearer than the average a centre is, which is zero for about half of them (Coates, Lee and Ng 2011, "triangle").</summary>
    Triangle,
}
