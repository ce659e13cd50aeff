using Strata.Tensors;

namespace Strata.Autograd;

/// <summary>One recorded op. Sequence numbers rise in the order of the computation, so their descending order is the way back.</summary>
internal abstract class TapeNode : TensorHistory
{
    private GradientSum _gradient;
    private Tensor? _first, _second;
    private Tensor[] _others = [];
    private Storage? _output;

    protected TapeNode(long sequence, Tensor output, ReadOnlySpan<Tensor> inputs)
    {
        _output = output.Storage;
        foreach (Tensor input in inputs)
        {
            _output = input.Storage == _output ? null : _output; // a view: the memory is the input's
        }
        Sequence = sequence;
        InputCount = inputs.Length;
        _first = inputs.Length > 0 ? inputs[0] : null;
        _second = inputs.Length > 1 ? inputs[1] : null;
        _others = inputs.Length > 2 ? inputs[2..].ToArray() : [];
    }

    public long Sequence { get; }

    /// <summary>None once the node has been let go.</summary>
    public int InputCount { get; private set; }

    /// <summary>The gradient of the output, while a backward pass collects it.</summary>
    public ref GradientSum Gradient => ref _gradient;

    /// <summary>The backward pass that this node was last visited by.</summary>
    public long Visit { get; set; }

    /// <summary>An input by its number. (Most ops have one or two, which then take no array.)</summary>
    public Tensor Input(int i) => i switch { 0 => _first!, 1 => _second!, _ => _others[i - 2] };

    /// <summary>Adds to the gradients of the inputs.</summary>
    /// <exception cref="InvalidOperationException">The node has been let go.</exception>
    public abstract void Backward(Tensor dy);

    /// <summary>Hands back the memory of the output, which only ops that came later have read.</summary>
    public void ReleaseOutput() => _output?.ReleaseEarly();

    /// <summary>Drops the values that were saved for the way back.</summary>
    public virtual void LetGo()
    {
        _output = null;
        (_first, _second, _others) = (null, null, []);
        InputCount = 0;
    }
}

/// <summary>A recorded op with what it saved for its way back.</summary>
internal sealed class TapeNode<TSaved>(long sequence, Tensor output, ReadOnlySpan<Tensor> inputs, TSaved saved, Action<TSaved, Tensor> backward)
    : TapeNode(sequence, output, inputs)
{
    private TSaved _saved = saved;
    private Action<TSaved, Tensor>? _backward = backward;

    public override void Backward(Tensor dy)
    {
        Action<TSaved, Tensor> backward = _backward ?? throw new InvalidOperationException(
            "This part of the computation has been differentiated already, and its saved values are gone. Run the forward pass again.");
        backward(_saved, dy);
    }

    public override void LetGo()
    {
        base.LetGo();
        (_saved, _backward) = (default!, null);
    }
}
