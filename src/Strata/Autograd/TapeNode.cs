using Strata.Tensors;

namespace Strata.Autograd;

/// <summary>One recorded op. Sequence numbers rise in the order of the computation, so their descending order is the way back.</summary>
internal sealed class TapeNode(long sequence, Tensor[] inputs, Action<Tensor> backward) : TensorHistory
{
    public long Sequence { get; } = sequence;

    public Tensor[] Inputs { get; private set; } = inputs;

    /// <summary>Null once it has been used and the values that it saved have been let go.</summary>
    public Action<Tensor>? Backward { get; private set; } = backward;

    /// <summary>The gradient of the output, while a backward pass collects it.</summary>
    public GradientSum Gradient { get; } = new();

    /// <summary>The backward pass that this node was last visited by.</summary>
    public long Visit { get; set; }

    public void LetGo()
    {
        Backward = null;
        Inputs = [];
    }
}
