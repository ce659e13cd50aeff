using Strata.Kernels.Convolution;

namespace Strata.Benchmarks;

/// <summary>Convolution and its two gradients on the layers of known networks.</summary>
internal static class ConvolutionCases
{
    private static readonly (string Name, ConvolutionShape Shape)[] s_layers =
    [
        ("lenet5-c1", new(64, 1, 28, 28, 6, 5, 5) { PaddingX = 2, PaddingY = 2 }),
        ("lenet5-c3", new(64, 6, 14, 14, 16, 5, 5)),
        ("caffe-c1", new(64, 1, 28, 28, 20, 5, 5)),
        ("caffe-c2", new(64, 20, 12, 12, 50, 5, 5)),
        ("rgb-64-32", new(64, 3, 32, 32, 64, 3, 3) { PaddingX = 1, PaddingY = 1 }),
        ("64-32", new(64, 64, 32, 32, 64, 3, 3) { PaddingX = 1, PaddingY = 1 }),
        ("64-56", new(16, 64, 56, 56, 64, 3, 3) { PaddingX = 1, PaddingY = 1 }),
        ("128-28", new(16, 128, 28, 28, 128, 3, 3) { PaddingX = 1, PaddingY = 1 }),
        ("256-14", new(16, 256, 14, 14, 256, 3, 3) { PaddingX = 1, PaddingY = 1 }),
        ("256-8", new(32, 256, 8, 8, 256, 3, 3) { PaddingX = 1, PaddingY = 1 }),
        ("512-4", new(32, 512, 4, 4, 512, 3, 3) { PaddingX = 1, PaddingY = 1 }),
        ("1x1-256-64", new(32, 256, 14, 14, 64, 1, 1)),
        ("stride2-64-128", new(32, 64, 32, 32, 128, 3, 3) { PaddingX = 1, PaddingY = 1, StrideX = 2, StrideY = 2 }),
        ("depthwise-128-56", new(16, 128, 56, 56, 128, 3, 3) { PaddingX = 1, PaddingY = 1, Groups = 128 }),
    ];

    public static IReadOnlyList<Case> All { get; } = [.. s_layers.SelectMany(layer => Of(layer.Name, layer.Shape))];

    private static IEnumerable<Case> Of(string name, ConvolutionShape s)
    {
        double flop = 2.0 * s.OutputCount * s.FilterCount / s.OutChannels;
        yield return new($"convolution-{name}-forward", () =>
        {
            (Memory<float> x, Memory<float> w, Memory<float> y) = Operands();
            return () => Convolution2D.Forward<float>(x.Span, w.Span, y.Span, s);
        })
        { Flop = () => flop };
        yield return new($"convolution-{name}-input", () =>
        {
            (Memory<float> x, Memory<float> w, Memory<float> y) = Operands();
            return () => Convolution2D.InputGradient<float>(y.Span, w.Span, x.Span, s);
        })
        { Flop = () => flop };
        yield return new($"convolution-{name}-filter", () =>
        {
            (Memory<float> x, Memory<float> w, Memory<float> y) = Operands();
            return () => Convolution2D.FilterGradient<float>(x.Span, y.Span, w.Span, s);
        })
        { Flop = () => flop };

        (Memory<float> X, Memory<float> W, Memory<float> Y) Operands() => (Values.Floats(s.InputCount), Values.Floats(s.FilterCount), Values.Floats(s.OutputCount));
    }
}
