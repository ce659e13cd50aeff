using Strata.Data;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Training;

/// <summary>Small made-up problems for tests of training.</summary>
internal static class Blobs
{
    /// <summary>Two clouds of points around (2, 2) and (-2, -2), in turn; hardly a point is on the wrong side.</summary>
    public static Dataset Make(int count = 200, ulong seed = 1)
    {
        float[] points = RandomOps.Normal([count, 2], 0, 0.7, new RandomStream(seed)).ToArray<float>();
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 2)];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] += labels[i / 2] == 0 ? 2 : -2;
        }
        return new Dataset(Tensor.Wrap(points, [count, 2]), Tensor.Wrap(labels), ["plus", "minus"]);
    }

    /// <summary>Pictures [count, 1, 12, 12] of noise with a brighter left or right half.</summary>
    public static Dataset Pictures(int count = 96)
    {
        float[] pixels = RandomOps.Uniform([count, 144], 0, 1, new RandomStream(2)).ToArray<float>();
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i * 7 % 3 % 2)];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] += (i % 12 / 6) == labels[i / 144] ? 0.5f : 0;
        }
        return new Dataset(Tensor.Wrap(pixels, [count, 1, 12, 12]), Tensor.Wrap(labels), ["left", "right"]);
    }

    /// <summary>A network for <see cref="Pictures"/> that has something of everything.</summary>
    public static Sequential Network() => new(
        new Conv2D(8, 3, padding: 1), new BatchNorm(), new Relu(), new MaxPool2D(2), new Residual(new Conv2D(8, 3, padding: 1)),
        new SubSampling(2), new ScaledTanh(), new Flatten(), new Dropout(0.3), new Dense(16), new Tanh(), new Dense(2));

    /// <summary>All weights and states of a model, one after the other.</summary>
    public static float[] Values(Layer model) =>
        [.. model.Parameters().Select(p => p.Value.Value).Concat(model.States().Select(s => s.Value)).SelectMany(t => t.ToArray<float>())];
}
