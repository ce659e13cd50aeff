using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers.FullBatch;
using Strata.Regularizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Training;

public class FullBatchTrainingTests
{
    // All 1,797 digits of the embedded sample at 8x8, which are scikit-learn's load_digits(), ink / 16.
    private static Dataset Digits()
    {
        string folder = Path.Combine(Repository.Root(), "data");
        LabeledImages images = LabeledImages.Read(
            Path.Combine(folder, "optdigits-images-idx3-ubyte.gz"), Path.Combine(folder, "optdigits-labels-idx1-ubyte.gz"), [.. "0123456789".Select(c => c.ToString())]);
        return new Dataset(images.Inputs.To(DType.Float64).Reshape([images.Count, 64]) * (255.0 / 16), images.Targets, images.ClassNames);
    }

    // scikit-learn 1.2.1: X, y = load_digits(return_X_y=True); LogisticRegression(C=1.0, tol=1e-14, max_iter=1000, solver='newton-cg').fit(X / 16, y), and the mean
    // cross-entropy plus ||coef_||^2 / (2 C 1797) there; its lbfgs at tol=1e-12 ends at 0.199526422620.
    [Fact]
    public void Softmax_regression_reaches_scikit_learns_optimum()
    {
        Dataset digits = Digits();
        var model = new Dense(10);
        BatchResult result = new LBfgs().Fit(model, new SoftmaxCrossEntropy(), digits, [new L2(1.0 / digits.Count)]);
        Assert.Equal(0.199526403859, result.Loss, 1e-6);
        Assert.NotEqual(StopReason.Iterations, result.Reason);

        var single = new Dense(10); // in float32 too
        var data = new Dataset(digits.Inputs.To(DType.Float32), digits.Targets, digits.ClassNames);
        result = new LBfgs().Fit(single, new SoftmaxCrossEntropy(), data, [new L2(1.0 / digits.Count)], partSize: 500);
        Assert.Equal(0.199526403859, result.Loss, 1e-4);
        Assert.Equal(DType.Float32, single.Weight!.Value.DType);
    }

    [Fact]
    public void Parts_of_the_data_change_nothing_but_the_last_bits()
    {
        double[] whole = Weights(null), parts = Weights(7);
        Assert.Equal(whole, parts, (a, b) => Math.Abs(a - b) < 1e-8);
        Assert.NotEqual(whole, new double[whole.Length]);

        static double[] Weights(int? partSize)
        {
            Dataset blobs = Blobs.Make(40);
            var model = new Sequential(new Dense(3), new Dropout(0.5), new Tanh(), new Dense(2));
            new ConjugateGradient(maxIterations: 5).Fit(model, new SoftmaxCrossEntropy(), new Dataset(blobs.Inputs.To(DType.Float64), blobs.Targets), [new L1(1e-3)], seed: 4, partSize);
            return [.. model.Parameters().SelectMany(p => p.Value.Value.ToArray<double>())];
        }
    }

    [Fact]
    public void Penalties_of_layers_count_and_constraints_are_refused()
    {
        Dataset blobs = Blobs.Make(20);
        var model = new Sequential(new Dense(2), new ActivityL1(0.5));
        BatchResult result = new LBfgs(maxIterations: 3).Fit(model, new SoftmaxCrossEntropy(), blobs);
        Tensor output = model.Forward(blobs.Inputs);
        Assert.Equal(new SoftmaxCrossEntropy().Forward(output, blobs.Targets).ToScalar() + (0.5 * output.Abs().Sum().ToScalar() / 20), result.Loss, 1e-5);
        Assert.Equal("MaxNorm is a constraint, which training on a whole data set cannot hold. Use a penalty, such as L2.",
            Assert.Throws<ArgumentException>(() => new LBfgs().Fit(model, new SoftmaxCrossEntropy(), blobs, [new MaxNorm(1)])).Message);
        Assert.StartsWith("A part of the data needs at least one sample.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new LBfgs().Fit(model, new SoftmaxCrossEntropy(), blobs, partSize: 0)).Message);
    }
}
