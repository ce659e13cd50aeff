using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// A function of a tensor with parameters of its own. It learns its input's shape from <see cref="Build"/> or from the first input, and makes its
/// parameters then. A layer of your own says what it does to a shape (<see cref="OnBuild"/>) and to a tensor (<see cref="Call"/>).
/// </summary>
public abstract class Layer
{
    private readonly List<Parameter> _parameters = [];
    private readonly List<KeyValuePair<string, Tensor>> _states = [];
    private RandomStream _random = new(0);

    /// <summary>The name, unique among its siblings; a container names a child without one by its position.</summary>
    public string? Name { get; set; }

    /// <summary>True once the input's shape is known and the parameters exist.</summary>
    public bool IsBuilt { get; private set; }

    /// <summary>The shape of one input sample, without the batch axis.</summary>
    public Shape InputShape { get; private set; }

    /// <summary>The shape of one output sample, without the batch axis.</summary>
    public Shape OutputShape { get; private set; }

    /// <summary>The type of the parameters.</summary>
    public DType DType { get; private set; }

    /// <summary>The layers inside this one, in order; none for most.</summary>
    public virtual IReadOnlyList<Layer> Children => [];

    /// <summary>While a file is read: the tensor of the given name and shape that becomes a parameter or a state.</summary>
    internal Func<string, Shape, Tensor>? FromFile { get; set; }

    /// <summary>
    /// What the values of an activation function tend to and do not pass, where it saturates: 0 and 1 of a sigmoid, 0 and ∞ of a rectifier; -∞ and ∞ of one that
    /// does not. Null, as by default, for a layer that is not an activation function.
    /// </summary>
    public virtual (double Low, double High)? Limits => null;

    /// <summary>What a layer without a name is called in messages: its place in the container that took it first.</summary>
    internal string? Place { get; set; }

    /// <summary>What a child is called in the paths of parameters: its name, or else its place among the children.</summary>
    internal virtual string NameOf(int child) => Children[child].Name ?? child.ToString(CultureInfo.InvariantCulture);

    /// <summary>This layer's own parameters, without its children's; see <see cref="LayerExtensions.Parameters"/> for all.</summary>
    public IReadOnlyList<Parameter> OwnParameters => _parameters;

    /// <summary>This layer's own tensors that are saved but not trained, such as running means, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> OwnStates => _states;

    /// <summary>Reads a model that <see cref="LayerFiles.Save"/> has written: it is built, and predicts what it did, bit for bit.</summary>
    /// <param name="path">A safetensors file with an architecture in its metadata. <see cref="ModelFile.Read"/> tells also what else is in it.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no such file, is damaged, or does not fit; the message says how.</exception>
    public static Layer Load(string path) => ModelFile.Read(path).Model;

    /// <summary>Makes the parameters for samples of the given shape. A layer is built once.</summary>
    /// <param name="inputShape">One sample's shape, without the batch axis: <c>[1, 28, 28]</c>.</param>
    /// <param name="random">Where the initializers draw from. Default: seed 0.</param>
    /// <param name="dtype">The type of the parameters. Default: float32.</param>
    /// <returns>The shape of one output sample.</returns>
    /// <exception cref="ShapeException">The layer cannot take such samples, or has been built for others.</exception>
    public Shape Build(Shape inputShape, RandomStream? random = null, DType dtype = DType.Float32)
    {
        if (IsBuilt)
        {
            return InputShape == inputShape ? OutputShape : throw Mismatch(InputShape, inputShape);
        }
        _random = random ?? _random;
        DType = dtype;
        Layer[] unbuilt = [.. this.Tree().Select(node => node.Layer).Where(layer => !layer.IsBuilt)];
        try
        {
            using (TensorScope.Suspend())
            {
                OutputShape = OnBuild(inputShape, _random);
            }
        }
        catch
        {
            // As before: another shape may be tried.
            Array.ForEach(unbuilt, layer => layer.Unbuild());
            throw;
        }
        KernelCompilation.BeginProducts();
        InputShape = inputShape;
        IsBuilt = true;
        return OutputShape;
    }

    private void Unbuild()
    {
        _parameters.Clear();
        _states.Clear();
        IsBuilt = false;
    }

    /// <summary>Applies the layer to a batch.</summary>
    /// <param name="x">[batch, ...], the rest being <see cref="InputShape"/>. The first one builds the layer if nobody has.</param>
    /// <param name="context">Default: <see cref="ForwardContext.Inference"/>.</param>
    /// <exception cref="ShapeException">The input has another shape than the layer was built for.</exception>
    public Tensor Forward(Tensor x, ForwardContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        context ??= ForwardContext.Inference;
        Require(x);
        Tensor y = Call(x, context);
        if (Tape.IsRecording)
        {
            x.Storage.IsSaved |= SavesInput;
            y.Storage.IsSaved |= SavesOutput;
            if (y.Storage == x.Storage && SavesOutput)
            {
                y.Storage.Remaking = null; // a layer that may have written into its input
            }
        }
        context.Observer?.Invoke(this, y);
        return y;
    }

    /// <summary>Applies the layer to a batch, and with it as many of the layers that follow as it can do at the same time.</summary>
    /// <param name="x">[batch, ...].</param>
    /// <param name="context">What the pass is for.</param>
    /// <param name="row">Layers one after the other, this one among them.</param>
    /// <param name="place">This layer's place; afterwards that of the last one that has been applied.</param>
    internal virtual Tensor ForwardInRow(Tensor x, ForwardContext context, IReadOnlyList<Layer> row, ref int place) => Forward(x, context);

    /// <summary>Goes on to the next layer of a row, if it is of the given kind.</summary>
    private protected static bool TryNext<TLayer>(IReadOnlyList<Layer> row, ref int place, [NotNullWhen(true)] out TLayer? next)
        where TLayer : Layer
    {
        next = place + 1 < row.Count ? row[place + 1] as TLayer : null;
        place += next is null ? 0 : 1;
        return next is not null;
    }

    /// <summary>Checks that the layer can take a batch; the first one builds it if nobody has.</summary>
    private protected void Require(Tensor x)
    {
        if (x.Rank == 0)
        {
            throw new ShapeException($"{this} expects a batch, [batch, ...], but got a scalar.");
        }
        if (!IsBuilt)
        {
            Build(x.Shape[1..], dtype: x.DType.IsFloatingPoint() ? x.DType : DType.Float32);
        }
        else if (!x.Shape.Lengths[1..].SequenceEqual(InputShape.Lengths) && !IsOfOtherSteps(x.Shape[1..]))
        {
            throw Mismatch(InputShape, x.Shape[1..]);
        }
    }

    /// <summary>The type and name: <c>Conv2D 'c1'</c>.</summary>
    public override string ToString() => (Name ?? Place) is { } name ? $"{GetType().Name} '{name}'" : GetType().Name;

    /// <summary>
    /// Checks the shape of a sample, adds the parameters and returns the shape of an output sample. By default: any shape, which stays as it is.
    /// </summary>
    /// <param name="input">One sample's shape, without the batch axis.</param>
    /// <param name="random">For the layers inside this one; parameters draw by themselves.</param>
    /// <exception cref="ShapeException">The layer cannot take such samples.</exception>
    protected virtual Shape OnBuild(Shape input, RandomStream random) => input;

    /// <summary>
    /// Whether samples [steps, ...] may have more or fewer steps than those that the layer was built for. By default a layer without parameters and states that leaves the
    /// shape of samples of two and more axes as it is takes them.
    /// </summary>
    protected internal virtual bool TakesAnySteps => Children.Count == 0 && _parameters.Count == 0 && _states.Count == 0 && InputShape.Rank > 1 && OutputShape == InputShape;

    /// <summary>
    /// Whether the way back reads the values of the input. Where neither this one's does nor that of the layer before reads its output, the memory between the two is free in a
    /// training step as soon as this layer has been called. True unless a layer knows better; a container's children say it themselves.
    /// </summary>
    internal virtual bool SavesInput => true;

    /// <summary>The same of the output.</summary>
    internal virtual bool SavesOutput => true;

    /// <summary>The layer's function, of a batch whose shape has been checked.</summary>
    protected abstract Tensor Call(Tensor x, ForwardContext context);

    /// <summary>Declares, creates and registers a parameter.</summary>
    /// <param name="name">Unique in this layer: <c>weight</c>, <c>bias</c>.</param>
    /// <param name="fanIn">How many inputs one unit adds up, for the initializer.</param>
    /// <param name="fanOut">How many units one input reaches.</param>
    protected Parameter AddParameter(string name, Shape shape, Initializer initializer, int fanIn = 1, int fanOut = 1)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        RandomStream random = _random.Split((ulong)_parameters.Count);
        var parameter = new Parameter(name, FromFile?.Invoke(name, shape) ?? initializer.Create(shape, fanIn, fanOut, random, DType));
        _parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Registers a parameter of another layer, which both then use; it is found once among a model's parameters.</summary>
    protected Parameter ShareParameter(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        _parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Registers a tensor that is saved with the model but not trained.</summary>
    /// <param name="name">Unique in this layer: <c>running_mean</c>.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">Makes the first values, of that shape; they are copied, in the parameters' type. Not asked when the model comes from a file.</param>
    /// <exception cref="ArgumentException">The values have another shape.</exception>
    protected Tensor AddState(string name, Shape shape, Func<Shape, Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Tensor state = FromFile?.Invoke(name, shape) ?? values(shape).Detach().To(DType).Clone();
        if (state.Shape != shape)
        {
            throw new ArgumentException($"{this} declares a state '{name}' {shape}, but its first values are {state.Shape}.", nameof(values));
        }
        _states.Add(new(name, state));
        return state;
    }

    /// <summary>The error for a sample of a shape that the layer cannot take.</summary>
    /// <param name="expected">In words: <c>[channels, height, width]</c>.</param>
    /// <param name="remedy">What to do about it, if one can say.</param>
    protected ShapeException Unsuitable(string expected, Shape got, string remedy = "")
        => new($"{this} expects samples of shape {expected}, but got {got}.{(remedy.Length > 0 ? " " + remedy : "")}");

    private bool IsOfOtherSteps(Shape sample) => sample.Rank > 0 && sample[0] > 0 && TakesAnySteps && sample.With(0, InputShape[0]) == InputShape;

    private ShapeException Mismatch(Shape expected, Shape got) => new(
        $"{this} was built for samples of shape {expected}, but got {got}. The first axis of a tensor is the batch; a layer is built once, by Build or its first input.");
}
