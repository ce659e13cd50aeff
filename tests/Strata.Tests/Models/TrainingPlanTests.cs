using Strata.Models;

namespace Strata.Tests.Models;

public class TrainingPlanTests
{
    private static readonly ClassifierRecipe s_recipe = (ClassifierRecipe)Recipes.Find("mlp"); // batches of 128, 20 epochs
    private static readonly ClassifierRecipe s_limited = (ClassifierRecipe)Recipes.Find("lenet-caffe"); // batches of 64, 10,000 steps

    [Fact]
    public void A_full_data_set_is_trained_for_the_recipes_epochs()
        => Assert.Equal(new TrainingPlan(128, 20, 20 * 469), TrainingPlan.For(s_recipe, 60_000));

    [Fact]
    public void A_small_sample_is_trained_for_2000_steps_in_whole_epochs()
        => Assert.Equal(new TrainingPlan(128, 167, 167 * 12), TrainingPlan.For(s_recipe, 1437));

    [Fact]
    public void Epochs_that_the_user_names_count()
        => Assert.Equal(new TrainingPlan(128, 3, 36), TrainingPlan.For(s_recipe, 1437, epochs: 3));

    [Fact]
    public void Steps_that_the_user_names_count_and_cap_the_epochs()
    {
        Assert.Equal(new TrainingPlan(128, 2, 20), TrainingPlan.For(s_recipe, 1437, steps: 20));
        Assert.Equal(new TrainingPlan(128, 1, 7), TrainingPlan.For(s_recipe, 1437, epochs: 3, steps: 7));
    }

    [Fact]
    public void A_recipes_own_limit_holds_unless_the_user_names_epochs()
    {
        Assert.Equal(10_000, TrainingPlan.For(s_limited, 60_000).Steps);
        Assert.Equal(20 * 938, TrainingPlan.For(s_limited, 60_000, epochs: 20).Steps);
        Assert.Equal(12_000, TrainingPlan.For(s_limited, 60_000, steps: 12_000).Steps);
    }

    [Fact]
    public void A_batch_larger_than_the_data_is_one_step_an_epoch()
        => Assert.Equal(new TrainingPlan(5000, 4, 4), TrainingPlan.For(s_recipe, 1437, epochs: 4, batchSize: 5000));

    [Fact]
    public void A_recipe_may_take_all_samples_at_once_and_need_few_steps()
    {
        Recipe all = Recipes.Find("k-means"), few = Recipes.Find("dictionary"); // 100 turns; batches of 256, 5 epochs or 200 steps
        Assert.Equal(new TrainingPlan(0, 100, 100), TrainingPlan.For(all, 1437));
        Assert.Equal(new TrainingPlan(500, 100, 300), TrainingPlan.For(all, 1437, batchSize: 500));
        Assert.Equal(new TrainingPlan(256, 34, 204), TrainingPlan.For(few, 1437));
        Assert.Equal(new TrainingPlan(256, 5, 1175), TrainingPlan.For(few, 60_000));
    }

    [Fact]
    public void Numbers_below_one_are_refused()
    {
        Assert.Equal("epochs", Assert.Throws<ArgumentOutOfRangeException>(() => TrainingPlan.For(s_recipe, 10, epochs: 0)).ParamName);
        Assert.Equal("steps", Assert.Throws<ArgumentOutOfRangeException>(() => TrainingPlan.For(s_recipe, 10, steps: 0)).ParamName);
        Assert.Equal("batchSize", Assert.Throws<ArgumentOutOfRangeException>(() => TrainingPlan.For(s_recipe, 10, batchSize: 0)).ParamName);
    }
}
