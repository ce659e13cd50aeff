// Every reader of the library, with the files that it is tried with.

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Strata.Data;
using Strata.Layers;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Fuzz;

internal static class Targets
{
    // Deflate packs up to 1032 bytes into one.
    private const int Deflated = 1032;

    public static IReadOnlyList<Target> All(string folder)
    {
        var checkpoints = new Checkpoints(folder);
        return
        [
            new("png", Png(), file => PngReader.Read(file, "fuzz"), 20 * Deflated) { Repair = FixChecksums },
            new("bmp", Bmps(), file => Bmp.Read(file, "fuzz"), 100),
            new("pnm", Pnms(), file => Pnm.Read(file, "fuzz"), 100),
            new("picture", [.. Png().Take(2), .. Bmps().Take(2), .. Pnms().Take(2)], file => ImageFormats.Read(file, "fuzz"), 20 * Deflated),
            new("idx", Idx(), file => IdxFile.Read(new MemoryStream(file), "fuzz"), 4 * Deflated),
            new("csv", Csvs(), ReadCsv, 1000),
            new("npy", Npys(), file => Npy.Read(new MemoryStream(file), "fuzz", file.Length), 100),
            new("npz", Npzs(), file => Npz.Read(new MemoryStream(file), "fuzz"), 10 * Deflated) { Repair = FixZipChecksums },
            new("cifar", [[.. Record(3073, 1), .. Record(3073, 9)], Record(3073, 0), Record(3074, 5)], ReadCifar, 100),
            new("wav", Wavs(), file => Wav.Read(file, "fuzz"), 100),
            new("safetensors", SafeTensorFiles(folder), file => ReadSafeTensors(file, folder), 1000),
            new("model", [s_model.Value.Architecture], file => ReadModel(file, folder), 2000),
            new("checkpoint", checkpoints.Files, checkpoints.Read, 2000),
            new("text", ["Call me Ishmael. Some years ago \u2014"u8.ToArray(), "\uFEFF\u6625\u7720\u4E0D\u89BA\u66C9 \U0001F600"u8.ToArray(), Gzip("gzip text"u8.ToArray())], ReadText, 4 * Deflated),
        ];
    }

    private static readonly Lazy<(byte[] Architecture, IReadOnlyDictionary<string, Tensor> Tensors)> s_model = new(Model);

    private static byte[][] Png()
    {
        var files = new List<byte[]>();
        foreach ((byte depth, byte colour) in ((byte, byte)[])[(1, 0), (8, 0), (16, 0), (8, 2), (16, 2), (2, 3), (8, 3), (8, 4), (16, 4), (8, 6), (16, 6)])
        {
            foreach (byte interlace in (byte[])[0, 1])
            {
                byte[] header = new byte[13];
                BinaryPrimitives.WriteInt32BigEndian(header, 5);
                BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 3);
                (header[8], header[9], header[12]) = (depth, colour, interlace);
                PngHeader read = PngHeader.Read(header, "seed", 0);
                byte[] rows = new byte[(int)read.StoredBytes]; // filter 0 and colour 0 everywhere
                files.Add([.. PngReader.Signature, .. Chunk("IHDR", header), .. colour == 3 ? Chunk("PLTE", [1, 2, 3, 4, 5, 6]) : [],
                    .. colour == 3 ? Chunk("tRNS", [7]) : colour is 0 ? Chunk("tRNS", [0, 0]) : [], .. Chunk("IDAT", Zlib(rows)), .. Chunk("IEND", [])]);
            }
        }
        return [.. files];
    }

    private static byte[][] Bmps()
    {
        var files = new List<byte[]>();
        foreach ((int bits, int compression, int headerLength) in ((int, int, int)[])[(1, 0, 40), (4, 0, 40), (8, 0, 40), (16, 0, 40), (24, 0, 40), (32, 0, 40), (16, 3, 40), (32, 3, 108), (24, 0, 124), (24, 0, 12)])
        {
            int palette = bits <= 8 ? 4 << bits : compression == 3 && headerLength == 40 ? 12 : 0;
            int row = ((5 * bits) + 31) / 32 * 4, data = 14 + headerLength + palette;
            byte[] file = new byte[data + (3 * row)];
            (file[0], file[1]) = ((byte)'B', (byte)'M');
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), data);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), headerLength);
            if (headerLength == 12)
            {
                (file[18], file[20], file[22], file[24]) = (5, 3, 1, (byte)bits);
            }
            else
            {
                (file[18], file[22], file[26], file[28], file[30]) = (5, 3, 1, (byte)bits, (byte)compression);
                if (compression == 3)
                {
                    (file[54 + (bits / 16)], file[58], file[62 + 1]) = (0x0F, 0x0F, 0x0F);
                }
            }
            files.Add(file);
        }
        return [.. files];
    }

    private static byte[][] Pnms() =>
    [
        "P1\n# bits\n3 2\n0 1 0 101"u8.ToArray(), "P2 3 2 15 0 1 2 3 15 7"u8.ToArray(), "P3\n2 1\n255\n1 2 3 4 5 255\n"u8.ToArray(),
        [.. "P4\n9 2\n"u8, 1, 2, 3, 4], [.. "P5 3 2 255\n"u8, 1, 2, 3, 4, 5, 6], [.. "P5 2 1 1000\n"u8, 0, 1, 3, 0xE8], [.. "P6 1 2 255\n"u8, 1, 2, 3, 4, 5, 6],
    ];

    private static byte[][] Idx()
    {
        byte[] plain = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6];
        return [plain, Gzip(plain), [0, 0, 13, 1, 0, 0, 0, 1, 0, 0, 0, 0], [0, 0, 14, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]];
    }

    private static byte[][] Csvs() =>
    [
        "a,b,target\r\n1,2.5,yes\r\n3,,no\r\n"u8.ToArray(), "\uFEFFname;\"x;y\";t\n\"a \"\"quoted\"\"\nname\";1e3;0\nb;NA;1"u8.ToArray(),
        "n,kind,y\n1,red,0.5\n2,blue,0.25\n3,red,1\n"u8.ToArray(), Gzip("a,b\n1,2\n3,4\n"u8.ToArray()),
    ];

    private static void ReadCsv(byte[] file)
    {
        byte[] content = FileContent.Unpack(file, "fuzz");
        Table table = Csv.Parse(content, "fuzz", new CsvFormat { Delimiter = content.Contains((byte)';') ? ';' : ',' });
        if (table.Columns.Count is > 1 and < 100)
        {
            table.ToDataset(table.Columns[^1], MissingValues.Mean);
        }
    }

    private static byte[][] Npys()
    {
        DType[] types = [DType.Float32, DType.Float64, DType.Int32, DType.Int64, DType.UInt8, DType.Bool];
        byte[][] written = [.. types.Select(type => NpyBytes(Tensor.Ones([2, 3], type)))];
        string[] codes = ["<f2", "|i1", ">i2", "<u2", ">u4", "<u8", ">f8"];
        byte[][] others = [.. codes.Select(code => NpyBytes(Tensor.Zeros([8], DType.Float64), text => WithType(text, code)))];
        byte[] fortran = NpyBytes(Tensor.Ones([3, 4]), text => text.Replace("False", "True ", StringComparison.Ordinal));
        byte[] version3 = [.. written[0][..6], 3, 0, .. written[0][8..10], 0, 0, .. written[0][10..]];
        return [.. written, .. others, fortran, version3];
    }

    // The same 64 bytes as elements of another type, in a header of the same length.
    private static string WithType(string text, string code)
    {
        string shape = $"({64 / (code[2] - '0')},), }}";
        return text.Replace("<f8", code, StringComparison.Ordinal).Replace("(8,), }".PadRight(shape.Length), shape, StringComparison.Ordinal);
    }

    private static byte[] NpyBytes(Tensor tensor, Func<string, string>? edit = null)
    {
        using var stream = new MemoryStream();
        Npy.Write(stream, tensor);
        byte[] file = stream.ToArray();
        return edit is null ? file : Encoding.Latin1.GetBytes(edit(Encoding.Latin1.GetString(file)));
    }

    private static byte[][] Npzs() => [Zip(CompressionLevel.Optimal), Zip(CompressionLevel.NoCompression)];

    private static byte[] Zip(CompressionLevel level)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, Tensor tensor) in ((string, Tensor)[])[("x.npy", Tensor.Ones([2, 3])), ("y.npy", Tensor.Zeros([4], DType.Int32))])
            {
                using Stream entry = zip.CreateEntry(name, level).Open();
                Npy.Write(entry, tensor);
            }
        }
        return stream.ToArray();
    }

    // The checksums of the central headers, which are those that count.
    private static void FixZipChecksums(byte[] file)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(file, writable: false));
            int header = 0;
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                header += file.AsSpan(header).IndexOf("PK\x01\x02"u8) + 1; // one behind the last
                using Stream content = entry.Open();
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(header + 15), Crc32.Compute(GrowingRead.UpTo(content, 1 << 20)));
            }
        }
        catch (InvalidDataException)
        {
            // As broken as it was.
        }
    }

    private static byte[] Record(int length, byte label) => [label, .. Enumerable.Range(1, length - 1).Select(i => (byte)i)];

    private static void ReadCifar(byte[] file)
    {
        int labelBytes = file.Length % 3074 == 0 ? 2 : 1;
        Cifar.Read(["fuzz"], _ => file, labelBytes, labelBytes - 1, [.. Enumerable.Range(0, 10).Select(i => $"{i}")]);
    }

    private static byte[][] Wavs()
    {
        var files = new List<byte[]>();
        foreach ((int kind, int channels, int bits) in ((int, int, int)[])[(1, 1, 8), (1, 2, 16), (1, 1, 24), (1, 1, 32), (3, 2, 32), (3, 1, 64), (0xFFFE, 1, 16)])
        {
            byte[] format = new byte[kind == 0xFFFE ? 40 : 16];
            BinaryPrimitives.WriteUInt16LittleEndian(format, (ushort)kind);
            (format[2], format[4], format[5], format[12], format[14]) = ((byte)channels, 0x40, 0x1F, (byte)(channels * bits / 8), (byte)bits);
            if (kind == 0xFFFE)
            {
                format[24] = 1;
            }
            byte[] body = [.. "WAVE"u8, .. Riff("fmt ", format), .. Riff("LIST", [1, 2, 3]), .. Riff("data", new byte[channels * bits / 8 * 4])];
            files.Add(Riff("RIFF", body));
        }
        return [.. files];
    }

    private static byte[] Riff(string name, byte[] data)
    {
        byte[] chunk = new byte[8 + data.Length + (data.Length & 1)];
        Encoding.ASCII.GetBytes(name).CopyTo(chunk, 0);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), data.Length);
        data.CopyTo(chunk, 8);
        return chunk;
    }

    private static byte[][] SafeTensorFiles(string folder)
    {
        string path = Path.Combine(folder, "seed.safetensors");
        SafeTensors.Write(path, [new("w", Tensor.Ones([2, 3])), new("b", Tensor.Zeros([2], DType.Bool)), new("n", Tensor.Zeros([], DType.Int64))],
            new Dictionary<string, string> { ["kind"] = "seed" });
        return [File.ReadAllBytes(path)];
    }

    private static void ReadSafeTensors(byte[] file, string folder)
    {
        string path = Path.Combine(folder, "fuzz.safetensors");
        File.WriteAllBytes(path, file);
        SafeTensors.Read(path);
    }

    // The architecture is what is mutated; the tensors beside it are right, so that a change comes as far as it can.
    private static void ReadModel(byte[] architecture, string folder)
    {
        string path = Path.Combine(folder, "fuzz-model.safetensors");
        SafeTensors.Write(path, s_model.Value.Tensors, new Dictionary<string, string> { ["strata.model"] = Encoding.UTF8.GetString(architecture) });
        Layer.Load(path);
    }

    private static (byte[] Architecture, IReadOnlyDictionary<string, Tensor> Tensors) Model()
    {
        var pool = new MaxPool2D(2);
        var dense = new Dense(5);
        var model = new Sequential(
            new Standardize(), new Pad2D(1), new Conv2D(3, 3, table: ConnectionTable.Parse("0 0 0", 1)), pool, new MaxUnpool2D(pool), new AdaptiveAvgPool2D((4, 3)),
            new UpSample2D(2, Interpolation.Bilinear), new Branches(new Conv2D(2, 1), new LeakyRelu(0.1)), new Residual(new BatchNorm()), new Reshape([10, 24]),
            new Bidirectional(new Lstm(2, peephole: Peephole.Current), new Gru(2, padding: 0)), dense, new Dropout(0.5), new TiedDense(dense), new PcaWhitening(3),
            new EuclideanRbf(Tensor.Ones([2, 3])));
        model.Build([1, 6, 6], new RandomStream(1));
        dense.Freeze();
        string path = Path.GetTempFileName();
        model.Save(path);
        TensorFile file = SafeTensors.Read(path);
        File.Delete(path);
        return (Encoding.UTF8.GetBytes(file.Metadata["strata.model"]), file.Tensors);
    }

    private static void ReadText(byte[] file)
    {
        string text = Vocabulary.Decode(FileContent.Unpack(file, "fuzz"), "fuzz");
        if (text.Length > 0)
        {
            var vocabulary = new Vocabulary(text);
            if (vocabulary.Decode(vocabulary.Encode(text)) != text)
            {
                throw new InvalidOperationException("the text does not come back");
            }
        }
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type).CopyTo(chunk, 4);
        data.CopyTo(chunk, 8);
        FixChecksum(chunk, data.Length);
        return chunk;
    }

    private static void FixChecksum(Span<byte> chunk, int length)
        => BinaryPrimitives.WriteUInt32BigEndian(chunk[(8 + length)..], Crc32.Compute(chunk.Slice(4, 4 + length)));

    private static void FixChecksums(byte[] file)
    {
        for (long offset = 8; file.Length - offset >= 12;)
        {
            Span<byte> chunk = file.AsSpan((int)offset);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (length > chunk.Length - 12)
            {
                return;
            }
            FixChecksum(chunk, (int)length);
            offset += 12 + length;
        }
    }

    private static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }
        return stream.ToArray();
    }

    private static byte[] Zlib(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Optimal))
        {
            zlib.Write(content);
        }
        return stream.ToArray();
    }
}
