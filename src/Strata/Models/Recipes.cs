namespace Strata.Models;

/// <summary>All recipes. A model's file registers its own, so that a new model is one new file.</summary>
public static class Recipes
{
    private static readonly List<Func<Recipe>> s_registered = []; // most programs never ask for one
    private static readonly Lazy<Dictionary<string, Recipe>> s_recipes = new(() => s_registered.Select(make => make()).ToDictionary(recipe => recipe.Name, StringComparer.Ordinal));

    /// <summary>All recipes by name.</summary>
    public static IReadOnlyCollection<Recipe> All => [.. s_recipes.Value.Values.OrderBy(recipe => recipe.Name, StringComparer.Ordinal)];

    /// <summary>The recipe of the given name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message names the nearest.</exception>
    public static Recipe Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (s_recipes.Value.TryGetValue(name, out Recipe? recipe))
        {
            return recipe;
        }
        throw new KeyNotFoundException(
            $"There is no model '{name}'. Did you mean '{NearestName.Of(name, s_recipes.Value.Keys)}'? The models are: {string.Join(", ", All.Select(r => r.Name))}.");
    }

    internal static void Add(Func<Recipe> recipe) => s_registered.Add(recipe);
}
