using System.IO.Compression;
using Strata.Data;

namespace Strata.Tests.Data;

public class IdxTests
{
    private static readonly byte[] s_small = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6];

    private static byte[] Gzip(byte[] content)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal)) gzip.Write(content);
        return stream.ToArray();
    }

    private static string Message(byte[] file) =>
        Assert.Throws<InvalidDataException>(() => IdxFile.Read(new MemoryStream(file))).Message;

    [Fact]
    public void Plain_and_gzip_read_the_same()
    {
        foreach (byte[] file in (byte[][])[s_small, Gzip(s_small)])
        {
            IdxArray array = IdxFile.Read(new MemoryStream(file));
            Assert.Equal([2, 3], array.Dimensions);
            Assert.Equal(IdxElementType.UInt8, array.ElementType);
            Assert.Equal([1, 2, 3, 4, 5, 6], array.Bytes);
        }
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read_too()
    {
        using var gzip = new GZipStream(new MemoryStream(Gzip(Gzip(s_small))), CompressionMode.Decompress);
        Assert.Equal([1, 2, 3, 4, 5, 6], IdxFile.Read(gzip).Bytes);
    }

    [Theory]
    [InlineData(0x08, IdxElementType.UInt8, 1)]
    [InlineData(0x09, IdxElementType.Int8, 1)]
    [InlineData(0x0B, IdxElementType.Int16, 2)]
    [InlineData(0x0C, IdxElementType.Int32, 4)]
    [InlineData(0x0D, IdxElementType.Float32, 4)]
    [InlineData(0x0E, IdxElementType.Float64, 8)]
    public void Every_element_type_is_read_as_it_lies_in_the_file(byte code, IdxElementType type, int size)
    {
        byte[] data = [.. Enumerable.Range(1, 3 * size).Select(i => (byte)i)];
        IdxArray array = IdxFile.Read(new MemoryStream([0, 0, code, 1, 0, 0, 0, 3, .. data]));
        Assert.Equal(type, array.ElementType);
        Assert.Equal([3], array.Dimensions);
        Assert.Equal(data, array.Bytes);
    }

    [Theory]
    [InlineData("a.idx")]
    [InlineData("a.idx.gz")]
    public void What_is_written_is_read_back(string name)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(name);
        IdxFile.Write(path, new byte[] { 9, 8, 7, 6 }, 2, 1, 2);
        IdxArray array = IdxFile.Read(path);
        Assert.Equal([2, 1, 2], array.Dimensions);
        Assert.Equal([9, 8, 7, 6], array.Bytes);
        Assert.Equal([name], folder.Names());
        Assert.Equal(name.EndsWith(".gz", StringComparison.Ordinal) ? 0x1F : 0, File.ReadAllBytes(path)[0]);
    }

    [Fact]
    public void Writing_checks_the_dimensions()
    {
        var fault = Assert.Throws<ArgumentException>(() => IdxFile.Write("never.idx", new byte[5], 2, 3));
        Assert.Contains("Dimensions [2, 3] need 6 bytes; got 5.", fault.Message);
        Assert.Contains(
            "1 to 8 dimensions; got 0", Assert.Throws<ArgumentException>(() => IdxFile.Write("never.idx", new byte[1])).Message);
        Assert.False(File.Exists("never.idx"));
    }

    [Fact]
    public void A_fault_names_the_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("t10k-labels-idx1-ubyte");
        File.WriteAllBytes(path, s_small[..^1]);
        Assert.Equal(
            $"{path}, offset 17: the file ends 1 bytes too early: it lacks the 6 bytes of data that the dimensions [2, 3] claim.",
            Assert.Throws<InvalidDataException>(() => IdxFile.Read(path)).Message);
    }

    [Fact]
    public void Every_truncation_is_a_fault()
    {
        byte[] gzip = Gzip(s_small);
        for (int length = 0; length < s_small.Length; length++) Assert.Contains("too early", Message(s_small[..length]));
        for (int length = 0; length < s_small.Length; length++) Assert.Contains("too early", Message(Gzip(s_small[..length])));
        // Its last nine bytes are the end mark and the checksum: all the data is there before them.
        for (int length = 0; length < gzip.Length - 9; length++) Assert.Contains("too early", Message(gzip[..length]));
    }

    [Fact]
    public void Bad_header_values_are_named()
    {
        Assert.Contains(
            "offset 0: not an IDX file: it starts with 50 4B, expected 00 00.", Message("PK\u0003\u0004 and so on"u8.ToArray()));
        Assert.Contains(
            "offset 2: unknown element type 0A; expected 08, 09, 0B, 0C, 0D or 0E.", Message([0, 0, 10, 1, 0, 0, 0, 1, 1]));
        Assert.Contains("offset 3: rank 0; expected 1 to 8.", Message([0, 0, 8, 0, 1]));
        Assert.Contains("offset 3: rank 9; expected 1 to 8.", Message([0, 0, 8, 9, .. new byte[36]]));
        Assert.Contains(
            "offset 4: dimension 0 is 2147483648, more than 2^31 - 1.", Message([0, 0, 8, 1, 0x80, 0, 0, 0, 1]));
        Assert.Contains("offset 8: dimension 1 (65536) makes the array larger than 2 GiB.",
            Message([0, 0, 8, 2, 0, 1, 0, 0, 0, 1, 0, 0, 1]));
        Assert.Contains(
            "offset 4: dimension 0 (1073741824) makes the array larger than 2 GiB.", Message([0, 0, 14, 1, 0x40, 0, 0, 0, 1]));
        Assert.Contains("offset 18: bytes left over after the 6 bytes", Message([.. s_small, 7]));
        Assert.Contains("offset 18: bytes left over after the 6 bytes", Message(Gzip([.. s_small, 7])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_header_that_claims_more_than_the_file_holds_costs_no_memory(bool gzip)
    {
        byte[] file = [0, 0, 8, 3, 0, 0, 0xEA, 0x60, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3];
        if (gzip) file = Gzip(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Message(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Equal("stream, offset 19: the file ends 47,039,997 bytes too early: " +
            "it lacks the 47,040,000 bytes of data that the dimensions [60000, 28, 28] claim.", message);
    }

    [Fact]
    public void A_corrupted_gzip_file_is_a_fault()
    {
        byte[] file = Gzip([0, 0, 8, 1, 0, 0, 4, 0, .. Enumerable.Range(0, 1024).Select(i => (byte)(i * i))]);
        file[^6] ^= 1;   // its checksum
        Assert.Contains("the gzip data is corrupted", Message(file));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_mutation_ends_in_an_array_or_in_invalid_data(bool gzip)
    {
        byte[] original = gzip ? Gzip(s_small) : s_small;
        var random = new Random(10);
        int read = 0, refused = 0;
        for (int trial = 0; trial < 500; trial++)
        {
            byte[] file = [.. original];
            for (int n = random.Next(1, 4); n > 0; n--) file[random.Next(file.Length)] = (byte)random.Next(256);
            if (random.Next(10) == 0) file = file[..random.Next(file.Length)];
            try
            {
                IdxFile.Read(new MemoryStream(file));
                read++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.Equal(500, read + refused);
        Assert.True(read > 0 && refused > 0);
    }

    [Fact]
    public void The_real_files_of_mnist_are_read()
    {
        IdxArray images = IdxFile.Read(SharedData.Path("mnist/t10k-images-idx3-ubyte.gz"));
        IdxArray labels = IdxFile.Read(SharedData.Path("mnist/t10k-labels-idx1-ubyte.gz"));
        Assert.Equal([10000, 28, 28], images.Dimensions);
        Assert.Equal([10000], labels.Dimensions);
        Assert.Equal([7, 2, 1, 0, 4], labels.Bytes[..5]);
    }
}
