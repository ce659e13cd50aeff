using Strata.Tensors;

namespace Strata.Models;

/// <summary>What draws new samples like those that it has learned from.</summary>
public interface ISampler
{
    /// <summary>Draws samples; nothing is recorded for gradients.</summary>
    /// <param name="count">How many, each independent of the others.</param>
    /// <param name="steps">Steps of the Markov chain that leads to each.</param>
    /// <param name="random">Where to draw from.</param>
    /// <returns>[count, ...]: means given the last states where the model has them, as they look better.</returns>
    Tensor Sample(int count, int steps, RandomStream random);
}
