namespace Strata.Models;

/// <summary>How long a recipe trains on a data set of a given size.</summary>
/// <param name="BatchSize">Samples a step; 0 for all.</param>
/// <param name="Epochs">Passes over the data, the last one perhaps in part.</param>
/// <param name="Steps">Steps in all.</param>
public sealed record TrainingPlan(int BatchSize, int Epochs, long Steps)
{
    /// <summary>
    /// Steps at least, unless a recipe or the user says otherwise: the recipes' epochs are meant for 60,000 pictures, and a small sample would be left half learned.
    /// </summary>
    public const int LeastSteps = 2_000;

    /// <summary>The recipe's plan, changed by what the user has asked for.</summary>
    /// <param name="recipe">Says how many epochs and how large a batch.</param>
    /// <param name="samples">In the training data.</param>
    /// <param name="epochs">Passes over the data. Default: the recipe's, and as many as <see cref="LeastSteps"/> take.</param>
    /// <param name="steps">Steps at most. Default: the recipe's own limit, unless <paramref name="epochs"/> are given.</param>
    /// <param name="batchSize">Samples a step. Default: the recipe's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than one.</exception>
    public static TrainingPlan For(Recipe recipe, int samples, int? epochs = null, long? steps = null, int? batchSize = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize ?? 1, 1, nameof(batchSize));
        return Plan(batchSize ?? recipe.BatchSize, recipe.Epochs, recipe.LeastSteps, recipe.MaxSteps, samples, epochs, steps);
    }

    /// <summary>The plan of a level that is pre-trained, changed by what the user has asked for.</summary>
    /// <param name="stage">Says how many epochs and how large a batch.</param>
    /// <param name="samples">In the training data.</param>
    /// <param name="epochs">Passes over the data. Default: the stage's, and as many as <see cref="LeastSteps"/> take.</param>
    /// <param name="steps">Steps at most. Default: no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than one.</exception>
    public static TrainingPlan For(PretrainingStage stage, int samples, int? epochs = null, long? steps = null)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return Plan(stage.BatchSize, stage.Epochs, LeastSteps, null, samples, epochs, steps);
    }

    private static TrainingPlan Plan(int batchSize, int ownEpochs, int leastSteps, long? ownSteps, int samples, int? epochs, long? steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs ?? 1, 1, nameof(epochs));
        ArgumentOutOfRangeException.ThrowIfLessThan(steps ?? 1, 1, nameof(steps));
        long stepsPerEpoch = batchSize == 0 ? 1 : ((long)samples + batchSize - 1) / batchSize;
        long most = steps ?? (epochs is null ? ownSteps : null) ?? long.MaxValue;
        long wanted = epochs is { } passes ? passes * stepsPerEpoch
            : steps ?? Math.Max(ownEpochs, (leastSteps + stepsPerEpoch - 1) / stepsPerEpoch) * stepsPerEpoch;
        long all = Math.Min(wanted, most);
        return new TrainingPlan(batchSize, (int)Math.Min(int.MaxValue, ((all - 1) / stepsPerEpoch) + 1), all);
    }
}
