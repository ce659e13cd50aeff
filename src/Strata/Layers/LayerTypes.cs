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

    private static ConcurrentDictionary<string, LayerType> All => Own.Types;

    /// <summary>The names of all kinds, in alphabetical order.</summary>
    public static IReadOnlyCollection<string> Names => [.. All.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Makes a kind of layer known, under the name of its class, so that files of models with it can be written and read. For layers of your own.</summary>
    /// <typeparam name="T">Of its constructors the one with the most parameters counts.</typeparam>
    /// <exception cref="ArgumentException">A parameter has no property of its name, or is of a type that a file cannot hold; or another class has this name.</exception>
    public static void Register<[DynamicallyAccessedMembers(LayerType.Members)] T>()
        where T : Layer
    {
        _ = new LayerType(typeof(T)).Parameters; // or says what is wrong with them
        _ = All; // Strata's own have their names first
        Add<T>();
    }

    /// <summary>The kind of the given name; null if there is none.</summary>
    internal static LayerType? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>Makes a kind of Strata's own known.</summary>
    internal static void Add<[DynamicallyAccessedMembers(LayerType.Members)] T>()
        where T : Layer
    {
        string name = typeof(T).Name;
        LayerType type = s_types.GetValueOrDefault(name) ?? s_types.GetOrAdd(name, new LayerType(typeof(T)));
        if (type.Class != typeof(T))
        {
            throw new ArgumentException($"A layer {name} is known already: {type.Class}. A file names a layer by its class alone; rename one of them.");
        }
    }

    // Those that a program asks for when it reads or writes a file, and not before.
    private static class Own
    {
        static Own()
        {
            Add<ActivityL1>();
            Add<AdaptiveAvgPool2D>();
            Add<AlphaDropout>();
            Add<AvgPool1D>();
            Add<AvgPool2D>();
            Add<BatchNorm>();
            Add<Bidirectional>();
            Add<Branches>();
            Add<Contraction>();
            Add<Conv1D>();
            Add<Conv2D>();
            Add<ConvTranspose1D>();
            Add<ConvTranspose2D>();
            Add<Crop2D>();
            Add<Dense>();
            Add<DepthwiseConv2D>();
            Add<Dropout>();
            Add<Elu>();
            Add<Embedding>();
            Add<Ensemble>();
            Add<EuclideanRbf>();
            Add<Flatten>();
            Add<FrequencyWhitening>();
            Add<GaborBank>();
            Add<GaussianDropout>();
            Add<GaussianNoise>();
            Add<Gelu>();
            Add<GlobalAvgPool>();
            Add<GlobalContrastNorm>();
            Add<GlobalMaxPool>();
            Add<GroupNorm>();
            Add<Gru>();
            Add<HardSigmoid>();
            Add<HardTanh>();
            Add<KSparse>();
            Add<KlSparsity>();
            Add<LayerNorm>();
            Add<LeakyRelu>();
            Add<LocalContrastNorm>();
            Add<LocalResponseNorm>();
            Add<LocallyConnected1D>();
            Add<LocallyConnected2D>();
            Add<Lstm>();
            Add<MaskingNoise>();
            Add<MaxPool1D>();
            Add<MaxPool2D>();
            Add<MaxUnpool2D>();
            Add<Maxout>();
            Add<MinMax>();
            Add<OneHot>();
            Add<PRelu>();
            Add<Pad1D>();
            Add<Pad2D>();
            Add<Pca>();
            Add<PcaWhitening>();
            Add<Permute>();
            Add<ProbabilisticMaxPool2D>();
            Add<Relu>();
            Add<RepeatVector>();
            Add<Rescale>();
            Add<Reshape>();
            Add<Residual>();
            Add<SaltAndPepper>();
            Add<ScaledTanh>();
            Add<Selu>();
            Add<SeparableConv2D>();
            Add<Sequential>();
            Add<Sigmoid>();
            Add<Sign>();
            Add<SimpleRnn>();
            Add<Softmax>();
            Add<Softplus>();
            Add<Softsign>();
            Add<SpatialDropout>();
            Add<Standardize>();
            Add<Step>();
            Add<SubSampling>();
            Add<Swish>();
            Add<Tanh>();
            Add<TiedDense>();
            Add<UpSample2D>();
            Add<ZcaWhitening>();
            Add<ZeroCentre>();
        }

        public static ConcurrentDictionary<string, LayerType> Types => s_types;
    }
}
