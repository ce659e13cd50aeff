using Strata.Tensors;

namespace Strata.Models;

/// <summary>What turns samples into features: an autoencoder, a dictionary, a Boltzmann machine, principal components.</summary>
public interface IEncoder
{
    /// <summary>The features of samples; nothing is recorded for gradients.</summary>
    /// <param name="x">[batch, ...].</param>
    /// <returns>[batch, features], or [batch, ...] where features have places.</returns>
    Tensor Encode(Tensor x);
}
