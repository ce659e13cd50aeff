namespace Strata.Models.Autoencoders;

/// <summary>How an autoencoder's output is compared with its input.</summary>
public enum Reconstruction
{
    /// <summary>½ ‖x̂ - x‖², for samples of any values.</summary>
    SquaredError,

    /// <summary>-Σ x ln x̂ + (1 - x) ln (1 - x̂) with x̂ = σ(output), for samples from 0 to 1 such as pixels.</summary>
    CrossEntropy,
}
