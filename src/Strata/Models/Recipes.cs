namespace Strata.Models;

/// <summary>All recipes. A model's file registers its own, so that a new model is one new file.</summary>
public static class Recipes
{
    private static readonly Dictionary<string, Recipe> s_recipes = new(StringComparer.Ordinal);

    /// <summary>All recipes by name.</summary>
    public static IReadOnlyCollection<Recipe> All => [.. s_recipes.Values.OrderBy(recipe => recipe.Name, StringComparer.Ordinal)];

    /// <summary>The recipe of the given name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message names the nearest.</exception>
    public static Recipe Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (s_recipes.TryGetValue(name, out Recipe? recipe))
        {
            return recipe;
        }
        throw new KeyNotFoundException(
            $"There is no model '{name}'. Did you mean '{NearestName.Of(name, s_recipes.Keys)}'? The models are: {string.Join(", ", All.Select(r => r.Name))}.");
    }

    internal static void Add(Recipe recipe) => s_recipes.Add(recipe.Name, recipe);
}
