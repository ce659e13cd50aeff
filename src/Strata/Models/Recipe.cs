using Strata.Data;
using Strata.Layers;
using Strata.Tensors;

namespace Strata.Models;

/// <summary>A model of the literature together with the way it is trained: what <c>strata train</c> runs.</summary>
public abstract class Recipe
{
    private long? _parameterCount;

    /// <summary>The name on the command line: <c>lenet5</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The family: <c>convolutional</c>, <c>linear</c>.</summary>
    public required string Family { get; init; }

    /// <summary>What it is, in a few words.</summary>
    public required string Description { get; init; }

    /// <summary>Author, year and title of the publication.</summary>
    public required string Source { get; init; }

    /// <summary>Samples a step; 0 for all of them.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Passes over a full data set of 60,000 pictures.</summary>
    public required int Epochs { get; init; }

    /// <summary>Steps at least on a smaller data set, which may take more epochs. Default: <see cref="TrainingPlan.LeastSteps"/>.</summary>
    public int LeastSteps { get; init; } = TrainingPlan.LeastSteps;

    /// <summary>Ends the run after this many steps, where the publication counts so.</summary>
    public long? MaxSteps { get; init; }

    /// <summary>The shape of one picture.</summary>
    public static Shape InputShape => [1, 28, 28];

    /// <summary>The number of numbers that are learned.</summary>
    public long ParameterCount
    {
        get
        {
            if (_parameterCount is null)
            {
                Layer model = Create(0, new TrainingPlan(BatchSize, Epochs, 1));
                model.Build(InputShape);
                _parameterCount = CountLearned(model);
            }
            return _parameterCount.Value;
        }
    }

    /// <summary>Makes the model, unbuilt. It takes pictures [batch, 1, 28, 28] with values from 0 to 1 and prepares them itself.</summary>
    /// <param name="seed">What is random in a model that learns by a rule of its own follows from it.</param>
    /// <param name="plan">How long it will be trained.</param>
    public abstract Layer Create(ulong seed, TrainingPlan plan);

    /// <summary>Measures a trained model by its own figures, such as <c>accuracy</c>, on the test pictures of a set.</summary>
    /// <param name="model">As <see cref="Create"/> makes it, trained.</param>
    /// <param name="set">Its training pictures may serve for comparison.</param>
    /// <param name="cancellation">Looked at now and then.</param>
    public abstract IReadOnlyDictionary<string, double> Measure(Layer model, ImageSet set, CancellationToken cancellation = default);

    /// <summary>How many numbers a built model learns.</summary>
    private protected abstract long CountLearned(Layer model);
}
