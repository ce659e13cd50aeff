using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Whitening of whole pictures by frequency: each is multiplied by f exp(-(f / f₀)⁴), which raises what natural pictures have little of, their amplitude falling as 1/f, and cuts the
/// corners of the spectrum, where there is mostly noise (Olshausen and Field 1996, 1997). The frequencies are those of the cosine transform, which sees a picture mirrored at its
/// borders, so that nothing wraps around. Pictures keep their shape, [..., height, width]; each then has mean 0. Nothing is learned.
/// </summary>
/// <param name="cutoff">f₀ in cycles a pixel. Default: 0.4, about the 200 cycles a picture of 512 pixels of the publications.</param>
/// <exception cref="ArgumentOutOfRangeException">The frequency is not positive.</exception>
public sealed class FrequencyWhitening(double cutoff = 0.4) : Layer
{
    private Tensor? _rows, _columns, _filter;

    /// <summary>f₀ in cycles a pixel.</summary>
    public double Cutoff { get; } = cutoff > 0 && double.IsFinite(cutoff)
        ? cutoff
        : throw new ArgumentOutOfRangeException(nameof(cutoff), cutoff, "A frequency is a positive number, of cycles a pixel; 0.5 is the highest that pixels hold.");

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        if (input.Rank < 2 || input.ElementCount == 0)
        {
            throw Unsuitable("[..., height, width], none of them zero", input);
        }
        int height = input[^2], width = input[^1];
        _rows = Cosines(width).To(DType).Clone();
        _columns = Cosines(height).To(DType).Clone();
        Tensor filter = Tensor.Uninitialized([height, width], DType.Float64);
        Span<double> gains = filter.AsSpan<double>();
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                // Element k of n is half a cycle in n pixels, k times.
                double f = double.Hypot(0.5 * y / height, 0.5 * x / width);
                gains[(y * width) + x] = f * Math.Exp(-Math.Pow(f / Cutoff, 4));
            }
        }
        _filter = filter.To(DType).Clone();
        return input;
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        int height = InputShape[^2], width = InputShape[^1];
        Tensor pictures = x.Reshape([x.Count / (height * width), height, width]);
        Tensor spectrum = _columns!.MatMul(pictures.MatMul(_rows!, transposeB: true)) * _filter!;
        return _columns!.MatMul(spectrum.MatMul(_rows!), transposeA: true).Reshape(x.Shape);
    }

    // The orthonormal cosine transform (DCT-II): row k is a cosine of k half cycles.
    private static Tensor Cosines(int n)
    {
        Tensor c = Tensor.Uninitialized([n, n], DType.Float64);
        Span<double> elements = c.AsSpan<double>();
        for (int k = 0; k < n; k++)
        {
            for (int i = 0; i < n; i++)
            {
                elements[(k * n) + i] = Math.Sqrt((k == 0 ? 1.0 : 2.0) / n) * Math.Cos(Math.PI * k * (i + 0.5) / n);
            }
        }
        return c;
    }
}
