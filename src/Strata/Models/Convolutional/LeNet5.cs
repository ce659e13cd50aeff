using System.Runtime.CompilerServices;
using Strata.Initializers;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Models.Convolutional;

/// <summary>
/// LeNet-5 as published (LeCun, Bottou, Bengio and Haffner 1998, section II.B): two convolutions, the second with a connection table, trainable
/// sub-sampling, scaled hyperbolic tangents, and an output of Euclidean radial basis functions centred on drawings of the digits.
/// </summary>
public static class LeNet5
{
    // Bitmaps of 7 × 12, one byte a row, bit 6 the left pixel, after the paper's figure 3.
    private static readonly byte[][] s_digits =
    [
        [0x3E, 0x00, 0x1C, 0x36, 0x63, 0x63, 0x63, 0x63, 0x36, 0x1C, 0x00, 0x00],
        [0x0C, 0x1C, 0x3C, 0x0C, 0x0C, 0x0C, 0x0C, 0x0C, 0x0C, 0x3F, 0x00, 0x00],
        [0x3E, 0x00, 0x3E, 0x63, 0x43, 0x06, 0x1C, 0x30, 0x60, 0x7F, 0x00, 0x00],
        [0x7F, 0x03, 0x06, 0x0C, 0x1E, 0x03, 0x03, 0x03, 0x63, 0x3E, 0x00, 0x00],
        [0x3E, 0x00, 0x00, 0x33, 0x33, 0x73, 0x63, 0x63, 0x67, 0x3F, 0x03, 0x03],
        [0x3E, 0x00, 0x7F, 0x60, 0x60, 0x3C, 0x1E, 0x03, 0x63, 0x3E, 0x00, 0x00],
        [0x1E, 0x30, 0x60, 0x60, 0x7E, 0x73, 0x63, 0x63, 0x73, 0x3E, 0x00, 0x00],
        [0x7F, 0x03, 0x03, 0x06, 0x0C, 0x0C, 0x18, 0x18, 0x18, 0x18, 0x00, 0x00],
        [0x3E, 0x63, 0x63, 0x63, 0x3E, 0x63, 0x63, 0x63, 0x63, 0x3E, 0x00, 0x00],
        [0x3E, 0x67, 0x63, 0x63, 0x67, 0x3F, 0x03, 0x03, 0x06, 0x3C, 0x00, 0x00],
    ];

    /// <summary>Which of S2's six maps each of C3's sixteen reads (table I of the paper).</summary>
    public static ConnectionTable C3Connections { get; } = ConnectionTable.Parse(
        "012 123 234 345 045 015 0123 1234 2345 0345 0145 0125 0134 1245 0235 012345", inputs: 6);

    /// <summary>The network: [batch, 1, 32, 32], background -0.1 and ink 1.175, to penalties [batch, 10], small for the likely class.</summary>
    public static Sequential Create() => new(
        new Conv2D(6, 5, weightInitializer: new LeCun()) { Name = "c1" }, new ScaledTanh(), // [batch, 6, 28, 28]
        new SubSampling(2) { Name = "s2" }, new ScaledTanh(), // [batch, 6, 14, 14]
        new Conv2D(16, 5, table: C3Connections, weightInitializer: new LeCun()) { Name = "c3" }, new ScaledTanh(), // [batch, 16, 10, 10]
        new SubSampling(2) { Name = "s4" }, new ScaledTanh(), // [batch, 16, 5, 5]
        new Conv2D(120, 5, weightInitializer: new LeCun()) { Name = "c5" }, new ScaledTanh(), // [batch, 120, 1, 1]
        new Flatten(),
        new Dense(84, weightInitializer: new LeCun()) { Name = "f6" }, new ScaledTanh(), // [batch, 84]
        new EuclideanRbf(Centres()) { Name = "output" }); // [batch, 10]

    /// <summary>The targets of layer F6: one row of 84 a digit, +1 where the drawing has ink and -1 elsewhere.</summary>
    public static Tensor Centres()
    {
        const int width = 7, height = 12;
        float[] centres = new float[s_digits.Length * width * height];
        for (int i = 0; i < centres.Length; i++)
        {
            int row = i / width;
            centres[i] = ((s_digits[row / height][row % height] >> (width - 1 - (i % width))) & 1) == 1 ? 1 : -1;
        }
        return Tensor.Wrap(centres, [s_digits.Length, width * height]);
    }

    // Pictures of 28 × 28 from 0 to 1 as the paper wants them: from -0.1 to 1.175, with two more pixels of background on each side.
    private static Sequential CreateForMnist() => new(
        new Rescale(1.275, -0.1) { Name = "scale" }, new Pad2D(2, -0.1) { Name = "pad" }, Create());

    private static Piecewise Falling(long steps) => new(1e-3, (steps / 2, 5e-4), (steps * 3 / 4, 2e-4), (steps * 9 / 10, 5e-5));

    [ModuleInitializer]
    internal static void Register() => Recipes.Add(() => new ClassifierRecipe
    {
        Name = "lenet5",
        Family = "convolutional",
        Description = "LeNet-5 as published: connection table, trainable sub-sampling, RBF output",
        Source = "LeCun, Bottou, Bengio and Haffner 1998, Gradient-based learning applied to document recognition",
        Model = CreateForMnist,
        Loss = () => new LeCunMap(),
        Optimizer = steps => new Adam(Falling(Math.Max(steps, 10))),
        BatchSize = 64,
        Epochs = 20,
    });
}
