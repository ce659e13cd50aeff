using Strata.Kernels.Pooling;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Where a max pooling found the largest element of each window. Made by <see cref="MaxPool2DOp"/>, so that every place is one of the picture.</summary>
public readonly struct MaxPoolSwitches
{
    internal MaxPoolSwitches(Tensor places, Shape inputShape, PoolingShape window)
    {
        Places = places;
        InputShape = inputShape;
        Window = window;
    }

    /// <summary>The shape of what was pooled, [batch, channels, height, width].</summary>
    public Shape InputShape { get; }

    /// <summary>For each element of the result its place in its picture, row · width + column; null in the default value.</summary>
    internal Tensor? Places { get; }

    internal PoolingShape Window { get; }
}
