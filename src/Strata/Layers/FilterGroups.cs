namespace Strata.Layers;

/// <summary>The groups that the filters of a convolution are cut into.</summary>
internal static class FilterGroups
{
    /// <exception cref="ArgumentOutOfRangeException">There is not one filter, or not one group.</exception>
    /// <exception cref="ArgumentException">The filters are no multiple of the groups.</exception>
    public static void Require(int filters, int groups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (filters % groups != 0)
        {
            throw new ArgumentException($"{filters} filters cannot be cut into {groups} groups of one size.", nameof(groups));
        }
    }
}
