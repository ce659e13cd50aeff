using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.SparseCoding;

/// <summary>
/// Convolutional sparse coding (Zeiler et al. 2010; Kavukcuoglu et al. 2010): a picture is the sum of filters d_k laid at the places that sparse maps z_k say, ½ ‖x - Σ_k d_k ∗ z_k‖² + λ Σ|z|
/// being small. One filter serves all places, so the filters differ more than the atoms of patches do, which repeat each other shifted. [batch, channels, height, width] →
/// maps [batch, filters, height - size + 1, width - size + 1], by FISTA; the gradient goes through its steps.
/// </summary>
public sealed class ConvolutionalSparseCoding : Preprocessing, IEncoder, IDecoder
{
    private const int PowerSteps = 50, FilterSteps = 3;

    // The largest eigenvalue comes from power iteration, which is a little below it.
    private const double Margin = 1.1;
    private Tensor? _bound;

    /// <param name="filterCount">The number of filters.</param>
    /// <param name="size">Their height and width.</param>
    /// <param name="lambda">λ, for pictures as they are. Default: 0.1.</param>
    /// <param name="steps">Steps of FISTA for each code. Default: 50.</param>
    /// <param name="epochs">How often fitting goes through the pictures. Default: 10.</param>
    /// <param name="batchSize">Pictures between moves of the filters. Default: 16.</param>
    /// <param name="seed">Chooses the first filters and the order of the pictures. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public ConvolutionalSparseCoding(int filterCount, int size, double lambda = 0.1, int steps = 50, int epochs = 10, int batchSize = 16, long seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(filterCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        (FilterCount, Size, Steps, Epochs, BatchSize, Seed) = (filterCount, size, steps, epochs, batchSize, seed);
        Lambda = lambda > 0 && double.IsFinite(lambda)
            ? lambda
            : throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "λ is a positive number; without a penalty codes are not sparse.");
    }

    /// <summary>The number of filters.</summary>
    public int FilterCount { get; }

    /// <summary>Height and width of a filter.</summary>
    public int Size { get; }

    /// <summary>λ, the price of a map's size.</summary>
    public double Lambda { get; }

    /// <summary>Steps of FISTA for each code.</summary>
    public int Steps { get; }

    /// <summary>How often fitting goes through the pictures.</summary>
    public int Epochs { get; }

    /// <summary>Pictures between moves of the filters.</summary>
    public int BatchSize { get; }

    /// <summary>Chooses the first filters and the order of the pictures.</summary>
    public long Seed { get; }

    /// <summary>The filters [filters, channels, size, size], of length at most 1; null until built.</summary>
    public Tensor? Filters { get; private set; }

    /// <summary>The mean of ½ ‖x - Σ d ∗ z‖² + λ Σ|z| over each epoch of the last fit. Not saved.</summary>
    public IReadOnlyList<double> History { get; private set; } = [];

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<ConvolutionalSparseCoding>();

    /// <inheritdoc/>
    public Tensor Encode(Tensor x)
    {
        using Tape.PauseScope pause = Tape.Pause();
        return Forward(x);
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor code)
    {
        using Tape.PauseScope pause = Tape.Pause();
        return Inverse(code);
    }

    /// <summary>The mean over pictures of ½ ‖x - Σ d ∗ z‖² + λ Σ|z|.</summary>
    /// <param name="x">[batch, channels, height, width].</param>
    public double Score(Tensor x)
    {
        using var scope = new TensorScope();
        Tensor maps = Encode(x);
        return Objective(x.To(DType), maps, Filters!) / x.Shape[0];
    }

    /// <inheritdoc/>
    protected override Shape Declare(Shape input)
    {
        if (input.Rank != 3 || input[1] < Size || input[2] < Size)
        {
            throw Unsuitable($"[channels, height, width] of at least {Size} x {Size}", input);
        }
        Filters = AddState("filters", [FilterCount, input[0], Size, Size], shape => Tensor.Zeros(shape, DType));
        _bound = AddState("bound", [], shape => Tensor.Ones(shape, DType));
        return [FilterCount, input[1] - Size + 1, input[2] - Size + 1];
    }

    /// <inheritdoc/>
    protected override Tensor Transform(Tensor x) => Maps(x, Filters!, _bound!.ToScalar());

    /// <inheritdoc/>
    protected override Tensor Invert(Tensor y) => y.To(DType).ConvTranspose2D(Filters!);

    /// <inheritdoc/>
    protected override void Learn(Tensor data)
    {
        int n = data.Shape[0];
        Tensor pictures = data.To(DType);
        var random = new RandomStream((ulong)Seed);
        Tensor filters = Short(RandomOps.Normal(Filters!.Shape, 0, 1, random, DType), whatever: true);
        var history = new List<double>();
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            using var scope = new TensorScope();
            Tensor order = RandomOps.Permutation(n, random);
            double sum = 0, size = 0;
            for (int start = 0; start < n; start += BatchSize)
            {
                using var step = new TensorScope();
                Tensor some = pictures.Gather(order.Slice(0, start, Math.Min(BatchSize, n - start)));
                Tensor maps = Maps(some, filters, Bound(filters));
                size += maps.Abs().Sum().ToScalar();
                sum += Objective(some, maps, filters);
                Move(some, maps, filters);
            }
            if (size == 0)
            {
                double most = pictures.Conv2D(filters).Abs().Max().ToScalar();
                throw new ArgumentException(
                    $"With λ = {Lambda:G4} every map is zero, so that nothing can be learned: a filter is used where its product with a place is above λ, and the largest product is λ_max = {most:G4}. " +
                    $"Choose a smaller λ, such as {most / 10:G2}, or scale the pictures up.", nameof(data));
            }
            history.Add(sum / n);
        }
        History = history;
        Tensor.Full([], Bound(filters), DType).CopyTo(_bound!);
        filters.CopyTo(Filters!);
    }

    // FISTA (Beck and Teboulle 2009) from zero.
    private Tensor Maps(Tensor x, Tensor filters, double bound)
    {
        double threshold = Lambda / bound, momentum = 1;
        Tensor z = Shrink(x.Conv2D(filters) / bound, threshold), y = z;
        for (int step = 1; step < Steps; step++)
        {
            Tensor next = Shrink(y + ((x - y.ConvTranspose2D(filters)).Conv2D(filters) / bound), threshold);
            double after = 0.5 * (1 + Math.Sqrt(1 + (4 * momentum * momentum)));
            y = next + ((next - z) * ((momentum - 1) / after));
            (z, momentum) = (next, after);
        }
        return z;
    }

    private static Tensor Shrink(Tensor x, double threshold) => x - x.Clamp(-threshold, threshold);

    // Gradient steps on ½ ‖x - Σ d ∗ z‖² with the best length, which a quadratic tells, each followed by filters of length at most 1.
    private static void Move(Tensor x, Tensor maps, Tensor filters)
    {
        for (int step = 0; step < FilterSteps; step++)
        {
            using var scope = new TensorScope();
            Tensor gradient = FilterGradient(x, maps, filters);
            double square = gradient.Square().Sum().ToScalar(), curvature = maps.ConvTranspose2D(gradient).Square().Sum().ToScalar();
            if (curvature > 0)
            {
                Short(filters - (gradient * (square / curvature)), whatever: false).CopyTo(filters);
            }
        }
    }

    // Fitting pauses the tape; here it is what is wanted.
    private static Tensor FilterGradient(Tensor x, Tensor maps, Tensor filters)
    {
        int pauses = Tape.Suspend(record: true);
        try
        {
            return Differentiation.Gradient(d => 0.5 * (x - maps.ConvTranspose2D(d[0])).Square().Sum(), filters)[0];
        }
        finally
        {
            Tape.Restore(pauses);
        }
    }

    // The largest eigenvalue of z → (Σ d ∗ z) correlated with each d.
    private double Bound(Tensor filters)
    {
        using var scope = new TensorScope();
        Tensor z = RandomOps.Normal([1, .. OutputShape], 0, 1, new RandomStream((ulong)Seed).Split(1), DType);
        double length = 0;
        for (int step = 0; step < PowerSteps; step++)
        {
            z /= Math.Max(length = Math.Sqrt(z.Square().Sum().ToScalar()), double.Epsilon);
            z = z.ConvTranspose2D(filters).Conv2D(filters);
        }
        length = Math.Sqrt(z.Square().Sum().ToScalar());
        return Math.Max(Margin * length, 1e-12);
    }

    private double Objective(Tensor x, Tensor maps, Tensor filters)
        => (0.5 * (x - maps.ConvTranspose2D(filters)).Square().Sum().ToScalar()) + (Lambda * maps.Abs().Sum().ToScalar());

    private static Tensor Short(Tensor filters, bool whatever)
    {
        Tensor lengths = filters.Square().Sum([1, 2, 3], keepAxes: true).Sqrt();
        return filters / (whatever ? lengths : lengths.Maximum(Tensor.Ones([], filters.DType)));
    }
}
