using System.IO.Compression;
using System.Text;
using Strata.Data;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Data;

public class NpyTests
{
    // The bytes that numpy.save writes: the header is padded to a multiple of 64.
    private static byte[] NpyFile(string header, byte[] data, byte version = 1)
    {
        int prefix = version == 1 ? 2 : 4;
        string text = header.PadRight(((8 + prefix + header.Length + 64) / 64 * 64) - 8 - prefix - 1) + "\n";
        return [0x93, .. "NUMPY"u8, version, 0, .. BitConverter.GetBytes(text.Length)[..prefix], .. Encoding.Latin1.GetBytes(text), .. data];
    }

    private static Tensor Read(byte[] file) => Npy.Read(new MemoryStream(file), "a.npy", file.Length);

    private static string Message(byte[] file) => Assert.Throws<InvalidDataException>(() => Read(file)).Message;

    private static string Dictionary(string type, string shape, bool fortran = false)
        => $"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}";

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Bool)]
    public void What_is_written_is_read_back(DType dtype)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.npy");
        foreach (Shape shape in (Shape[])[[], [3], [2, 3], [2, 0, 4], [1, 2, 3, 2]])
        {
            Tensor x = RandomOps.Uniform(shape, 0, 2, new RandomStream(1)).To(dtype);
            Npy.Write(path, x);
            Tensor y = Npy.Read(path);
            Assert.Equal((x.Shape, x.DType), (y.Shape, y.DType));
            Assert.Equal(x.To(DType.Float64).ToArray<double>(), y.To(DType.Float64).ToArray<double>());
            byte[] file = File.ReadAllBytes(path);
            Assert.Equal(0, (file.Length - (x.Count * dtype.Size())) % 64);
        }
    }

    [Fact]
    public void The_header_is_numpys()
    {
        using var folder = new TemporaryFolder();
        Npy.Write(folder.File("a.npy"), Tensor.Wrap([1f, 2, 3]));
        // numpy.save('a.npy', numpy.array([1, 2, 3], 'f4'))
        Assert.Equal(NpyFile(Dictionary("<f4", "(3,)"), [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64]), File.ReadAllBytes(folder.File("a.npy")));
    }

    [Fact]
    public void Other_types_are_converted()
    {
        Assert.Equal([1.5f, -2], Read(NpyFile(Dictionary("<f2", "(2,)"), [0x00, 0x3E, 0x00, 0xC0])).ToArray<float>());
        Assert.Equal([-1, 5], Read(NpyFile(Dictionary("|i1", "(2,)"), [255, 5])).ToArray<int>());
        Assert.Equal([-2, 258], Read(NpyFile(Dictionary("<i2", "(2,)"), [0xFE, 0xFF, 2, 1])).ToArray<int>());
        Assert.Equal([65534], Read(NpyFile(Dictionary("<u2", "(1,)"), [0xFE, 0xFF])).ToArray<int>());
        Assert.Equal([4294967295L], Read(NpyFile(Dictionary("<u4", "(1,)"), [255, 255, 255, 255])).ToArray<long>());
        Assert.Equal([258L], Read(NpyFile(Dictionary(">u8", "(1,)"), [0, 0, 0, 0, 0, 0, 1, 2])).ToArray<long>());
        Assert.Equal([1f], Read(NpyFile(Dictionary(">f4", "(1,)"), [63, 128, 0, 0])).ToArray<float>());
    }

    [Fact]
    public void Column_major_arrays_and_all_three_versions_are_read()
    {
        byte[] data = [1, 4, 2, 5, 3, 6];
        foreach (byte version in (byte[])[1, 2, 3])
        {
            Tensor x = Read(NpyFile(Dictionary("|u1", "(2, 3)", fortran: true), data, version));
            Assert.Equal("[2, 3]", x.Shape.ToString());
            Assert.Equal([1, 2, 3, 4, 5, 6], x.ToArray<byte>());
        }
    }

    [Fact]
    public void Faults_are_named()
    {
        Assert.Contains("offset 0: not an .npy file", Message("PK..."u8.ToArray()));
        Assert.Contains("version 9; expected 1, 2 or 3", Message([0x93, .. "NUMPY"u8, 9, 0, 0, 0]));
        Assert.Contains("are of the type '|O', Python objects; reading them would run code", Message(NpyFile(Dictionary("|O", "(1,)"), [1])));
        Assert.Contains("'<c8', which a tensor cannot hold; expected f4, f8", Message(NpyFile(Dictionary("<c8", "(1,)"), [1])));
        Assert.Contains("records of several fields", Message(NpyFile("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }", [1])));
        Assert.Contains("the header lacks one of its entries", Message(NpyFile("{'descr': '<f4', }", [])));
        Assert.Contains("the header has the entry 'form'", Message(NpyFile("{'form': '<f4', }", [])));
        Assert.Contains("should have True or False here", Message(NpyFile("{'fortran_order': 1, }", [])));
        Assert.Contains("larger than a tensor can be", Message(NpyFile(Dictionary("<f4", "(100000, 100000)"), [])));
        Assert.Contains("needs 4000 bytes from offset 128: the file is truncated.", Message(NpyFile(Dictionary("<f4", "(1000,)"), [1, 2])));
        Assert.Contains("bytes left over after the 4", Message(NpyFile(Dictionary("<f4", "(1,)"), [1, 2, 3, 4, 5])));
        Assert.Contains("element 1 is above 2^63 - 1", Message(NpyFile(Dictionary("<u8", "(2,)"), [.. new byte[15], 128])));
        Assert.Contains("a truth value is the byte 2", Message(NpyFile(Dictionary("|b1", "(1,)"), [2])));
        byte[] whole = NpyFile(Dictionary("<f4", "(2, 2)"), new byte[16]);
        for (int length = 0; length < whole.Length; length++)
        {
            Message(whole[..length]);
        }
    }

    [Fact]
    public void An_archive_keeps_its_arrays_by_name()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.npz");
        Npz.Write(path, [new("x", Tensor.Ones([2, 3])), new("labels", Tensor.Wrap([1, 2, 3]))]);
        IReadOnlyDictionary<string, Tensor> arrays = Npz.Read(path);
        Assert.Equal(["x", "labels"], arrays.Keys);
        Assert.Equal([1, 2, 3], arrays["labels"].ToArray<int>());
        Assert.Contains("need names that differ", Assert.Throws<ArgumentException>(() => Npz.Write(path, [new("x", Tensor.Ones([])), new("x", Tensor.Ones([]))])).Message);
    }

    [Fact]
    public void A_bad_archive_is_refused()
    {
        Assert.Contains("z.npz, offset 0: not a zip file, or a corrupted one", ZipMessage("no zip at all, far from it"u8.ToArray()));
        Assert.Contains("z.npz, readme.txt, offset 0: an .npz file holds .npy files only.", ZipMessage(Zip("readme.txt", "x"u8.ToArray())));
        Assert.Contains("z.npz, x.npy, offset 0: not an .npy file", ZipMessage(Zip("x.npy", "x"u8.ToArray())));
        // Its length claims 4 GB - 1 in the local and the central header.
        byte[] bomb = Zip("x.npy", NpyFile(Dictionary("<f4", "(1,)"), [0, 0, 0, 0]));
        int central = bomb.AsSpan().LastIndexOf("PK\x01\x02"u8);
        bomb.AsSpan(central + 24, 4).Fill(0xFE);
        Assert.Contains("to 4278124286 bytes, more than compression can do", ZipMessage(bomb));

        // One bit of the last element, which nothing but the checksum can tell.
        byte[] array = NpyFile(Dictionary("<f4", "(1,)"), [0, 0, 0, 0]), flipped = Zip("x.npy", array, CompressionLevel.NoCompression);
        flipped[flipped.AsSpan().IndexOf(array) + array.Length - 1] ^= 1;
        Assert.Matches("^z.npz, x.npy, offset 0: its checksum is [0-9A-F]{8}, but the file was written with [0-9A-F]{8}: it is corrupted.$", ZipMessage(flipped));

        static string ZipMessage(byte[] file) => Assert.Throws<InvalidDataException>(() => Npz.Read(new MemoryStream(file), "z.npz")).Message;

        static byte[] Zip(string name, byte[] content, CompressionLevel level = CompressionLevel.Optimal)
        {
            using var stream = new MemoryStream();
            using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            {
                using Stream entry = zip.CreateEntry(name, level).Open();
                entry.Write(content);
            }
            return stream.ToArray();
        }
    }
}
