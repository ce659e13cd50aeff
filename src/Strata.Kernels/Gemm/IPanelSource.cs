using System.Numerics;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Gemm;

/// <summary>
/// A matrix that the product can read panel by panel. A panel holds <c>width</c> lanes (rows of A, columns of B) side by side:
/// <code>
/// panel:   lane 0  lane 1 … lane width-1     depth k0
///          lane 0  lane 1 … lane width-1     depth k0 + 1
///          …                                 depth k0 + depth - 1
/// </code>
/// Panels follow each other, and lanes beyond the matrix are zero. The matrix itself need not exist: a convolution packs its patches straight from the image.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe interface IPanelSource<T>
    where T : unmanaged
{
    /// <summary>To read an element, and perhaps to pack it, takes about as long as so many multiply-adds: threads share the product out so that few elements are read twice.</summary>
    static virtual int Reading => 16;

    /// <summary>Fills as many panels as <paramref name="lanes"/> lanes need.</summary>
    /// <param name="panel">The first panel; each takes depth · width elements.</param>
    /// <param name="width">Lanes in a panel (MR or NR).</param>
    /// <param name="lane">The first lane.</param>
    /// <param name="lanes">How many lanes; the last panel is filled up with zeros.</param>
    /// <param name="k0">The first index along the product's inner dimension.</param>
    /// <param name="depth">How many of them.</param>
    void Pack(T* panel, int width, int lane, int lanes, int k0, int depth);

    /// <summary>
    /// Where the lanes from <paramref name="lane"/> on lie side by side at depth <paramref name="k0"/>, and at a distance of <paramref name="step"/> at each depth that follows, so
    /// that they can be read without packing; null where they do not.
    /// </summary>
    T* InPlace(int lane, int k0, int depth, out nint step);
}

/// <summary>Where a product's tiles go.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe interface ITileTarget<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Whether different tiles add to the same element. They are then written one after the other, in the order of the tiles.</summary>
    static virtual bool TilesOverlap => false;

    /// <summary>
    /// The address of element (i, j) when the <paramref name="columns"/> elements from there on lie side by side, so that a tile can be stored
    /// directly; null when they do not. The rows below follow at a distance of <paramref name="rowStride"/>.
    /// </summary>
    T* Tile(int i, int j, int columns, out int rowStride);

    /// <summary>Writes, or adds, the first rows and columns of a finished tile that could not be stored directly.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="tileStride">Elements from one row of the tile to the next.</param>
    /// <param name="i">The row of its first element.</param>
    /// <param name="j">The column of its first element.</param>
    /// <param name="rows">How many rows exist.</param>
    /// <param name="columns">How many columns exist.</param>
    /// <param name="accumulate">Whether to add to what is there.</param>
    void Write(T* tile, int tileStride, int i, int j, int rows, int columns, bool accumulate);

    /// <summary>Called when the sums of these rows and columns are complete, while they are in the cache.</summary>
    void Complete<V>(int i, int j, int rows, int columns)
        where V : struct, IVector<V, T>;
}
