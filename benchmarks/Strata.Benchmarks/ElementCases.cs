using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;

namespace Strata.Benchmarks;

/// <summary>What runs at the speed of memory: functions of single elements, normalization, pooling, dropout, random numbers, updates.</summary>
internal static class ElementCases
{
    private const int Million = 1 << 20;

    public static IReadOnlyList<Case> All { get; } =
    [
        .. new (string Name, Func<Tensor, Tensor> Function)[]
            {
                ("relu", x => x.Relu()), ("sigmoid", x => x.Sigmoid()), ("tanh", x => x.Tanh()), ("exp", x => x.Exp()), ("sin", x => x.Sin()), ("softplus", x => x.Softplus()),
            }
            .SelectMany(f => new[] { Map($"{f.Name}-16k", 1 << 14, f.Function), Map($"{f.Name}-1m", Million, f.Function) }),
        Scoped("log-1m", 8.0 * Million, () =>
        {
            Tensor x = RandomOps.Uniform([Million], 0, 1, new RandomStream(1));
            return () => x.Log();
        }),
        Scoped("cross-entropy-step-1m", 16.0 * Million, () =>
        {
            Tensor x = Values.Random([Million]), t = RandomOps.Uniform([Million], 0, 1, new RandomStream(1));
            x.RequiresGradient = true;
            return () =>
            {
                x.SigmoidCrossEntropy(t).Backward();
                return x.Gradient = null;
            };
        }, recorded: true),
        Scoped("add-1m", 12.0 * Million, () =>
        {
            Tensor a = Values.Random([Million]), b = Values.Random([Million]);
            return () => a.Add(b);
        }),
        Scoped("add-bias-128x1000", 8.0 * 128_000, () =>
        {
            Tensor a = Values.Random([128, 1000]), b = Values.Random([1000]);
            return () => a.Add(b);
        }),
        Scoped("sum-1m", 4.0 * Million, () =>
        {
            Tensor a = Values.Random([Million]);
            return () => a.Sum();
        }),
        Map("softmax-128x1000", 128_000, x => x.Reshape([128, 1000]).Softmax()),
        Scoped("dropout-1m", 8.0 * Million, () =>
        {
            Tensor x = Values.Random([Million]);
            var layer = new Dropout(0.5);
            ForwardContext context = ForwardContext.Training(new RandomStream(1));
            return () => layer.Forward(x, context);
        }),
        Scoped("normal-1m", 4.0 * Million, () => () => RandomOps.Normal([Million], 0, 1, new RandomStream(1))),
        Scoped("bernoulli-1m", 8.0 * Million, () =>
        {
            Tensor p = RandomOps.Uniform([Million], 0, 1, new RandomStream(1));
            return () => RandomOps.Bernoulli(p, new RandomStream(2));
        }),
        Scoped("maxpool-forward", 5.0 * Picture.ElementCount, () =>
        {
            Tensor x = Values.Random(Picture);
            return () => x.MaxPool2D((2, 2));
        }),
        Scoped("batchnorm-forward", 12.0 * Picture.ElementCount, () =>
        {
            (BatchNorm layer, Tensor x) = Normalization();
            ForwardContext context = ForwardContext.Training(new RandomStream(1));
            return () => layer.Forward(x, context);
        }),
        Scoped("batchnorm-predict", 8.0 * Picture.ElementCount, () =>
        {
            (BatchNorm layer, Tensor x) = Normalization();
            return () => layer.Forward(x);
        }),
        Scoped("batchnorm-step", 32.0 * Picture.ElementCount, () =>
        {
            (BatchNorm layer, Tensor x) = Normalization();
            Tensor dy = Values.Random(Picture);
            x.RequiresGradient = true;
            ForwardContext context = ForwardContext.Training(new RandomStream(1));
            return () =>
            {
                layer.Forward(x, context).Backward(dy);
                foreach (Parameter parameter in layer.OwnParameters)
                {
                    parameter.Gradient = null;
                }
                return x.Gradient = null;
            };
        }, recorded: true),
        Update("sgd-momentum", 20, () => new Sgd(1e-6, momentum: 0.9)),
        Update("rmsprop", 20, () => new RmsProp(1e-6)),
        Update("adam", 28, () => new Adam(1e-6)),
    ];

    private static Shape Picture => [64, 64, 28, 28];

    private static (BatchNorm Layer, Tensor X) Normalization()
    {
        var layer = new BatchNorm();
        layer.Build([64, 28, 28]);
        return (layer, Values.Random(Picture));
    }

    private static Case Map(string name, int count, Func<Tensor, Tensor> function) => Scoped(name, 8.0 * count, () =>
    {
        Tensor x = Values.Random([count]);
        return () => function(x);
    });

    private static Case Scoped(string name, double bytes, Func<Func<Tensor?>> make, bool recorded = false) => new($"element-{name}", () =>
    {
        Func<Tensor?> function = make();
        return () =>
        {
            using var scope = new TensorScope();
            if (recorded)
            {
                function();
                return;
            }
            using Tape.PauseScope pause = Tape.Pause();
            function();
        };
    })
    { Bytes = bytes };

    // The parameters of the MLP 784-1000-1000-1000-10.
    private static Case Update(string name, double bytesOfOne, Func<Optimizer> rule)
    {
        Shape[] shapes = [[1000, 784], [1000], [1000, 1000], [1000], [1000, 1000], [1000], [10, 1000], [10]];
        return new($"update-{name}", () =>
        {
            Parameter[] parameters = [.. shapes.Select((shape, i) => new Parameter($"p{i}", Values.Random(shape)))];
            Tensor[] gradients = [.. shapes.Select(Values.Random)];
            Optimizer optimizer = rule();
            return () =>
            {
                for (int i = 0; i < parameters.Length; i++)
                {
                    parameters[i].Gradient = gradients[i];
                }
                optimizer.Step(parameters);
            };
        })
        { Bytes = bytesOfOne * shapes.Sum(s => s.ElementCount) };
    }
}
