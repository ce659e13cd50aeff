using Strata.Tensors;

namespace Strata.Models;

/// <summary>What turns features back into samples.</summary>
public interface IDecoder
{
    /// <summary>The samples that features stand for; nothing is recorded for gradients.</summary>
    /// <param name="code">As <see cref="IEncoder.Encode"/> gives them.</param>
    /// <returns>[batch, ...].</returns>
    Tensor Decode(Tensor code);
}
