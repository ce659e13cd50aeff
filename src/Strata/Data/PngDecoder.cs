// From a PNG's compressed data to pixels: inflate, undo the row filters, spread the passes, widen the samples to 8
// bits.

using System.Buffers.Binary;
using System.IO.Compression;
using Strata.Serialization;

namespace Strata.Data;

internal sealed class PngDecoder
{
    private readonly PngHeader _header;
    private readonly byte[]? _palette;
    private readonly byte[]? _transparency;
    private readonly string _name;
    private readonly long _dataOffset;
    private readonly int _channels;

    /// <param name="header">The checked header.</param>
    /// <param name="palette">RGB triples; there for colour type 3.</param>
    /// <param name="transparency">The checked content of tRNS, or null.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="dataOffset">Where the first IDAT chunk lies, for messages.</param>
    internal PngDecoder(PngHeader header, byte[]? palette, byte[]? transparency, string name, long dataOffset)
    {
        _header = header;
        _palette = palette;
        _transparency = transparency;
        _name = name;
        _dataOffset = dataOffset;
        _channels = (header.Colour == PngColour.Palette ? 3 : header.Samples) + (transparency is null ? 0 : 1);
    }

    internal Image Decode(Stream compressed)
    {
        Int128 size = (Int128)_header.Width * _header.Height * _channels;
        if (size > Array.MaxLength || _header.RowBytes(_header.Width) >= Array.MaxLength)
            throw Fault.At(_name, 16, $"{_header.Width} x {_header.Height} pixels are more than an array can hold.");
        var pixels = new byte[(int)size];
        using var inflated = new ZLibStream(compressed, CompressionMode.Decompress);
        foreach (PngPass pass in _header.Passes)
        {
            int columns = pass.Columns(_header.Width), rows = columns == 0 ? 0 : pass.Rows(_header.Height);
            int rowBytes = (int)_header.RowBytes(columns);
            // the filter's number, then the row
            byte[] stored = new byte[1 + rowBytes], above = new byte[1 + rowBytes];
            for (int i = 0; i < rows; i++)
            {
                int y = pass.Y + (i * pass.StepY);
                if (Inflate(inflated, stored) < stored.Length)
                    throw Fault.At(_name, _dataOffset,
                        $"too little image data: it ends in row {y} of {_header.Height}.");
                if (stored[0] >= PngFilter.Count)
                    throw Fault.At(_name, _dataOffset, $"row {y} has filter {stored[0]}; expected 0 to 4.");
                PngFilter.Undo(stored[0], stored.AsSpan(1), above.AsSpan(1), _header.FilterDistance);
                Spread(stored.AsSpan(1), columns, pass, y, pixels);
                (stored, above) = (above, stored);
            }
        }
        if (Inflate(inflated, new byte[1]) != 0)
            throw Fault.At(_name, _dataOffset, $"too much image data for {_header.Width} x {_header.Height} pixels.");
        return new Image(_header.Width, _header.Height, _channels, pixels);
    }

    private int Inflate(ZLibStream inflated, Span<byte> bytes)
    {
        try
        {
            return inflated.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            throw Fault.At(_name, _dataOffset, $"the compressed image data is corrupted: {fault.Message}", fault);
        }
    }

    /// <summary>Puts one row of a pass where its pixels belong.</summary>
    private void Spread(ReadOnlySpan<byte> row, int columns, PngPass pass, int y, byte[] pixels)
    {
        int samples = _header.Samples;
        for (int i = 0; i < columns; i++)
        {
            int x = pass.X + (i * pass.StepX);
            Span<byte> pixel = pixels.AsSpan(((y * _header.Width) + x) * _channels, _channels);
            if (_palette is not null && _header.Colour == PngColour.Palette)
            {
                LookUp(Sample(row, i), x, y, pixel);
                continue;
            }
            bool transparent = _transparency is not null;
            for (int k = 0; k < samples; k++)
            {
                int sample = Sample(row, (i * samples) + k);
                pixel[k] = To8Bits(sample);
                transparent = transparent && sample == TransparentSample(k);
            }
            if (_transparency is not null) pixel[samples] = transparent ? (byte)0 : (byte)255;
        }
    }

    private void LookUp(int index, int x, int y, Span<byte> pixel)
    {
        if (index >= _palette!.Length / 3)
            throw Fault.At(_name, _dataOffset,
                $"pixel ({x}, {y}) has colour {index} of a palette of {_palette.Length / 3}.");
        _palette.AsSpan(3 * index, 3).CopyTo(pixel);
        if (_transparency is not null) pixel[3] = index < _transparency.Length ? _transparency[index] : (byte)255;
    }

    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        int depth = _header.Depth;
        if (depth == 8) return row[index];
        if (depth == 16) return BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]);
        long bit = (long)index * depth;                // the leftmost pixel is in the highest bits
        return (row[(int)(bit / 8)] >> (8 - depth - (int)(bit % 8))) & ((1 << depth) - 1);
    }

    /// <summary>round(sample · 255 / (2^depth - 1)); exact for 1, 2, 4 and 8 bits.</summary>
    private byte To8Bits(int sample)
    {
        int most = (1 << _header.Depth) - 1;
        return (byte)(((sample * 255) + (most / 2)) / most);
    }

    /// <summary>
    /// Sample k of the one colour that tRNS makes transparent; only as many bits of it count as a sample has.
    /// </summary>
    private int TransparentSample(int k) =>
        BinaryPrimitives.ReadUInt16BigEndian(_transparency.AsSpan(2 * k)) & ((1 << _header.Depth) - 1);
}
