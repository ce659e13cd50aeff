using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Strata.Layers;

/// <summary>
/// The kinds of layers that a model file can hold, by name. A layer is written as the arguments of its constructor: each parameter has a property of the same name
/// (a <c>bias</c> that is true or false has <c>HasBias</c>), or is an initializer, which a file does not keep, or takes the layers inside. Any thread may register a kind
/// while others read and write files.
/// </summary>
public static class LayerTypes
{
    private static readonly ConcurrentDictionary<string, LayerType> s_types = new(StringComparer.Ordinal);

    static LayerTypes()
    {
        Register<ActivityL1>();
        Register<AdaptiveAvgPool2D>();
        Register<AlphaDropout>();
        Register<AvgPool1D>();
        Register<AvgPool2D>();
        Register<BatchNorm>();
        Register<Bidirectional>();
        Register<Branches>();
        Register<Contraction>();
        Register<Conv1D>();
        Register<Conv2D>();
        Register<ConvTranspose1D>();
        Register<ConvTranspose2D>();
        Register<Crop2D>();
        Register<Dense>();
        Register<DepthwiseConv2D>();
        Register<Dropout>();
        Register<Elu>();
        Register<Embedding>();
        Register<Ensemble>();
        Register<EuclideanRbf>();
        Register<Flatten>();
        Register<FrequencyWhitening>();
        Register<GaborBank>();
        Register<GaussianDropout>();
        Register<GaussianNoise>();
        Register<Gelu>();
        Register<GlobalAvgPool>();
        Register<GlobalContrastNorm>();
        Register<GlobalMaxPool>();
        Register<GroupNorm>();
        Register<Gru>();
        Register<HardSigmoid>();
        Register<HardTanh>();
        Register<KSparse>();
        Register<KlSparsity>();
        Register<LayerNorm>();
        Register<LeakyRelu>();
        Register<LocalContrastNorm>();
        Register<LocalResponseNorm>();
        Register<LocallyConnected1D>();
        Register<LocallyConnected2D>();
        Register<Lstm>();
        Register<MaskingNoise>();
        Register<MaxPool1D>();
        Register<MaxPool2D>();
        Register<MaxUnpool2D>();
        Register<Maxout>();
        Register<MinMax>();
        Register<OneHot>();
        Register<PRelu>();
        Register<Pad1D>();
        Register<Pad2D>();
        Register<Pca>();
        Register<PcaWhitening>();
        Register<Permute>();
        Register<ProbabilisticMaxPool2D>();
        Register<Relu>();
        Register<RepeatVector>();
        Register<Rescale>();
        Register<Reshape>();
        Register<Residual>();
        Register<SaltAndPepper>();
        Register<ScaledTanh>();
        Register<Selu>();
        Register<SeparableConv2D>();
        Register<Sequential>();
        Register<Sigmoid>();
        Register<Sign>();
        Register<SimpleRnn>();
        Register<Softmax>();
        Register<Softplus>();
        Register<Softsign>();
        Register<SpatialDropout>();
        Register<Standardize>();
        Register<Step>();
        Register<SubSampling>();
        Register<Swish>();
        Register<Tanh>();
        Register<TiedDense>();
        Register<UpSample2D>();
        Register<ZcaWhitening>();
        Register<ZeroCentre>();
    }

    /// <summary>The names of all kinds, in alphabetical order.</summary>
    public static IReadOnlyCollection<string> Names => [.. s_types.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Makes a kind of layer known, under the name of its class, so that files of models with it can be written and read. For layers of your own.</summary>
    /// <typeparam name="T">Of its constructors the one with the most parameters counts.</typeparam>
    /// <exception cref="ArgumentException">A parameter has no property of its name, or is of a type that a file cannot hold; or another class has this name.</exception>
    public static void Register<[DynamicallyAccessedMembers(LayerType.Members)] T>()
        where T : Layer
    {
        string name = typeof(T).Name;
        LayerType type = Find(name) ?? s_types.GetOrAdd(name, new LayerType(typeof(T)));
        if (type.Class != typeof(T))
        {
            throw new ArgumentException($"A layer {name} is known already: {type.Class}. A file names a layer by its class alone; rename one of them.");
        }
    }

    /// <summary>The kind of the given name; null if there is none.</summary>
    internal static LayerType? Find(string name) => s_types.GetValueOrDefault(name);
}
