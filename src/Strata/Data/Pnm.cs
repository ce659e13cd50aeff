// Portable any-map (Jef Poskanzer, 1988; the netpbm formats): P1 to P3 in decimal text, P4 to P6 in bytes; bits, grey, RGB.

using Strata.Serialization;

namespace Strata.Data;

/// <summary>Reads PBM, PGM and PPM pictures, and writes PGM and PPM.</summary>
public static class Pnm
{
    /// <summary>
    /// Reads the picture of the PBM, PGM or PPM file at <paramref name="path"/> (P1 to P6), or its first one; samples up to any maximum (65,535 at most) are
    /// scaled to 0..255. Bitmaps and grey maps have one channel, pixmaps three.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is none of these, is truncated, or breaks the format's rules. The message names the file, the offset and the fault. No more memory is taken than
    /// the file justifies.
    /// </exception>
    public static Image Read(string path) => Read(File.ReadAllBytes(path), path);

    /// <summary>Writes a picture as PGM (P5) or PPM (P6), without its alpha channel. The file appears whole or not at all.</summary>
    public static void Write(string path, Image image)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(image);
        int kept = image.Channels >= 3 ? 3 : 1;
        AtomicFile.Write(path, stream =>
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes($"P{(kept == 3 ? 6 : 5)}\n{image.Width} {image.Height}\n255\n"));
            for (int i = 0; i < image.Pixels.Length; i += image.Channels)
            {
                stream.Write(image.Pixels.AsSpan(i, kept));
            }
        });
    }

    internal static Image Read(byte[] file, string name)
    {
        if (file is not [(byte)'P', >= (byte)'1' and <= (byte)'6', ..])
        {
            throw Fault.At(name, 0, "not a PBM, PGM or PPM file: it does not start with P1 to P6.");
        }
        var text = new Numbers(file, name) { Offset = 2 };
        int kind = file[1] - '0', channels = kind is 3 or 6 ? 3 : 1;
        bool binary = kind > 3, bits = kind is 1 or 4;
        int width = text.Number("the width", int.MaxValue), height = text.Number("the height", int.MaxValue);
        if (width == 0 || height == 0)
        {
            throw Fault.At(name, 2, $"a picture of {width} x {height} pixels.");
        }
        int most = bits ? 1 : text.Number("the maximum", ushort.MaxValue);
        if (most == 0)
        {
            throw Fault.At(name, text.Offset, "the maximum is 0; expected 1 to 65535.");
        }
        Int128 samples = (Int128)width * height * channels;
        int sampleBytes = most > byte.MaxValue ? 2 : 1;
        if (binary)
        {
            text.SkipOne();
        }
        // The least that so many samples take: digits need a space between them, except that bits do not.
        Int128 least = (binary, bits) switch
        {
            (true, true) => (Int128)(((long)width + 7) / 8) * height,
            (true, false) => samples * sampleBytes,
            (false, true) => samples,
            _ => (2 * samples) - 1,
        };
        if (least > file.Length - text.Offset)
        {
            throw Fault.At(name, file.Length,
                $"{width} x {height} pixels need {least} bytes from offset {text.Offset}, but {file.Length - text.Offset} are left: the file is truncated.");
        }
        if (samples > Array.MaxLength)
        {
            throw Fault.At(name, 2, $"{width} x {height} pixels are more than an array can hold.");
        }
        var pixels = new byte[(int)samples];
        int rowBytes = (int)(((long)width + 7) / 8);
        for (int i = 0; i < pixels.Length; i++)
        {
            int sample;
            if (!binary)
            {
                sample = bits ? text.Bit() : text.Number("a sample", most);
            }
            else if (bits)
            {
                (int y, int x) = Math.DivRem(i, width);
                sample = (file[text.Offset + (y * rowBytes) + (x / 8)] >> (7 - (x % 8))) & 1;
            }
            else
            {
                int at = text.Offset + (i * sampleBytes);
                sample = sampleBytes == 2 ? (file[at] << 8) | file[at + 1] : file[at];
                if (sample > most)
                {
                    throw Fault.At(name, at, $"a sample of {sample}; the maximum is {most}.");
                }
            }
            // In bitmaps one is black.
            pixels[i] = bits ? (byte)(sample == 0 ? 255 : 0) : (byte)(((sample * 255L) + (most / 2)) / most);
        }
        return new Image(width, height, channels, pixels);
    }

    /// <summary>The decimal numbers of a file, with white space and comments between them.</summary>
    private ref struct Numbers(ReadOnlySpan<byte> file, string name)
    {
        private readonly ReadOnlySpan<byte> _file = file;

        internal int Offset { get; set; }

        internal int Number(string what, int most)
        {
            SkipSpace(what);
            int start = Offset;
            long number = 0;
            while (Offset < _file.Length && _file[Offset] is >= (byte)'0' and <= (byte)'9')
            {
                number = (10 * number) + (_file[Offset++] - '0');
                if (number > most)
                {
                    throw Fault.At(name, start, $"{what} is above {most}.");
                }
            }
            return Offset > start ? (int)number : throw Fault.At(name, start, $"{what} should be a number.");
        }

        internal int Bit()
        {
            SkipSpace("a bit");
            return _file[Offset] is (byte)'0' or (byte)'1'
                ? _file[Offset++] - '0'
                : throw Fault.At(name, Offset, "a bit should be 0 or 1.");
        }

        /// <summary>The one white space before binary samples.</summary>
        internal void SkipOne()
        {
            if (Offset >= _file.Length || !IsSpace(_file[Offset]))
            {
                throw Fault.At(name, Offset, "white space should stand before the samples.");
            }
            Offset++;
        }

        private void SkipSpace(string what)
        {
            while (Offset < _file.Length && (IsSpace(_file[Offset]) || _file[Offset] == '#'))
            {
                if (_file[Offset] == '#')
                {
                    int end = _file[Offset..].IndexOfAny((byte)'\n', (byte)'\r');
                    Offset = end < 0 ? _file.Length : Offset + end;
                }
                else
                {
                    Offset++;
                }
            }
            if (Offset == _file.Length)
            {
                throw Fault.At(name, Offset, $"the file ends before {what}.");
            }
        }

        private static bool IsSpace(byte b) => b is (byte)' ' or (>= 9 and <= 13);
    }
}
