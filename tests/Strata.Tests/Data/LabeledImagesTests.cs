using Strata.Data;

namespace Strata.Tests.Data;

public class LabeledImagesTests
{
    private static readonly string[] s_noYes = ["no", "yes"];

    private static string Message(Func<object> make) => Assert.ThrowsAny<ArgumentException>(make).Message;

    [Fact]
    public void Pictures_are_cut_out_of_the_whole()
    {
        var images = new LabeledImages(1, 2, [1, 2, 3, 4], [1, 0], s_noYes);
        Assert.Equal(2, images.Count);
        Image second = images.Picture(1);
        Assert.Equal((2, 1, 1), (second.Width, second.Height, second.Channels));
        Assert.Equal([3, 4], second.Pixels);
        Assert.Throws<ArgumentOutOfRangeException>(() => images.Picture(2));
    }

    [Fact]
    public void Counts_and_labels_are_checked()
    {
        Assert.Contains("The set is empty", Message(() => new LabeledImages(1, 1, [], [], s_noYes)));
        Assert.Contains(
            "2 labels need 2 x 1 x 2 pixels = 4; got 3.", Message(() => new LabeledImages(1, 2, new byte[3], [0, 1], s_noYes)));
        Assert.Equal(
            "Sample 1 has the label 2, but there are 2 classes, 0 to 1.", Message(() => new LabeledImages(1, 1, [1, 2], [1, 2], s_noYes)));
        string[] bytes = [.. Enumerable.Range(0, 256).Select(i => $"{i}")];
        Assert.Equal(1, new LabeledImages(1, 1, [1], [255], bytes).Count);
    }

    [Fact]
    public void Inputs_are_channels_of_values_from_0_to_1()
    {
        var images = new LabeledImages(1, 2, [0, 51, 102, 255], [1, 0], s_noYes);
        Assert.Equal("[2, 1, 1, 2]", images.Inputs.Shape.ToString());
        Assert.Equal([0f, 0.2f, 0.4f, 1f], images.Inputs.ToArray<float>());
        Assert.Equal([1, 0], images.Targets.ToArray<int>());
    }

    [Fact]
    public void Two_idx_files_make_a_set_and_their_faults_are_told()
    {
        using var folder = new TemporaryFolder();
        string images = folder.File("images"), labels = folder.File("labels");
        IdxFile.Write(images, new byte[] { 1, 2, 3, 4 }, 2, 1, 2);
        IdxFile.Write(labels, new byte[] { 0, 1 }, 2);
        Assert.Equal([0, 1], LabeledImages.Read(images, labels, s_noYes).Labels.ToArray<int>());

        string Fault() => Assert.Throws<InvalidDataException>(() => LabeledImages.Read(images, labels, s_noYes)).Message;
        IdxFile.Write(images, new byte[] { 1, 2, 3, 4 }, 2, 2);
        Assert.Equal($"{images}, offset 3: the dimensions are [2, 2]; expected [count, height, width].", Fault());
        IdxFile.Write(images, ReadOnlyMemory<byte>.Empty, 0, 2, 2);
        Assert.Equal($"{images}, offset 4: the set is empty: its dimensions are [0, 2, 2].", Fault());
        File.WriteAllBytes(images, [0, 0, 9, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 5]);
        Assert.Equal($"{images}, offset 2: the elements are Int8; expected unsigned bytes.", Fault());
    }

    [Fact]
    public void The_parts_of_a_set_fit_together()
    {
        var small = new LabeledImages(1, 1, [1], [0], s_noYes);
        Assert.Contains("the training pictures are 1 x 1, the test pictures 1 x 2.",
            Message(() => new ImageSet("X", "made up", ["a", "b"], small, new LabeledImages(1, 2, [1, 2], [0], s_noYes))));
        Assert.Contains("3 class names for 2 training and 2 test classes.",
            Message(() => new ImageSet("X", "made up", ["a", "b", "c"], small, small)));
    }
}
