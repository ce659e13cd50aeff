namespace Strata.Layers;

/// <summary>Which cell state the gates of an <see cref="Lstm"/> look at, each unit's at its own.</summary>
public enum Peephole
{
    /// <summary>None: the gates see input and output only (Hochreiter and Schmidhuber 1997).</summary>
    None,

    /// <summary>All three gates see c(t-1).</summary>
    Previous,

    /// <summary>Input and forget gate see c(t-1), the output gate the new c(t) (Gers, Schraudolph and Schmidhuber 2002).</summary>
    Current,
}
