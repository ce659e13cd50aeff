using System.Diagnostics;
using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Models.Autoencoders;
using Strata.Models.Clustering;
using Strata.Models.Energy;
using Strata.Models.SparseCoding;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>
/// What holds for every layer. A new layer is one more line of <see cref="s_cases"/>, whose name begins with the layer's. A layer that leans on another, or that takes or
/// gives what has no gradient, is tested in a row with others.
/// </summary>
public class LayerContractTests
{
    private const int Batch = 3;

    /// <summary>
    /// A layer, a sample that it takes, one that it does not take (null where it takes all), and where the parameters are, if any, that learn by a rule of their own and that the
    /// output does not depend on.
    /// </summary>
    internal sealed record Case(Func<Layer> Make, Shape Sample, Shape? Wrong, string? Apart = null);

    private static readonly Dictionary<string, Case> s_cases = new()
    {
        ["ActivityL1"] = new(() => new ActivityL1(0.3), [4, 3], null),
        ["AvgPool2D"] = new(() => new AvgPool2D(3, 2, 1), [2, 5, 4], [2, 5]),
        ["BatchNorm"] = new(() => new BatchNorm(), [2, 3, 2], []),
        ["BatchNorm of features"] = new(() => new BatchNorm(), [4], []),
        ["Bidirectional"] = new(() => new Bidirectional(new SimpleRnn(2), new Gru(3)), [3, 2], [3]),
        ["Bidirectional over a sequence"] = new(() => new Bidirectional(new Lstm(2, true), new Lstm(2, true)), [3, 2], [3]),
        ["Conv2D"] = new(() => new Conv2D(4, (3, 2), stride: (2, 1), padding: (1, 0), dilation: (1, 2), groups: 2), [2, 5, 4], [2, 5, 2]),
        ["Conv2D by a table"] = new(() => new Conv2D(3, 2, table: ConnectionTable.Parse("01 2 012", 3)), [3, 4, 4], [2, 4, 4]),
        ["Dense"] = new(() => new Dense(4), [5], [1, 5, 5]),
        ["Dense over steps"] = new(() => new Dense(4, bias: false), [2, 5], [0]),
        ["Dropout"] = new(() => new Dropout(0.4), [4, 3], null),
        ["Ensemble"] = new(() => new Ensemble([new Dense(2), new Sequential(new Dense(3), new Tanh(), new Dense(2))]), [3], [3, 1, 2]),
        ["Ensemble of logits"] = new(() => new Ensemble([new Dense(2), new Dense(2), new Dense(2)], logits: true), [3], [3, 1, 2]),
        ["EuclideanRbf"] = new(() => new EuclideanRbf(Tensor.Wrap([1f, -1, 1, 1, -1, -1], [2, 3])), [3], [4]),
        ["Flatten"] = new(() => new Flatten(), [2, 3, 2], null),
        ["Gru"] = new(() => new Gru(3), [4, 2], [4]),
        ["Gru that resets after"] = new(() => new Gru(2, returnSequence: true, resetAfter: true), [5, 3], [1, 5, 3]),
        ["Elu"] = new(() => new Elu(0.7), [4, 3], null),
        ["Selu"] = new(() => new Selu(), [4, 3], null),
        ["Gelu"] = new(() => new Gelu(), [4, 3], null),
        ["Swish"] = new(() => new Swish(), [4, 3], null),
        ["Softsign"] = new(() => new Softsign(), [4, 3], null),
        ["HardSigmoid"] = new(() => new HardSigmoid(), [4, 3], null),
        ["HardTanh"] = new(() => new HardTanh(), [4, 3], null),
        ["GlobalAvgPool"] = new(() => new GlobalAvgPool(), [2, 3, 4], [3]),
        ["KlSparsity"] = new(() => new KlSparsity(0.2, 0.5), [4, 3], null),
        ["LayerNorm"] = new(() => new LayerNorm(), [2, 5], [2, 0]),
        ["LeakyRelu"] = new(() => new LeakyRelu(0.2), [4, 3], null),
        ["Lstm"] = new(() => new Lstm(3), [4, 2], [4]),
        ["Lstm with peepholes"] = new(() => new Lstm(2, returnSequence: true, peephole: Peephole.Current), [5, 3], [5, 0]),
        ["Lstm with peepholes at the cell before"] = new(() => new Lstm(2, padding: 0, peephole: Peephole.Previous), [5, 3], [5, 0]),
        ["MaxPool2D"] = new(() => new MaxPool2D(3, 2, 1), [2, 5, 4], [2, 1, 0]),
        ["Pad2D"] = new(() => new Pad2D((1, 2), 0.5), [2, 3, 3], [3]),
        ["Branches"] = new(() => new Branches(new Conv2D(2, 3, padding: 1), new MaxPool2D(3, 1, 1)), [2, 4, 4], [2, 4]),
        ["Relu"] = new(() => new Relu(), [4, 3], null),
        ["Rescale"] = new(() => new Rescale(1.275, -0.1), [4, 3], null),
        ["Reshape"] = new(() => new Reshape([3, 4]), [2, 6], [2, 5]),
        ["Residual"] = new(() => new Residual(new Sequential(new Dense(4), new Tanh(), new Dense(3)), new Dense(3)), [3], [2, 3, 2]),
        ["Residual past the identity"] = new(() => new Residual(new Dense(3)), [3], [4]),
        ["ScaledTanh"] = new(() => new ScaledTanh(), [4, 3], null),
        ["Sequential with batch norm and ReLU between convolutions"] = new(() => new Sequential(new Conv2D(2, 2, bias: false), new BatchNorm(), new Relu(), new Conv2D(2, 2)), [1, 4, 3], [4, 3]),
        ["Sequential"] = new(() => new Sequential(new Conv2D(2, 2), new Tanh(), new Flatten(), new Dense(2)), [1, 4, 3], [4, 3]),
        ["Sigmoid"] = new(() => new Sigmoid(), [4, 3], null),
        ["SimpleRnn"] = new(() => new SimpleRnn(3), [4, 2], [4]),
        ["SimpleRnn over a sequence"] = new(() => new SimpleRnn(2, returnSequence: true, padding: 0, activation: new Softplus()), [5, 3], [0, 3]),
        ["Softmax"] = new(() => new Softmax(), [4, 3], []),
        ["Softplus"] = new(() => new Softplus(), [4, 3], null),
        ["SubSampling"] = new(() => new SubSampling(2), [2, 4, 5], [2, 1, 5]),
        ["GaborBank"] = new(() => new GaborBank(3, 1, 2.5), [2, 4, 5], [4, 5]),
        ["GlobalContrastNorm"] = new(() => new GlobalContrastNorm(2, 0.1), [2, 3], []),
        ["LocalContrastNorm"] = new(() => new LocalContrastNorm(3, 0.8), [2, 5, 4], [5, 4]),
        ["MinMax"] = new(() => new MinMax(-1, 2), [3, 2], [2, 0]),
        ["OneHot"] = new(() => new OneHot(3), [2], null),
        ["Pca"] = new(() => new Pca(2), [2, 2], [1]),
        ["PcaWhitening"] = new(() => new PcaWhitening(), [3], [0]),
        ["Standardize"] = new(() => new Standardize(Per.Channel), [3, 2, 2], []),
        ["ZcaWhitening"] = new(() => new ZcaWhitening(0.1), [1, 2, 2], [0]),
        ["ZeroCentre"] = new(() => new ZeroCentre(Per.Set), [4], [0]),
        ["Tanh"] = new(() => new Tanh(), [4, 3], null),
        ["AdaptiveAvgPool2D"] = new(() => new AdaptiveAvgPool2D((3, 2)), [2, 4, 5], [2, 5]),
        ["AlphaDropout"] = new(() => new AlphaDropout(0.4), [4, 3], null),
        ["AvgPool1D"] = new(() => new AvgPool1D(3, 2, 1), [2, 5], [5]),
        ["Conv1D"] = new(() => new Conv1D(4, 3, stride: 2, padding: 1, dilation: 2, groups: 2), [2, 7], [2, 2]),
        ["ConvTranspose1D"] = new(() => new ConvTranspose1D(4, 3, stride: 2, padding: 1, outputPadding: 1, groups: 2), [2, 3], [3, 3]),
        ["ConvTranspose2D"] = new(() => new ConvTranspose2D(4, (3, 2), (2, 1), (1, 0), (1, 0), (1, 2), groups: 2), [2, 3, 2], [3, 3, 2]),
        ["Crop2D"] = new(() => new Crop2D((1, 0)), [2, 4, 3], [2, 2, 3]),
        ["DepthwiseConv2D"] = new(() => new DepthwiseConv2D((3, 2), multiplier: 2, padding: (1, 0)), [2, 4, 3], [2, 4, 1]),
        ["ConvolutionalSparseCoding"] = new(() => new ConvolutionalSparseCoding(2, 2, 0.05, steps: 4, epochs: 1), [1, 4, 3], [4, 3]),
        ["DictionaryLearning"] = new(() => new DictionaryLearning(5, 0.02, iterations: 5), [2, 2], [0]),
        ["DictionaryLearning non-negative, by the dual"] = new(
            () => new DictionaryLearning(3, 0.02, 3, 0, DictionaryUpdate.LagrangeDual, LassoMethod.FeatureSign, nonNegative: true, seed: 4), [3], [0]),
        ["Embedding"] = new(() => new Sequential(new Indices(), new Embedding(3, 2)), [6], null),
        ["FrequencyWhitening"] = new(() => new FrequencyWhitening(), [2, 4, 3], [4]),
        ["GaussianDropout"] = new(() => new GaussianDropout(0.4), [4, 3], null),
        ["GaussianNoise"] = new(() => new GaussianNoise(0.4), [4, 3], null),
        ["GlobalMaxPool"] = new(() => new GlobalMaxPool(), [2, 3, 4], [3]),
        ["GroupNorm"] = new(() => new GroupNorm(2), [4, 3], [3, 4]),
        ["KMeans"] = new(() => new KMeans(3), [2, 2], [0]),
        ["KMeans of triangles"] = new(() => new KMeans(4, ClusterCode.Triangle, spherical: true, batchSize: 4), [3], [0]),
        ["KSvd"] = new(() => new KSvd(4, 2), [3], [0]),
        ["LocalResponseNorm"] = new(() => new LocalResponseNorm(3, alpha: 0.5), [4, 3, 2], []),
        ["LocallyConnected1D"] = new(() => new LocallyConnected1D(2, 3, stride: 2), [2, 5], [2, 2]),
        ["LocallyConnected2D"] = new(() => new LocallyConnected2D(2, (3, 2), (2, 1)), [2, 5, 3], [2, 2, 3]),
        ["Maxout"] = new(() => new Maxout(2, 2), [6, 3], [1, 6, 3]),
        ["MaxPool1D"] = new(() => new MaxPool1D(3, 2, 1), [2, 5], [2, 5, 1]),
        ["MaxUnpool2D"] = new(Unpooled, [2, 4, 5], [2, 1, 0]),
        ["OnlineDictionaryLearning"] = new(() => new OnlineDictionaryLearning(4, 0.02, 6, 2), [3], [0]),
        ["Pad1D"] = new(() => new Pad1D(2, 1, 0.5), [2, 3], [3]),
        ["Permute"] = new(() => new Permute(3, 1, 2), [2, 3, 4], [2, 3]),
        ["ProbabilisticMaxPool2D"] = new(() => new ProbabilisticMaxPool2D(2), [2, 4, 2], [2, 3]),
        ["PRelu"] = new(() => new PRelu(), [3, 4], []),
        ["RepeatVector"] = new(() => new RepeatVector(3), [4], [4, 1]),
        ["SeparableConv2D"] = new(() => new SeparableConv2D(3, (3, 2), padding: (1, 0), multiplier: 2), [2, 4, 3], [2, 4, 1]),
        ["Sign"] = new(() => new Sequential(new Sign(), new Dense(2)), [3], null),
        ["SpatialDropout"] = new(() => new SpatialDropout(0.4), [4, 3], [4]),
        ["Step"] = new(() => new Sequential(new Step(), new Dense(2)), [3], null),
        ["TiedDense"] = new(Tied, [4], [1, 4, 3]),
        ["BernoulliUnits"] = new(() => new BernoulliUnits(), [3], [3, 2]),
        ["BinomialUnits"] = new(() => new BinomialUnits(3), [3], [3, 2]),
        ["GaussianUnits"] = new(() => new GaussianUnits(0.5), [3], [3, 2]),
        ["RectifiedUnits"] = new(() => new RectifiedUnits(), [3], [3, 2]),
        ["SoftmaxUnits"] = new(() => new SoftmaxUnits(2), [4], [5]),
        ["JointUnits"] = new(() => new JointUnits(new BernoulliUnits(), new SoftmaxUnits(2), 3), [5], [3]),
        ["BeliefLayer"] = new(() => new BeliefLayer(2, new Gaussian(0, 1)), [3], [1, 3]),
        ["DeepBoltzmannMachine"] = new(() => new DeepBoltzmannMachine(4, [3, 2], weightInitializer: new Gaussian(0, 1)), [2, 2], [5]),
        ["HelmholtzMachine"] = new(() => new HelmholtzMachine(4, [3, 2], weightInitializer: new Gaussian(0, 1)), [2, 2], [5], "generation"),
        ["LabelledDeepBeliefNetwork"] = new(() => new LabelledDeepBeliefNetwork(4, [3, 2], 2, weightInitializer: new Gaussian(0, 1)), [2, 2], [5], "generation"),
        ["SigmoidBeliefNetwork"] = new(() => new SigmoidBeliefNetwork(4, [3, 2], weightInitializer: new Gaussian(0, 1)), [2], [3], "top_bias"),
        ["ClassificationRbm"] = new(() => new ClassificationRbm(4, 3, 2), [2, 2], [5]),
        ["DenseHopfield"] = new(() => new DenseHopfield(Tensor.Wrap([1f, -1, 1, 1, -1, -1], [2, 3]), 0.7), [3], [4]),
        ["ConditionalRbm"] = new(() => new ConditionalRbm(4, 3, 2, weightInitializer: new Gaussian(0, 1)), [4], [5]),
        ["DeepBeliefNetwork"] = new(() => new DeepBeliefNetwork(Machine(4, 3), Machine(3, 2)), [4], [5]),
        ["ConvolutionalRbm"] = new(() => Convolutional(2, (2, 3), 2), [2, 3, 6], [2]),
        ["ConvolutionalRbm of Gaussian units"] = new(
            () => new ConvolutionalRbm(2, 2, 1, new GaussianUnits(0.5), weightInitializer: new Gaussian(0, 1)), [1, 3, 4], [2, 3]),
        ["ConvolutionalDeepBeliefNetwork"] = new(() => new ConvolutionalDeepBeliefNetwork(Convolutional(3, 3, 2), Convolutional(2, 2, 1)), [1, 6, 6], [2]),
        ["RestrictedBoltzmannMachine"] = new(() => new RestrictedBoltzmannMachine(4, 3), [4], [5]),
        ["RestrictedBoltzmannMachine of pictures"] = new(() => new RestrictedBoltzmannMachine(6, 3, new GaussianUnits(0.5), new BinomialUnits(2)), [1, 2, 3], [2, 4]),
        ["TemporalRbm"] = new(() => new TemporalRbm(4, 3, weightInitializer: new Gaussian(0, 1)), [3, 2, 2], [3, 5]),
        ["UpSample2D"] = new(() => new UpSample2D((2, 3)), [2, 2, 3], [2, 3]),
        ["Autoencoder"] = new(() => Autoencoder.Create(4, 3, new Sigmoid()), [4], []),
        ["Autoencoder that denoises with tied weights"] = new(() => Autoencoder.Create(
            4, 3, new Tanh(), tied: true, corruption: new GaussianNoise(0.2), penalty: new ActivityL1(0.1), contraction: 0.2, output: new Sigmoid()), [2, 2], null),
        ["Contraction"] = new(Contracted, [4], [1, 4, 3]),
        ["KSparse"] = new(() => new KSparse(3, 2), [2, 4], null),
        ["MaskingNoise"] = new(() => new MaskingNoise(0.4), [4, 3], null),
        ["ReconstructingEncoder"] = new(Reconstructing, [4], null),
        ["SaltAndPepper"] = new(() => new SaltAndPepper(0.4), [4, 3], null),
        ["StackedAutoencoder"] = new(() => new StackedAutoencoder(
            Autoencoder.Create(4, 3, new Sigmoid(), tied: true, Reconstruction.CrossEntropy), Autoencoder.Create(3, 2, new Tanh())), [2, 2], null),
        ["UpSample2D bilinear"] = new(() => new UpSample2D((2, 3), Interpolation.Bilinear), [2, 2, 3], [2, 3]),
    };

    static LayerContractTests() => LayerTypes.Register<Indices>();

    internal static IReadOnlyDictionary<string, Case> Cases => s_cases;

    public static TheoryData<string> Names => [.. s_cases.Keys];

    public static TheoryData<string> NamesOfLearners => [.. s_cases.Where(c => Built(c.Value).Parameters().Count > 0).Select(c => c.Key)];

    public static TheoryData<string> NamesOfParticular => [.. s_cases.Where(c => c.Value.Wrong is not null).Select(c => c.Key)];

    [Fact]
    public void Every_public_layer_is_among_the_cases()
    {
        IEnumerable<string> layers = typeof(Layer).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(Layer)) && !t.IsAbstract).Select(t => t.Name);
        IEnumerable<string> covered = s_cases.Keys.Select(name => name.Split(' ')[0]).Distinct();
        Assert.All(s_cases, c => Assert.Contains(c.Key.Split(' ')[0], c.Value.Make().Tree().Select(node => node.Layer.GetType().Name)));
        Assert.Equal(layers.Order(StringComparer.Ordinal), covered.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_output_has_the_shape_and_type_that_building_promises(string name)
    {
        Case c = s_cases[name];
        foreach (DType dtype in (DType[])[DType.Float32, DType.Float64])
        {
            Layer layer = Built(c, dtype);
            foreach (int batch in (int[])[1, Batch])
            {
                Tensor x = RandomOps.Uniform([batch, .. c.Sample], -1, 1, new RandomStream(3), dtype);
                foreach (ForwardContext context in (ForwardContext[])[ForwardContext.Inference, Training()])
                {
                    Tensor y = layer.Forward(x, context);
                    Assert.Equal(Shape.Create([batch, .. layer.OutputShape]), y.Shape);
                    Assert.Equal(dtype, y.DType);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_input_has_the_right_gradient_in_training_and_in_predictions(string name)
    {
        Layer layer = Built(s_cases[name]);
        GradientCheck.Verify(x => layer.Forward(x[0], Training()), [Input(name)]);
        GradientCheck.Verify(x => layer.Forward(x[0]), [Input(name)]);
    }

    [Theory]
    [MemberData(nameof(NamesOfLearners))]
    public void Every_parameter_has_the_right_gradient_and_none_is_zero(string name)
    {
        Layer layer = Built(s_cases[name]);
        Tensor x = Input(name);
        Tensor weights = RandomOps.Uniform(layer.Forward(x).Shape, 0.5, 1.5, new RandomStream(4), DType.Float64);
        (layer.Forward(x, Training()) * weights).Sum().Backward();
        foreach ((string path, Parameter parameter) in layer.Parameters())
        {
            if (s_cases[name].Apart is { } apart && path.StartsWith(apart, StringComparison.Ordinal))
            {
                Assert.Null(parameter.Gradient);
                continue;
            }
            double[] gradient = parameter.Gradient!.ToArray<double>();
            for (int i = 0; i < gradient.Length; i++)
            {
                const double h = 1e-5;
                double numeric = (Value(h) - Value(-h)) / (2 * h);
                Assert.True(Math.Abs(numeric - gradient[i]) < 1e-6 * Math.Max(1, Math.Abs(numeric)), $"{path}[{i}]: {gradient[i]} is not {numeric}.");

                double Value(double change)
                {
                    using Tape.PauseScope pause = Tape.Pause();
                    Span<double> values = parameter.Value.AsSpan<double>();
                    double was = values[i];
                    values[i] = was + change;
                    double value = (layer.Forward(x, Training()) * weights).Sum().ToScalar();
                    values[i] = was;
                    return value;
                }
            }
            // A bias before a normalization or a dead filter has no effect; none of the cases holds one.
            Assert.All(gradient, g => Assert.NotEqual(0, g));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Memory_that_goes_back_to_the_pool_during_a_step_is_not_missed(string name)
    {
        // Dropout saves neither what it gets nor what it makes, so all that is saved beside it is the layer's to say.
        Layer layer = Built(s_cases[name]);
        var model = new Sequential(new Dropout(0.1), layer, new Dropout(0.1));
        model.Build(layer.InputShape, dtype: DType.Float64);
        Assert.Equal(Gradients(releasing: false), Gradients(releasing: true));

        double[][] Gradients(bool releasing)
        {
            Tensor x = Input(name);
            x.RequiresGradient = true;
            using var scope = new TensorScope();
            ForwardContext context = releasing ? ForwardContext.UnseenTraining(new RandomStream(7), null) : Training();
            Tensor loss = context.WithPenalties(model.Forward(x, context).Square().Sum());
            if (releasing)
            {
                loss.BackwardReleasing(Tensor.Scalar(1, DType.Float64));
            }
            else
            {
                loss.Backward();
            }
            Tensor[] leaves = [x, .. model.Parameters().Select(p => p.Value.Value)];
            double[][] gradients = [.. leaves.Select(leaf => leaf.Gradient?.ToArray<double>() ?? [])];
            Array.ForEach(leaves, leaf => leaf.Gradient = null);
            return gradients;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_layer_and_predictions_change_nothing(string name)
    {
        Layer first = Built(s_cases[name]), second = Built(s_cases[name]);
        Tensor x = Input(name);
        double[] y = first.Forward(x).ToArray<double>();
        Assert.Equal(y, second.Forward(x).ToArray<double>());
        Assert.Equal(y, first.Forward(x).ToArray<double>());
        Assert.Equal(first.Forward(x, Training()).ToArray<double>(), second.Forward(x, Training()).ToArray<double>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_prediction_allocates_nothing_when_it_has_been_made_before(string name)
    {
        Case c = s_cases[name];
        if (c.Make() is SimpleRnn { Activation: Softplus } or TemporalRbm)
        {
            return; // steps of elementary ops have lists of their states
        }
        var predictor = new Predictor(Built(c, DType.Float32));
        float[] x = RandomOps.Uniform([Batch, .. c.Sample], -1, 1, new RandomStream(3)).ToArray<float>(), y = new float[Batch * predictor.OutputShape.ElementCount];
        long allocated = long.MaxValue;
        var patience = TimeSpan.FromSeconds(10); // other tests may just have taken what lay in the pool, or the runtime may not have compiled a call for good yet
        for (long start = Stopwatch.GetTimestamp(); allocated > 0 && Stopwatch.GetElapsedTime(start) < patience;)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            predictor.Predict<float, float>(x, y);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.Equal(0, allocated);
    }

    [Theory]
    [MemberData(nameof(NamesOfLearners))]
    public void Parameters_begin_at_other_values_for_another_seed_unless_they_are_constant(string name)
    {
        foreach ((string path, Parameter parameter) in Built(s_cases[name]).Parameters())
        {
            double[] other = Built(s_cases[name], seed: 2).Parameters().Single(p => p.Key == path).Value.Value.ToArray<double>();
            double[] values = parameter.Value.ToArray<double>();
            Assert.True(values.Distinct().Count() == 1 || !values.SequenceEqual(other), path);
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfParticular))]
    public void A_sample_of_a_wrong_shape_is_refused_by_the_layers_name(string name)
    {
        Layer layer = s_cases[name].Make();
        layer.Name = "x1";
        ShapeException fault = Assert.Throws<ShapeException>(() => layer.Build(s_cases[name].Wrong!.Value));
        Layer speaker = layer is Sequential or Branches or Residual or Bidirectional or Ensemble && fault.Message.StartsWith(layer.ToString(), StringComparison.Ordinal) is false
            ? layer.Children[0] is Sequential inner ? inner.Children[0] : layer.Children[0]
            : layer;
        Assert.StartsWith($"{speaker} ", fault.Message);
        Assert.Contains(s_cases[name].Wrong!.Value.ToString(), fault.Message);
        Assert.False(layer.IsBuilt);
    }

    private static Sequential Unpooled()
    {
        var pool = new MaxPool2D(2);
        return new Sequential(pool, new Tanh(), new MaxUnpool2D(pool));
    }

    private static Sequential Contracted()
    {
        var (encoder, activation) = (new Dense(2), new Sigmoid());
        return new Sequential(encoder, activation, new Contraction(encoder, activation));
    }

    // Its decoder takes part in the loss alone, and here has nothing of its own.
    private static ReconstructingEncoder Reconstructing()
    {
        var weights = new Dense(2);
        return new ReconstructingEncoder(new Autoencoder(new Sequential(weights, new Sigmoid()), new TiedDense(weights, bias: false)));
    }

    private static ConvolutionalRbm Convolutional(int filters, Size2D kernel, int pooling) => new(filters, kernel, pooling, weightInitializer: new Gaussian(0, 1));

    private static RestrictedBoltzmannMachine Machine(int visible, int hidden) => new(visible, hidden, weightInitializer: new Gaussian(0, 1));

    private static Sequential Tied()
    {
        var encoder = new Dense(2);
        return new Sequential(encoder, new Tanh(), new TiedDense(encoder));
    }

    private static Layer Built(Case c, DType dtype = DType.Float64, ulong seed = 1)
    {
        Layer layer = c.Make();
        layer.Build(c.Sample, new RandomStream(seed), dtype);
        Fit(layer);
        return layer;
    }

    /// <summary>Preprocessing is fitted to a few random samples.</summary>
    internal static void Fit(Layer layer)
        => (layer as Preprocessing)?.Fit(RandomOps.Uniform([12, .. layer.InputShape], -1, 1, new RandomStream(8), DType.Float64));

    private static Tensor Input(string name) => RandomOps.Uniform([Batch, .. s_cases[name].Sample], -1, 1, new RandomStream(3), DType.Float64);

    private static ForwardContext Training() => ForwardContext.Training(new RandomStream(7));

    // Numbers from -1.2 to 1.2 as indices from 0 to 2.
    private sealed class Indices : Layer
    {
        protected override Tensor Call(Tensor x, ForwardContext context) => (x.Detach().Abs() * 2.45).To(DType.Int32);
    }
}
