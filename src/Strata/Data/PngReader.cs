// The chunks of a PNG file: their checksums, their order, and what the pixels need from them.

using System.Buffers.Binary;
using System.Text;
using Strata.Serialization;

namespace Strata.Data;

internal sealed class PngReader
{
    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Length, type and checksum: what each chunk has around its data.</summary>
    private const int ChunkFrame = 12;

    private readonly byte[] _file;
    private readonly string _name;
    private readonly List<Range> _data = [];
    private PngHeader? _header;
    private byte[]? _palette;
    private byte[]? _transparency;
    private long _dataOffset = -1;

    private PngReader(byte[] file, string name) => (_file, _name) = (file, name);

    /// <summary>Reads a whole file. What follows the end chunk is ignored, as by all decoders.</summary>
    internal static Image Read(byte[] file, string name) => new PngReader(file, name).Read();

    private Image Read()
    {
        ReadOnlySpan<byte> start = _file.AsSpan(0, Math.Min(_file.Length, Signature.Length));
        if (!Signature.StartsWith(start))
            throw Fault.At(_name, 0, "not a PNG file: the first eight bytes are not PNG's signature.");

        long offset = Signature.Length;
        string before = "";
        while (true)
        {
            (string type, int length) = CheckChunk(offset);
            Take(type, before, offset, _file.AsSpan((int)offset + 8, length));
            if (type == "IEND") break;
            offset += ChunkFrame + length;
            before = type;
        }

        PngHeader header = _header!.Value;
        using var data = new MemoryStream();
        foreach (Range part in _data) data.Write(_file.AsSpan(part));
        data.Position = 0;
        // A deflate symbol of at least two bits stands for at most 258 bytes: 1032 to 1.
        if (header.StoredBytes > 1032 * (Int128)data.Length)
            throw Fault.At(_name, 16, $"the header claims {header.Width} x {header.Height} pixels, " +
                $"more than {data.Length} bytes of compressed data can hold.");
        return new PngDecoder(header, _palette, _transparency, _name, _dataOffset).Decode(data);
    }

    /// <summary>
    /// The type and data length of the chunk at <paramref name="offset"/>, which is whole and unharmed.
    /// </summary>
    private (string Type, int Length) CheckChunk(long offset)
    {
        long left = _file.Length - offset;
        if (left < ChunkFrame)
            throw Fault.At(_name, _file.Length,
                $"the file ends too early: expected a chunk at offset {offset} and an IEND chunk at the end.");
        ReadOnlySpan<byte> chunk = _file.AsSpan((int)offset);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
        foreach (byte letter in chunk[4..8])
            if (!char.IsAsciiLetter((char)letter))
                throw Fault.At(_name, offset + 4, "a chunk's type is not four letters.");
        string type = Encoding.ASCII.GetString(chunk[4..8]);
        if (length > left - ChunkFrame)
            throw Fault.At(_name, offset,
                $"the file ends too early: chunk {type} claims {length} bytes, {left - ChunkFrame} are there.");
        uint stored = BinaryPrimitives.ReadUInt32BigEndian(chunk[(8 + (int)length)..]);
        uint computed = Crc32.Compute(chunk.Slice(4, 4 + (int)length));
        if (stored != computed)
            throw Fault.At(_name, offset + 8 + length,
                $"chunk {type} is corrupted: its CRC is {computed:X8}, the file says {stored:X8}.");
        return (type, (int)length);
    }

    private void Take(string type, string before, long offset, ReadOnlySpan<byte> data)
    {
        if (_header is null && type != "IHDR")
            throw Fault.At(_name, offset, $"the first chunk is {type}; expected IHDR.");
        switch (type)
        {
            case "IHDR":
                if (_header is not null) throw Fault.At(_name, offset, "a second IHDR chunk.");
                _header = PngHeader.Read(data, _name, offset + 8);
                break;
            case "PLTE":
                TakePalette(offset, data);
                break;
            case "tRNS":
                TakeTransparency(offset, data);
                break;
            case "IDAT":
                if (_dataOffset < 0) _dataOffset = offset;
                else if (before != "IDAT") throw Fault.At(_name, offset, $"chunk {before} stands between IDAT chunks.");
                if (_header!.Value.Colour == PngColour.Palette && _palette is null)
                    throw Fault.At(_name, offset,
                        "the palette is missing: colour type 3 needs a PLTE chunk before IDAT.");
                _data.Add(((int)offset + 8)..((int)offset + 8 + data.Length));
                break;
            case "IEND":
                if (_dataOffset < 0) throw Fault.At(_name, offset, "the picture has no IDAT chunk.");
                break;
            default:
                bool critical = char.IsAsciiLetterUpper(type[0]);
                if (critical) throw Fault.At(_name, offset, $"unknown critical chunk {type}.");
                break;
        }
    }

    private void TakePalette(long offset, ReadOnlySpan<byte> data)
    {
        PngHeader header = _header!.Value;
        if (header.Colour is PngColour.Grey or PngColour.GreyAlpha)
            throw Fault.At(_name, offset, "a grey picture has a palette.");
        if (_palette is not null || _dataOffset >= 0 || _transparency is not null)
            throw Fault.At(_name, offset, "chunk PLTE must come once, before tRNS and IDAT.");
        int most = header.Colour == PngColour.Palette ? 1 << header.Depth : 256;
        if (data.Length == 0 || data.Length % 3 != 0 || data.Length / 3 > most)
            throw Fault.At(_name, offset,
                $"chunk PLTE has {data.Length} bytes; expected 3 for each of 1 to {most} colours.");
        _palette = data.ToArray();
    }

    private void TakeTransparency(long offset, ReadOnlySpan<byte> data)
    {
        if (_transparency is not null || _dataOffset >= 0)
            throw Fault.At(_name, offset, "chunk tRNS must come once, before IDAT.");
        PngHeader header = _header!.Value;
        switch (header.Colour)
        {
            case PngColour.Palette:
                if (_palette is null) throw Fault.At(_name, offset, "chunk tRNS comes before the palette.");
                if (data.Length == 0 || data.Length > _palette.Length / 3)
                    throw Fault.At(_name, offset,
                        $"chunk tRNS has {data.Length} bytes for {_palette.Length / 3} colours.");
                break;
            case PngColour.Grey or PngColour.Rgb:
                if (data.Length != 2 * header.Samples)
                    throw Fault.At(_name, offset,
                        $"chunk tRNS has {data.Length} bytes; expected {2 * header.Samples}.");
                break;
            default:
                throw Fault.At(_name, offset, "a picture with an alpha channel has a tRNS chunk too.");
        }
        _transparency = data.ToArray();
    }
}
