namespace Strata.Models;

/// <summary>All recipes. A model's file registers its own, so that a new model is one new file.</summary>
public static class Recipes
{
    private static readonly SortedDictionary<string, Recipe> s_recipes = new(StringComparer.Ordinal);

    /// <summary>All recipes by name.</summary>
    public static IReadOnlyCollection<Recipe> All => s_recipes.Values;

    /// <summary>The recipe of the given name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message names the nearest.</exception>
    public static Recipe Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (s_recipes.TryGetValue(name, out Recipe? recipe))
        {
            return recipe;
        }
        string nearest = s_recipes.Keys.MinBy(known => EditDistance(known, name.ToLowerInvariant())) ?? "";
        throw new KeyNotFoundException(
            $"There is no model '{name}'. Did you mean '{nearest}'? The models are: {string.Join(", ", s_recipes.Keys)}.");
    }

    internal static void Add(Recipe recipe) => s_recipes.Add(recipe.Name, recipe);

    // Levenshtein 1966: the fewest insertions, deletions and substitutions that turn one word into the other.
    private static int EditDistance(string a, string b)
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
