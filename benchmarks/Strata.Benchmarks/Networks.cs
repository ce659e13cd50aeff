using Strata.Layers;

namespace Strata.Benchmarks;

/// <summary>The networks that are measured, the same as the peers'.</summary>
internal static class Networks
{
    private static readonly int[] s_widths = [64, 128, 256];

    public static Sequential Mlp(int[] units, double dropout = 0) => new([.. units[..^1].SelectMany(
        n => dropout > 0 ? (Layer[])[new Dense(n), new Relu(), new Dropout(dropout)] : [new Dense(n), new Relu()]), new Dense(units[^1])]);

    public static Sequential LeNet5() => new(
        new Conv2D(6, 5, padding: 2), new Relu(), new MaxPool2D(2), new Conv2D(16, 5), new Relu(), new MaxPool2D(2),
        new Flatten(), new Dense(120), new Relu(), new Dense(84), new Relu(), new Dense(10));

    public static Sequential CaffeLeNet() => new(
        new Conv2D(20, 5), new MaxPool2D(2), new Conv2D(50, 5), new MaxPool2D(2), new Flatten(), new Dense(500), new Relu(), new Dense(10));

    public static Sequential SmallVgg() => new([
        .. s_widths.SelectMany(n => (Layer[])[
            new Conv2D(n, 3, padding: 1), new Relu(), new Conv2D(n, 3, padding: 1), new Relu(), new MaxPool2D(2)]),
        new Flatten(), new Dense(512), new Relu(), new Dense(10)]);

    /// <summary>For pictures of 32×32 with 10 classes, or of 224×224 with 1,000.</summary>
    public static Sequential ResNet18(bool small)
    {
        List<Layer> layers = small
            ? [new Conv2D(64, 3, padding: 1, bias: false), new BatchNorm(), new Relu()]
            : [new Conv2D(64, 7, stride: 2, padding: 3, bias: false), new BatchNorm(), new Relu(), new MaxPool2D(3, 2, 1)];
        int channels = 64;
        foreach ((int filters, int stride) in ((int, int)[])[(64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1)])
        {
            layers.Add(new Residual(
                new Sequential(
                    new Conv2D(filters, 3, stride: stride, padding: 1, bias: false), new BatchNorm(), new Relu(),
                    new Conv2D(filters, 3, padding: 1, bias: false), new BatchNorm()),
                filters == channels ? null : new Sequential(new Conv2D(filters, 1, stride: stride, bias: false), new BatchNorm())));
            layers.Add(new Relu());
            channels = filters;
        }
        return new Sequential([.. layers, new GlobalAvgPool(), new Dense(small ? 10 : 1000)]);
    }

    /// <summary>Multiplications and additions of one sample on the way forward, and of the first layer that has any alone.</summary>
    public static (double All, double First) Flop(Layer model)
    {
        double[] each = [.. model.Tree().Select(node => Own(node.Layer)).Where(flop => flop > 0)];
        return (each.Sum(), each[0]);
    }

    private static double Own(Layer layer) => layer switch
    {
        Dense dense => 2.0 * dense.Weight!.Value.Count * (dense.OutputShape.ElementCount / dense.Units),
        Conv2D convolution => 2.0 * convolution.Weight!.Value.Count * (convolution.OutputShape.ElementCount / convolution.Filters),
        Recurrent recurrent => 2.0 * (recurrent.Weight!.Value.Count + recurrent.RecurrentWeight!.Value.Count) * recurrent.InputShape[0],
        _ => 0,
    };
}
