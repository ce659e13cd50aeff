namespace Strata.Layers;

/// <summary>What shares one statistic when samples are centred or scaled.</summary>
public enum Per
{
    /// <summary>Each element of a sample has its own: each column of a table, each pixel of a picture (the mean image).</summary>
    Feature,

    /// <summary>Each channel of [channels, ...] has its own.</summary>
    Channel,

    /// <summary>The whole data set has one.</summary>
    Set,
}
