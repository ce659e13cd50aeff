using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// A layer beside which its input passes by: y = body(x) + shortcut(x), the shortcut being the identity unless one is given (He et al. 2016). Both give one
/// shape: [batch, ...] → [batch, ...].
/// </summary>
public sealed class Residual : Layer
{
    private readonly Layer _body;
    private readonly Layer? _shortcut;

    /// <summary>A body and its shortcut; those without a name are named <c>body</c> and <c>shortcut</c>.</summary>
    /// <param name="body">Usually a <see cref="Sequential"/>.</param>
    /// <param name="shortcut">Where the body changes the shape, such as a <see cref="Conv2D"/> of kernel 1. Default: the identity.</param>
    /// <exception cref="ArgumentException">Both have one name.</exception>
    public Residual(Layer body, Layer? shortcut = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        _body = body;
        _shortcut = shortcut;
        body.Place ??= "body";
        if (shortcut is not null)
        {
            shortcut.Place ??= "shortcut";
        }
        Children = Sequential.Named(shortcut is null ? [body] : [body, shortcut]);
    }

    internal override string NameOf(int child) => Children[child].Name ?? (child == 0 ? "body" : "shortcut");

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children { get; }

    /// <inheritdoc/>
    protected internal override bool TakesAnySteps => Children.All(layer => layer.TakesAnySteps);

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Shape body = _body.Build(input, random.Split(0), DType);
        Shape shortcut = _shortcut?.Build(input, random.Split(1), DType) ?? input;
        return body == shortcut ? body : throw new ShapeException(
            $"{this} adds what its body and its shortcut make of a sample, but of {input} the body makes {body} and the shortcut {shortcut}. " +
            "Both must have one shape; give a shortcut that ends as the body does, such as a Conv2D of kernel 1.");
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => Sum(x, context, rectifies: false);

    /// <inheritdoc/>
    internal override Tensor ForwardInRow(Tensor x, ForwardContext context, IReadOnlyList<Layer> row, ref int place)
    {
        if (!context.JoinsLayers || !TryNext(row, ref place, out Relu? _))
        {
            return Forward(x, context);
        }
        Require(x);
        return Sum(x, context, rectifies: true);
    }

    private Tensor Sum(Tensor x, ForwardContext context, bool rectifies)
    {
        Tensor y = _body.Forward(x, context), past = _shortcut?.Forward(x, context) ?? x;
        Tensor sum = rectifies ? ReluOp.OfSum(y, past) : y + past;
        context.Release(y, x, sum);
        context.Release(past, x, sum);
        return sum;
    }

    /// <inheritdoc/>
    internal override bool SavesInput => false;

    /// <inheritdoc/>
    internal override bool SavesOutput => false;
}
