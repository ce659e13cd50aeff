using Strata.Models.Autoencoders;
using Strata.Optimizers;
using Strata.Regularizers;

namespace Strata.Models;

/// <summary>One level of a network that is pre-trained: how it learns, without labels, from what the levels below make of the pictures.</summary>
public sealed class PretrainingStage
{
    /// <summary>An autoencoder whose encoder's layers are the network's own.</summary>
    public required Autoencoder Level { get; init; }

    /// <summary>Makes the optimizer, given the number of steps that the level will take.</summary>
    public required Func<long, Optimizer> Optimizer { get; init; }

    /// <summary>Makes the penalties on weights. Default: none.</summary>
    public Func<IReadOnlyList<Regularizer>> Regularizers { get; init; } = () => [];

    /// <summary>Samples a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Passes over a full data set of 60,000 pictures.</summary>
    public required int Epochs { get; init; }
}
