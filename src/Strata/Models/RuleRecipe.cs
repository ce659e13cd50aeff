using Strata.Autograd;
using Strata.Data;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models;

/// <summary>A model that learns by a rule of its own, without labels: what the command needs to know of it.</summary>
public abstract class RuleRecipe : Recipe, IReconstructing
{
    /// <summary>Trains a model.</summary>
    /// <param name="model">As <see cref="Recipe.Create"/> makes it for the same plan.</param>
    /// <param name="fit">What from, how long, and who is told.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; its checkpoint is kept.</exception>
    public abstract void Fit(Layer model, RuleFit fit);

    /// <inheritdoc/>
    public abstract Tensor Reconstruct(Layer model, Tensor images);

    /// <summary>What the units look for, or the centres or atoms: [units, 1, 28, 28].</summary>
    /// <param name="model">Trained.</param>
    public abstract Tensor Filters(Layer model);
}

/// <summary>The recipe of one class of models.</summary>
/// <typeparam name="TModel">The class.</typeparam>
public sealed class RuleRecipe<TModel> : RuleRecipe
    where TModel : Layer
{
    /// <summary>Makes the model, unbuilt, given a seed and how long it will be trained.</summary>
    public required Func<ulong, TrainingPlan, TModel> Model { get; init; }

    /// <summary>Calls the model's own Fit.</summary>
    public required Action<TModel, RuleFit> Learn { get; init; }

    /// <summary>What a built model learns. The first has a row for each unit, which looks at all pixels.</summary>
    public required Func<TModel, IReadOnlyList<Tensor>> Learned { get; init; }

    /// <summary>Measures a model on the test pictures of a set.</summary>
    public required Func<TModel, ImageSet, IReadOnlyDictionary<string, double>> Figures { get; init; }

    /// <summary>What a model makes of some pictures after they have passed through its code.</summary>
    public required Func<TModel, Tensor, Tensor> Reconstruction { get; init; }

    /// <inheritdoc/>
    public override Layer Create(ulong seed, TrainingPlan plan) => Model(seed, plan);

    /// <inheritdoc/>
    public override void Fit(Layer model, RuleFit fit) => Learn((TModel)model, fit);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(Layer model, ImageSet set, CancellationToken cancellation = default)
    {
        using Tape.PauseScope pause = Tape.Pause();
        return Figures((TModel)model, set);
    }

    /// <inheritdoc/>
    public override Tensor Reconstruct(Layer model, Tensor images) => InParts.Map(images, part => Reconstruction((TModel)model, part), "Reconstruction");

    /// <inheritdoc/>
    public override Tensor Filters(Layer model)
    {
        Tensor rows = Learned((TModel)model)[0].Detach();
        return rows.Reshape(InputShape.Insert(0, rows.Shape[0]));
    }

    /// <inheritdoc/>
    private protected override long CountLearned(Layer model) => Learned((TModel)model).Sum(tensor => (long)tensor.Count);
}
