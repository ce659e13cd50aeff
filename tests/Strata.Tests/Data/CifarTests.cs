using Strata.Data;

namespace Strata.Tests.Data;

public class CifarTests
{
    private static byte[] Record(int labels, byte label, byte first) => [.. Enumerable.Repeat(label, labels), .. Enumerable.Range(0, 3072).Select(i => (byte)(first + (i / 1024)))];

    [Fact]
    public void A_folder_of_CIFAR_10_is_read_into_colour_pictures()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("cifar-10-batches-bin"));
        for (int i = 1; i <= 5; i++)
        {
            File.WriteAllBytes(folder.File("cifar-10-batches-bin", $"data_batch_{i}.bin"), Record(1, (byte)i, (byte)(10 * i)));
        }
        File.WriteAllBytes(folder.File("cifar-10-batches-bin", "test_batch.bin"), [.. Record(1, 9, 0), .. Record(1, 0, 100)]);
        ImageSet set = Cifar.Load10(folder.Path);
        Assert.Equal((5, 2, "[3, 32, 32]"), (set.Train.Count, set.Test.Count, set.Train.InputShape.ToString()));
        Assert.Equal([1, 2, 3, 4, 5], set.Train.Labels.ToArray<int>());
        Assert.Equal("truck", set.ClassNames[set.Test.Labels.AsSpan<int>()[0]]);
        Assert.Equal([20, 21, 22], set.Train.Picture(1).Pixels[..3]); // red, green, blue
        Assert.StartsWith("CIFAR-10, 5 + 2 images, from ", set.Source);
    }

    [Fact]
    public void CIFAR_100_has_coarse_and_fine_labels()
    {
        using var folder = new TemporaryFolder();
        byte[] record = Record(2, 3, 0);
        record[1] = 77;
        File.WriteAllBytes(folder.File("train.bin"), record);
        File.WriteAllBytes(folder.File("test.bin"), record);
        Assert.Equal([77], Cifar.Load100(folder.Path).Train.Labels.ToArray<int>());
        File.WriteAllLines(folder.File("coarse_label_names.txt"), Enumerable.Range(0, 20).Select(i => $"group {i}"));
        ImageSet coarse = Cifar.Load100(folder.Path, coarse: true);
        Assert.Equal("group 3", coarse.ClassNames[coarse.Train.Labels.AsSpan<int>()[0]]);
        File.WriteAllText(folder.File("fine_label_names.txt"), "one\ntwo\n");
        Assert.Contains("it has 2 names; expected 100.", Assert.Throws<InvalidDataException>(() => Cifar.Load100(folder.Path)).Message);
    }

    [Fact]
    public void Faults_are_named()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("b.bin");
        Assert.Contains("Looked for data_batch_1.bin", Assert.Throws<FileNotFoundException>(() => Cifar.Load10(folder.Path)).Message);
        File.WriteAllBytes(path, Record(1, 1, 1)[..^1]);
        Assert.Equal($"{path}, offset 0: the file breaks off in a record: its 3072 bytes are no multiple of 3073 (a label, or two, and 3072 pixels).",
            Assert.Throws<InvalidDataException>(() => Cifar.Read10(path)).Message);
        File.WriteAllBytes(path, [.. Record(1, 1, 1), .. Record(1, 10, 1)]);
        Assert.Contains("offset 3073: the label 10; with 10 classes labels are 0 to 9.", Assert.Throws<InvalidDataException>(() => Cifar.Read10(path)).Message);
        File.WriteAllBytes(path, []);
        Assert.Contains("the file is empty.", Assert.Throws<InvalidDataException>(() => Cifar.Read10(path)).Message);
    }
}
