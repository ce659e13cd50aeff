using Strata.Data;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Data;

public class RecordSourceTests
{
    private static void AssertSame(DataSource expected, DataSource actual)
    {
        Assert.Equal(expected.InputShape, actual.InputShape);
        Assert.Equal(expected.SampleCount, actual.SampleCount);
        foreach (ulong? seed in (ulong?[])[null, 7])
        {
            var pairs = expected.Batches(4, Order()).Zip(actual.Batches(4, Order())).ToList();
            Assert.Equal((expected.SampleCount!.Value + 3) / 4, pairs.Count);
            foreach (((Tensor inputs, Tensor targets) first, (Tensor inputs, Tensor targets) second) in pairs)
            {
                Assert.Equal(first.inputs.ToArray<float>(), second.inputs.ToArray<float>());
                Assert.Equal(first.targets.To(DType.Float32).ToArray<float>(), second.targets.To(DType.Float32).ToArray<float>());
            }

            RandomStream? Order() => seed is { } s ? new RandomStream(s) : null;
        }
    }

    [Fact]
    public void An_IDX_file_is_read_batch_by_batch_as_it_is_read_whole()
    {
        using var folder = new TemporaryFolder();
        string images = folder.File("images"), labels = folder.File("labels.gz");
        IdxFile.Write(images, Enumerable.Range(0, 10 * 6).Select(i => (byte)(i * 7)).ToArray(), 10, 2, 3);
        IdxFile.Write(labels, Enumerable.Range(0, 10).Select(i => (byte)(i % 3)).ToArray(), 10);
        using RecordSource source = RecordSource.OpenIdx(images, labels, ["a", "b", "c"]);
        AssertSame(LabeledImages.Read(images, labels, ["a", "b", "c"]), source);
        AssertSame(LabeledImages.Read(images, labels, ["a", "b", "c"]), source.Prefetch());
        Assert.Contains("offset 10: the label 2; with 2 classes labels are 0 to 1.", Message(() => RecordSource.OpenIdx(images, labels, ["a", "b"])));
        Assert.Contains("compressed by gzip, so its records cannot be read in any order. Unpack it first.", Message(() => RecordSource.OpenIdx(labels, labels, ["a"])));
        File.WriteAllBytes(images, File.ReadAllBytes(images)[..^1]);
        Assert.Contains("the dimensions [10, 2, 3] do not fit the 59 bytes that follow.", Message(() => RecordSource.OpenIdx(images, labels, ["a", "b", "c"])));
        Assert.Contains("the file has become shorter since it was opened: sample 9 is not there.", Message(() => source.Batches(4).ToList()));
    }

    [Fact]
    public void CIFAR_files_are_read_one_behind_the_other()
    {
        using var folder = new TemporaryFolder();
        string[] paths = [folder.File("1.bin"), folder.File("2.bin")];
        var random = new Random(1);
        foreach ((string path, int count) in paths.Zip((int[])[3, 4]))
        {
            byte[] file = new byte[3073 * count];
            random.NextBytes(file);
            for (int i = 0; i < count; i++)
            {
                file[3073 * i] = (byte)(i * 2);
            }
            File.WriteAllBytes(path, file);
        }
        LabeledImages whole = Cifar.Read10(paths);
        using RecordSource source = RecordSource.OpenCifar10(whole.ClassNames, paths);
        AssertSame(whole, source);
    }

    [Fact]
    public void An_npy_file_is_read_row_by_row()
    {
        using var folder = new TemporaryFolder();
        string x = folder.File("x.npy"), y = folder.File("y.npy");
        Tensor inputs = RandomOps.Uniform([9, 2, 5], 0, 1, new RandomStream(1)), targets = Tensor.Wrap([.. Enumerable.Range(0, 9)]);
        Npy.Write(x, inputs);
        Npy.Write(y, targets.To(DType.Int64));
        using (RecordSource source = RecordSource.OpenNpy(x, y))
        {
            AssertSame(new Dataset(inputs, targets), source);
        }
        Npy.Write(y, Tensor.Ones([8]));
        Assert.Contains("the targets are [8]; expected one for each of the 9 samples", Message(() => RecordSource.OpenNpy(x, y)));
        Npy.Write(x, inputs.To(DType.Float64));
        Assert.Contains("samples are read one by one from little-endian float32 arrays", Message(() => RecordSource.OpenNpy(x, y)));
    }

    [Theory]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    public void Labels_of_an_npy_file_are_those_of_the_classes(DType type)
    {
        using var folder = new TemporaryFolder();
        string x = folder.File("x.npy"), y = folder.File("y.npy");
        Npy.Write(x, Tensor.Ones([3, 2]));
        Npy.Write(y, Tensor.Wrap([1, 2, 0]).To(type));
        RecordSource.OpenNpy(x, y, ["a", "b", "c"]).Dispose();
        Assert.Equal($"{y}, target 1: the label 2; with 2 classes labels are 0 to 1.", Message(() => RecordSource.OpenNpy(x, y, ["a", "b"])));
        Npy.Write(y, Tensor.Wrap([1, 2, -1]).To(type));
        Assert.Equal($"{y}, target 2: the label -1; with 3 classes labels are 0 to 2.", Message(() => RecordSource.OpenNpy(x, y, ["a", "b", "c"])));
        if (type == DType.Int64)
        {
            Npy.Write(y, Tensor.Wrap([1L << 32, 0, 0]));
            Assert.Equal($"{y}, target 0: the label 4294967296; labels are 0 to 2147483646.", Message(() => RecordSource.OpenNpy(x, y)));
        }
    }

    private static string Message(Func<object> action) => Assert.Throws<InvalidDataException>(action).Message;
}
