using Strata.Layers;
using Strata.Tensors;

namespace Strata.Benchmarks;

/// <summary>Predictions.</summary>
internal static class InferenceCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        .. new[] { 1, 64 }.SelectMany(batch => (Case[])[
            Predict("lenet5", batch, [1, 28, 28], Networks.LeNet5),
            Predict("mlp", batch, [784], () => Networks.Mlp([1000, 1000, 1000, 10])),
            Predict("resnet18", batch, [3, 224, 224], () => Networks.ResNet18(small: false))]),
        Predict("tiny", 1, [4], () => Networks.Mlp([8, 3])),
    ];

    private static Case Predict(string name, int batch, Shape sample, Func<Layer> network)
    {
        Layer Built()
        {
            Layer model = network();
            model.Build(sample);
            return model;
        }
        return new($"predict-{name}-{batch}", () =>
        {
            var predictor = new Predictor(Built());
            float[] x = Values.Random(sample.Insert(0, batch)).ToArray<float>(), y = new float[batch * predictor.OutputShape.ElementCount];
            return () => predictor.Predict<float, float>(x, y);
        })
        { Flop = () => batch * Networks.Flop(Built()).All };
    }
}
