using Strata.Data;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

public sealed class PcaTests
{
    [Fact]
    public void Thirty_components_of_MNIST_leave_the_published_error()
    {
        ImageSet digits = Mnist.Load(SharedData.Path("mnist"), cancellation: TestContext.Current.CancellationToken);
        var pca = new Pca(30);
        pca.Fit(digits.Train.Inputs);
        Tensor again = pca.Inverse(pca.Forward(digits.Test.Inputs));
        double error = (again - digits.Test.Inputs).Square().Sum().ToScalar() / digits.Test.Count;
        Assert.Equal(13.866, error, 0.01); // 13.87 in Hinton and Salakhutdinov 2006, figure 2
    }
}
