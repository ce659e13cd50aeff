// "Did you mean ...?"

namespace Strata;

internal static class NearestName
{
    /// <summary>
    /// The name among <paramref name="known"/> that begins with <paramref name="word"/>, or else takes the fewest edits to get from it; null when there
    /// are none.
    /// </summary>
    internal static string? Of(string word, IEnumerable<string> known)
        => known.MinBy(name => (name.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 0 : 1, Distance(name, word.ToLowerInvariant())));

    // Levenshtein 1966: the fewest insertions, deletions and substitutions that turn one word into the other.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                int substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(substitution, Math.Min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[^1];
    }
}
