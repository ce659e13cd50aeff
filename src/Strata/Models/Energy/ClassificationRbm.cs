using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// A restricted Boltzmann machine whose visible units are pixels and a label (Larochelle and Bengio 2008): E(x, y, h) = -bᵀx - d_y - cᵀh - hᵀWx - hᵀU_y, from which
/// P(y | x) ∝ exp(d_y + Σⱼ softplus(cⱼ + Uⱼ_y + (W x)ⱼ)) follows exactly. As a layer it gives the logits of that, [batch, ...] → [batch, classes]; a Trainer with
/// SoftmaxCrossEntropy is the discriminative way to learn, and <see cref="Fit"/> the joint or mixed one.
/// </summary>
/// <param name="visible">The elements of one sample, whatever its shape, with values from 0 to 1.</param>
/// <param name="hidden">Hidden units.</param>
/// <param name="classes">At least two.</param>
/// <param name="seed">What is random in <see cref="Fit"/> follows from it, and the first weights, unless the machine is built as part of a model. Default: 0.</param>
/// <param name="weightInitializer">For W and U. Default: normal with deviation 0.01.</param>
/// <exception cref="ArgumentOutOfRangeException">A size is too small.</exception>
public sealed class ClassificationRbm(int visible, int hidden, int classes, long seed = 0, Initializer? weightInitializer = null) : Layer
{
    /// <summary>The number of visible units without the label.</summary>
    public int Visible { get; } = visible >= 1 ? visible : throw new ArgumentOutOfRangeException(nameof(visible), visible, "There must be a visible unit.");

    /// <summary>The number of hidden units.</summary>
    public int Hidden { get; } = hidden >= 1 ? hidden : throw new ArgumentOutOfRangeException(nameof(hidden), hidden, "There must be a hidden unit.");

    /// <summary>The number of classes.</summary>
    public int Classes { get; } = classes >= 2 ? classes : throw new ArgumentOutOfRangeException(nameof(classes), classes, "There must be two classes.");

    /// <summary>What is random follows from it.</summary>
    public long Seed { get; } = seed;

    /// <summary>W [hidden, visible]; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>U [hidden, classes]; null until built.</summary>
    public Parameter? ClassWeight { get; private set; }

    /// <summary>c [hidden]; null until built.</summary>
    public Parameter? HiddenBias { get; private set; }

    /// <summary>d [classes]; null until built.</summary>
    public Parameter? ClassBias { get; private set; }

    /// <summary>b [visible]; null until built.</summary>
    public Tensor? VisibleBias { get; private set; }

    /// <summary>Ascends discriminative · ln P(y | x) + generative · ln P(x, y), the first by its gradient, the second by CD-1.</summary>
    /// <param name="data">[samples, ...], values from 0 to 1.</param>
    /// <param name="labels">Int32 [samples].</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="learningRate">Default: 0.05.</param>
    /// <param name="batchSize">Default: 100.</param>
    /// <param name="discriminative">Default: 1.</param>
    /// <param name="generative">Default: 0.01, a mixture that is better than either alone.</param>
    /// <param name="epochEnded">Told the number of each epoch, from one, as soon as it has ended.</param>
    /// <param name="cancellation">Looked at before every step. The machine keeps what it has learned.</param>
    /// <exception cref="ArgumentException">There is no sample, a value is not from 0 to 1, or the labels do not match in number or are no classes.</exception>
    public void Fit(
        Tensor data, Tensor labels, int epochs, double learningRate = 0.05, int batchSize = 100, double discriminative = 1, double generative = 0.01,
        Action<int>? epochEnded = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        Tensor rows = Units.Samples(this, new BernoulliUnits(), Visible, Seed, data);
        OneHotOp.RequireLabels(labels, Classes);
        if (labels.Count != rows.Shape[0])
        {
            throw new ArgumentException($"{this} got {rows.Shape[0]} samples and {labels.Count} labels; each sample needs one.", nameof(labels));
        }
        RandomStream random = new((ulong)Seed), draws = random.Split(1);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            Minibatches.ForEach(
                rows.Shape[0], batchSize, random.Split(2), epoch,
                some => Step(rows.Gather(some), labels.Gather(some), learningRate, discriminative, generative, draws), cancellation);
            epochEnded?.Invoke(epoch);
        }
    }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<ClassificationRbm>();

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.ElementCount != Visible)
        {
            throw Unsuitable($"[{Visible}] or of as many elements", input);
        }
        Initializer initializer = weightInitializer ?? new Gaussian();
        Weight = AddParameter("weight", [Hidden, Visible], initializer, Visible, Hidden);
        ClassWeight = AddParameter("class_weight", [Hidden, Classes], initializer, Classes, Hidden);
        HiddenBias = AddParameter("bias", [Hidden], new Zeros(), Visible, Hidden);
        ClassBias = AddParameter("class_bias", [Classes], new Zeros(), Hidden, Classes);
        VisibleBias = AddState("visible_bias", [Visible], shape => Tensor.Zeros(shape, DType));
        return [Classes];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => Logits(Units.Rows(this, Visible, Seed, x).Linear(Weight!, HiddenBias!), ClassWeight!, ClassBias!);

    /// <summary>d_y + Σⱼ softplus(aⱼ + Uⱼ_y): [batch, hidden] → [batch, classes].</summary>
    internal static Tensor Logits(Tensor input, Tensor classWeight, Tensor classBias)
    {
        (int n, int hidden) = (input.Shape[0], input.Shape[1]);
        return (input.Reshape([n, 1, hidden]) + classWeight.Transpose()).Softplus().Sum([-1]) + classBias; // [batch, classes, hidden] → [batch, classes]
    }

    private void Step(Tensor x, Tensor labels, double rate, double discriminative, double generative, RandomStream random)
    {
        if (discriminative > 0)
        {
            (Forward(x).SoftmaxCrossEntropy(labels) * discriminative).Backward();
        }
        using Tape.PauseScope pause = Tape.Pause();
        if (generative > 0)
        {
            double by = rate * generative / x.Shape[0];
            Tensor y = labels.OneHot(Classes, DType), p = Hide(x, y), h = RandomOps.Bernoulli(p, random);
            Tensor x1 = RandomOps.Bernoulli((h.MatMul(Weight!) + VisibleBias!).Sigmoid(), random), toLabel = h.MatMul(ClassWeight!) + ClassBias!;
            Tensor y1 = new SoftmaxUnits(Classes).Sample(toLabel, toLabel, random), p1 = Hide(x1, y1);
            UpdateOps.AddProduct(Weight!, p, x, by, transposeA: true);
            UpdateOps.AddProduct(Weight!, p1, x1, -by, transposeA: true);
            UpdateOps.AddProduct(ClassWeight!, p, y, by, transposeA: true);
            UpdateOps.AddProduct(ClassWeight!, p1, y1, -by, transposeA: true);
            UpdateOps.Sgd(VisibleBias!, (x1 - x).Sum([0]), by);
            UpdateOps.Sgd(HiddenBias!, (p1 - p).Sum([0]), by);
            UpdateOps.Sgd(ClassBias!, (y1 - y).Sum([0]), by);
        }
        foreach (Parameter parameter in OwnParameters)
        {
            if (parameter.Gradient is { } gradient)
            {
                UpdateOps.Sgd(parameter, gradient, rate);
                parameter.Gradient = null;
            }
        }
    }

    private Tensor Hide(Tensor x, Tensor y)
    {
        Tensor input = x.Linear(Weight!, HiddenBias!);
        UpdateOps.AddProduct(input, y, ClassWeight!, transposeB: true);
        return input.Sigmoid();
    }
}
