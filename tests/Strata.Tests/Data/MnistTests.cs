using Strata.Data;

namespace Strata.Tests.Data;

public class MnistTests
{
    [Fact]
    public void Mnist_is_read_from_a_folder_and_says_so()
    {
        string folder = SharedData.Path("mnist");
        ImageSet set = Mnist.Load(folder, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("MNIST", set.Name);
        Assert.Equal($"MNIST, 60,000 + 10,000 images, from {folder}", set.Source);
        Assert.Equal((60_000, 28, 28), (set.Train.Count, set.Train.Height, set.Train.Width));
        Assert.Equal(10_000, set.Test.Count);
        Assert.Equal([5, 0, 4, 1, 9], set.Train.Labels.ToArray<int>()[..5]);
        Assert.Equal([7, 2, 1, 0, 4], set.Test.Labels.ToArray<int>()[..5]);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], set.ClassNames);
    }

    [Fact]
    public void Fashion_mnist_is_read_from_the_folder_above_its_own()
    {
        string folder = SharedData.Path("fashion-mnist");
        ImageSet set = FashionMnist.Load(Path.GetDirectoryName(folder), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal($"Fashion-MNIST, 60,000 + 10,000 images, from {folder}", set.Source);
        Assert.Equal("Ankle boot", set.ClassNames[set.Train.Labels.AsSpan<int>()[0]]);
    }

    [Theory]
    [InlineData("mnist")]
    [InlineData("fashion-mnist")]
    public void The_known_checksums_are_those_of_the_published_files(string folder)
    {
        string path = SharedData.Path(folder);
        IdxDataSet set = KnownSets.All.Single(set => set.Folder == folder);
        foreach (KnownFile file in (KnownFile[])[set.TrainImages, set.TrainLabels, set.TestImages, set.TestLabels])
            file.Verify(Path.Combine(path, file.Name + ".gz"), file.Name);
    }
}
