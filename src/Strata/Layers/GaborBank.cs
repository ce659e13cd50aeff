using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// A fixed bank of Gabor filters (Daugman 1985), orientations × wavelengths, on every channel: [batch, channels, height, width] →
/// [batch, channels · filters, height, width]. A filter is g(x, y) = exp(-(x'² + γ² y'²) / 2σ²) cos(2π x' / λ + ψ), x' and y' being the pixel turned by the
/// orientation θ, with σ = 0.56 λ (a bandwidth of one octave) and γ = ½; then its mean is taken out and its length made 1, so even areas give 0. The filters are
/// saved with the model but neither fitted nor trained. Filters vary fastest by phase, then by orientation, then by wavelength.
/// </summary>
public sealed class GaborBank : Layer
{
    private const double SigmaPerWavelength = 0.56, AspectRatio = 0.5;
    private const int LargestFilter = 513;

    /// <summary>A bank of filters.</summary>
    /// <param name="orientations">Angles θ from 0 on, evenly over half a turn; 0 answers to vertical edges. Default: 4.</param>
    /// <param name="wavelengths">How many wavelengths λ. Default: 2.</param>
    /// <param name="wavelength">The shortest one, in pixels, at least 2. Default: 4.</param>
    /// <param name="ratio">From one wavelength to the next. Default: 2, an octave.</param>
    /// <param name="quadrature">Whether each filter comes with its sine twin (ψ = -π/2) beside the cosine. Default: false.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small, there are more than 360 orientations, or the longest wavelength needs filters of more than 513 pixels.</exception>
    public GaborBank(int orientations = 4, int wavelengths = 2, double wavelength = 4, double ratio = 2, bool quadrature = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(orientations, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(orientations, 360);
        ArgumentOutOfRangeException.ThrowIfLessThan(wavelengths, 1);
        if (!(wavelength >= 2))
        {
            throw new ArgumentOutOfRangeException(nameof(wavelength), wavelength, "A wavelength below two pixels cannot be seen on them.");
        }
        if (!(ratio > 1 && RadiusOf(wavelength * Math.Pow(ratio, wavelengths - 1)) <= LargestFilter / 2))
        {
            throw new ArgumentOutOfRangeException(
                nameof(ratio), ratio, $"The ratio must be above 1, and the longest of {wavelengths} wavelengths small enough for filters of {LargestFilter} pixels.");
        }
        (Orientations, Wavelengths, Wavelength, Ratio, Quadrature) = (orientations, wavelengths, wavelength, ratio, quadrature);
    }

    /// <summary>The number of angles.</summary>
    public int Orientations { get; }

    /// <summary>The number of wavelengths.</summary>
    public int Wavelengths { get; }

    /// <summary>The shortest wavelength in pixels.</summary>
    public double Wavelength { get; }

    /// <summary>From one wavelength to the next.</summary>
    public double Ratio { get; }

    /// <summary>Whether each filter comes with its sine twin.</summary>
    public bool Quadrature { get; }

    /// <summary>The filters [filters, 1, size, size]; null until built.</summary>
    public Tensor? Filters { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank != 3 || input.ElementCount == 0)
        {
            throw Unsuitable("[channels, height, width]", input);
        }
        int size = (2 * Radius) + 1, filters = checked(Wavelengths * Orientations * Phases.Length);
        Filters = AddState("filters", [filters, 1, size, size], Bank);
        return [input[0] * Filters.Shape[0], input[1], input[2]];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        int padding = Filters!.Shape[^1] / 2;
        return x.Reshape([x.Shape[0] * x.Shape[1], 1, x.Shape[2], x.Shape[3]])
            .Conv2D(Filters, padding: (padding, padding)) // [batch · channels, filters, height, width]
            .Reshape(OutputShape.Insert(0, x.Shape[0]));
    }

    private static double RadiusOf(double wavelength) => Math.Ceiling(2.5 * SigmaPerWavelength * wavelength);

    private int Radius => (int)RadiusOf(Wavelength * Math.Pow(Ratio, Wavelengths - 1));

    private double[] Phases => Quadrature ? [0, -Math.PI / 2] : [0];

    private Tensor Bank(Shape shape)
    {
        var filters = new List<double>();
        for (int k = 0; k < Wavelengths; k++)
        {
            for (int o = 0; o < Orientations; o++)
            {
                foreach (double phase in Phases)
                {
                    filters.AddRange(Filter(Wavelength * Math.Pow(Ratio, k), Math.PI * o / Orientations, phase, Radius));
                }
            }
        }
        return Tensor.Wrap(filters.ToArray(), shape);
    }

    private static double[] Filter(double wavelength, double angle, double phase, int radius)
    {
        int size = (2 * radius) + 1;
        double[] envelope = new double[size * size], filter = new double[size * size];
        double sigma = SigmaPerWavelength * wavelength;
        for (int i = 0; i < filter.Length; i++)
        {
            double x = (i % size) - radius, y = (i / size) - radius;
            double along = (x * Math.Cos(angle)) + (y * Math.Sin(angle)), across = (y * Math.Cos(angle)) - (x * Math.Sin(angle));
            envelope[i] = Math.Exp(-((along * along) + (AspectRatio * AspectRatio * across * across)) / (2 * sigma * sigma));
            filter[i] = envelope[i] * Math.Cos((2 * Math.PI * along / wavelength) + phase);
        }
        // The mean goes out in the shape of the envelope, so that the filter still fades towards its edges.
        double excess = filter.Sum() / envelope.Sum();
        double[] balanced = [.. filter.Zip(envelope, (f, e) => f - (excess * e))];
        double length = Math.Sqrt(balanced.Sum(f => f * f));
        return Array.ConvertAll(balanced, f => f / length);
    }
}
