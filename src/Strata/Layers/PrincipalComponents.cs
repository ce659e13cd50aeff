using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Preprocessing along the principal axes of the training samples: the eigenvectors of their covariance, the one of the largest variance first. Samples of any
/// shape count as rows of features. The variances are unbiased, with n - 1 in their denominator, as scikit-learn's PCA has them; axes along which the samples do
/// not vary have variance 0. The sign of an axis is such that its largest element is positive.
/// </summary>
/// <param name="components">How many axes; 0 for as many as there are features.</param>
public abstract class PrincipalComponents(int components) : Preprocessing
{
    // The covariance of more features would not fit into a tensor, and its axes would take hours.
    private const int MostFeatures = 16384;

    /// <summary>How many axes were asked for; 0 for as many as there are features.</summary>
    public int Components { get; } = components >= 0
        ? components
        : throw new ArgumentOutOfRangeException(nameof(components), components, "The number of components is positive, or 0 for as many as there are features.");

    /// <summary>The mean of the features [features]; null until built.</summary>
    public Tensor? Mean { get; private set; }

    /// <summary>The axes, one a row [components, features]; null until built.</summary>
    public Tensor? Axes { get; private set; }

    /// <summary>The variances along the axes [components]; null until built.</summary>
    public Tensor? Variances { get; private set; }

    /// <inheritdoc/>
    protected override Shape Declare(Shape input)
    {
        int features = input.ElementCount;
        if (features > MostFeatures || Components > features)
        {
            throw Unsuitable(features > MostFeatures ? $"of at most {MostFeatures} elements" : $"of at least {Components} elements", input);
        }
        int kept = Components == 0 ? features : Components;
        Mean = AddState("mean", [features], shape => Tensor.Zeros(shape, DType));
        Axes = AddState("axes", [kept, features], shape => Tensor.Zeros(shape, DType));
        Variances = AddState("variances", [kept], shape => Tensor.Zeros(shape, DType));
        return [kept];
    }

    /// <inheritdoc/>
    protected override void Learn(Tensor data)
    {
        int n = data.Shape[0], features = InputShape.ElementCount;
        if (n < 2)
        {
            throw new ArgumentException($"{this} needs at least two samples to have variances, but got {data.Shape}.", nameof(data));
        }
        Tensor rows = data.Reshape([n, features]);
        Tensor sum = Tensor.Zeros([features], DType.Float64), products = Tensor.Zeros([features, features], DType.Float64);
        ForEachChunk(rows, x => (sum + x.Sum([0])).CopyTo(sum));
        Tensor mean = sum / n;
        ForEachChunk(rows, x =>
        {
            Tensor centred = x - mean;
            (products + centred.MatMul(centred, transposeA: true)).CopyTo(products);
        });
        (Tensor variances, Tensor axes) = Symmetric(products / (n - 1)).SymmetricEigen();
        // What is left by rounding where there is no variance counts as none, and nothing is negative.
        double least = variances.AsSpan<double>()[0] * features * 2.220446049250313e-16;
        foreach (ref double variance in variances.AsSpan<double>())
        {
            variance = variance > least ? variance : 0;
        }
        int kept = Variances!.Count;
        mean.To(DType).CopyTo(Mean!);
        axes.Slice(0, 0, kept).To(DType).CopyTo(Axes!);
        variances.Slice(0, 0, kept).To(DType).CopyTo(Variances);
    }

    /// <summary>The coordinates along the axes: [batch, ...] → [batch, components].</summary>
    private protected Tensor Project(Tensor x) => (x.Reshape([x.Shape[0], InputShape.ElementCount]) - Mean!).MatMul(Axes!, transposeB: true);

    /// <summary>From coordinates back to samples of the layer's input shape; what the left-out axes held is lost.</summary>
    private protected Tensor Restore(Tensor y) => (y.MatMul(Axes!) + Mean!).Reshape(InputShape.Insert(0, y.Shape[0]));

    /// <summary>√(variance + ε) along each axis.</summary>
    private protected Tensor Deviations(double epsilon) => (Variances! + epsilon).Sqrt();

    /// <summary>1 / √(variance + ε), and 0 where that is 1 / 0: nothing varies there.</summary>
    private protected Tensor InverseDeviations(double epsilon)
    {
        Tensor deviations = Deviations(epsilon), zero = Tensor.Zeros([], DType);
        return deviations.Greater(zero).Where(1 / deviations, zero);
    }

    /// <summary>An epsilon that is finite and not negative.</summary>
    private protected static double Checked(double epsilon) => epsilon >= 0 && double.IsFinite(epsilon)
        ? epsilon
        : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Epsilon is added to variances; it must be zero or a positive number.");

    private static Tensor Symmetric(Tensor a) => (a + a.Transpose(1, 0)) * 0.5;
}
