using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Regularizers;
using Strata.Training;

namespace Strata.Models;

/// <summary>A network that is trained by back-propagation, perhaps after its layers have been pre-trained one by one.</summary>
public abstract class NetworkRecipe : Recipe
{
    /// <summary>Makes the network, unbuilt. It takes pictures [batch, 1, 28, 28] with values from 0 to 1 and prepares them itself.</summary>
    public required Func<Layer> Model { get; init; }

    /// <summary>Makes the loss.</summary>
    public required Func<Loss> Loss { get; init; }

    /// <summary>Makes the optimizer, given the number of steps that the run will take.</summary>
    public required Func<long, Optimizer> Optimizer { get; init; }

    /// <summary>Makes the penalties and constraints. Default: none.</summary>
    public Func<IReadOnlyList<Regularizer>> Regularizers { get; init; } = () => [];

    /// <summary>
    /// Makes what comes before: autoencoders around layers of the network, the lowest first, each of which learns without labels from the codes of the one below.
    /// Default: none.
    /// </summary>
    public Func<Layer, IReadOnlyList<PretrainingStage>> Pretraining { get; init; } = _ => [];

    /// <summary>What the network learns from a set of pictures: their classes, or themselves.</summary>
    public abstract Dataset Samples(LabeledImages images);

    /// <inheritdoc/>
    public sealed override Layer Create(ulong seed, TrainingPlan plan) => Model();

    /// <summary>A trainer that measures a model and predicts with it.</summary>
    private protected Trainer Judge(Layer model) => new(model, Optimizer(1), Loss());

    /// <inheritdoc/>
    private protected sealed override long CountLearned(Layer model) => model.ParameterCount();
}
