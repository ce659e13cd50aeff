namespace Strata.Layers;

/// <summary>How <see cref="UpSample2D"/> fills the places between.</summary>
public enum Interpolation
{
    /// <summary>Each element is repeated.</summary>
    Nearest,

    /// <summary>Between the four elements around a place, each the nearer the more; elements stand at the middle of their squares, and the border is repeated.</summary>
    Bilinear,
}
