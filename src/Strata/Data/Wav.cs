// RIFF WAVE (IBM and Microsoft, 1991): chunks of a name, a length and data, among them fmt, what the samples are, and data, the samples.

using System.Buffers.Binary;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>A recording.</summary>
/// <param name="Samples">Float32 [channels, samples], from -1 to 1.</param>
/// <param name="Rate">Samples a second.</param>
public sealed record Sound(Tensor Samples, int Rate);

/// <summary>Reads WAV files.</summary>
public static class Wav
{
    private const int Pcm = 1, Float = 3, Extensible = 0xFFFE;
    private const int MostChannels = 1024;

    /// <summary>
    /// Reads the WAV file at <paramref name="path"/>: integer samples of 8, 16, 24 or 32 bits, scaled so that full scale is 1, or floating-point ones of 32 or 64;
    /// any number of channels. Chunks that are not needed are skipped.
    /// </summary>
    /// <returns>A recording whose tensor the garbage collector owns, whatever scopes are open.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is no WAV file, is truncated or compressed, or breaks the format's rules. The message names the file, the offset and the fault. No more memory is
    /// taken than the file justifies.
    /// </exception>
    public static Sound Read(string path) => Read(File.ReadAllBytes(path), path);

    internal static Sound Read(byte[] file, string name)
    {
        var cursor = new Cursor(file, name);
        if (!cursor.Take(4, "the first four bytes").SequenceEqual("RIFF"u8))
        {
            throw Fault.At(name, 0, "not a WAV file: it does not start with RIFF.");
        }
        cursor.Offset += 4; // the length, which some programs leave wrong
        if (!cursor.Take(4, "the kind").SequenceEqual("WAVE"u8))
        {
            throw Fault.At(name, 8, "a RIFF file, but not of the kind WAVE.");
        }
        Format? format = null;
        while (cursor.Left > 0)
        {
            int at = cursor.Offset;
            ReadOnlySpan<byte> kind = cursor.Take(4, "a chunk's name");
            uint length = cursor.UInt32("a chunk's length");
            if (length > cursor.Left)
            {
                throw Fault.At(name, at, $"a chunk of {length} bytes, but only {cursor.Left} follow: the file is truncated.");
            }
            int start = cursor.Offset;
            ReadOnlySpan<byte> data = cursor.Take((int)length, "a chunk");
            cursor.Offset += Math.Min(cursor.Left, (int)(length & 1)); // chunks begin at even offsets
            if (kind.SequenceEqual("fmt "u8) && format is null)
            {
                format = Format.Read(data, name, start);
            }
            else if (kind.SequenceEqual("data"u8))
            {
                return format is { } known ? known.ToSound(data, name, start) : throw Fault.At(name, at, "the samples come before the chunk that says what they are.");
            }
        }
        throw Fault.At(name, file.Length, "the file has no samples: it lacks a data chunk.");
    }

    private readonly record struct Format(bool IsFloat, int Channels, int Rate, int Bytes)
    {
        internal static Format Read(ReadOnlySpan<byte> data, string name, int offset)
        {
            if (data.Length < 16)
            {
                throw Fault.At(name, offset, $"the format takes {data.Length} bytes; expected 16 or more.");
            }
            int kind = BinaryPrimitives.ReadUInt16LittleEndian(data);
            int channels = BinaryPrimitives.ReadUInt16LittleEndian(data[2..]);
            uint rate = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            int block = BinaryPrimitives.ReadUInt16LittleEndian(data[12..]);
            int bits = BinaryPrimitives.ReadUInt16LittleEndian(data[14..]);
            if (kind == Extensible && data.Length >= 26)
            {
                kind = BinaryPrimitives.ReadUInt16LittleEndian(data[24..]); // the sub-format begins with the plain one
            }
            if ((kind, bits) is not ((Pcm, 8 or 16 or 24 or 32) or (Float, 32 or 64)))
            {
                throw Fault.At(name, offset, $"samples of format {kind} with {bits} bits; expected integers (1) of 8, 16, 24 or 32 bits or floats (3) of 32 or 64. Convert the file to 16-bit PCM.");
            }
            if (channels is 0 or > MostChannels || rate is 0 or > int.MaxValue || block != channels * bits / 8)
            {
                throw Fault.At(name, offset + 2, $"{channels} channels of {bits} bits at {rate} a second in blocks of {block} bytes, which does not fit together.");
            }
            return new Format(kind == Float, channels, (int)rate, bits / 8);
        }

        internal Sound ToSound(ReadOnlySpan<byte> data, string name, int offset)
        {
            int block = Channels * Bytes, count = data.Length / block;
            if (data.Length % block != 0)
            {
                throw Fault.At(name, offset + (count * block), $"the samples break off in a block of {block} bytes.");
            }
            using (TensorScope.Suspend())
            {
                Tensor samples = Tensor.Uninitialized([Channels, count]);
                Span<float> values = samples.AsSpan<float>();
                for (int i = 0; i < count * Channels; i++)
                {
                    float value = Sample(data[(i * Bytes)..]);
                    values[(i % Channels * count) + (i / Channels)] = float.IsFinite(value)
                        ? value
                        : throw Fault.At(name, offset + ((long)i * Bytes), "a sample is not a finite number.");
                }
                return new Sound(samples, Rate);
            }
        }

        private float Sample(ReadOnlySpan<byte> bytes) => (IsFloat, Bytes) switch
        {
            (true, 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            (true, _) => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            (_, 1) => (bytes[0] - 128) / 128f, // bytes alone are unsigned
            (_, 2) => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768f,
            (_, 3) => ((bytes[0] << 8) | (bytes[1] << 16) | (bytes[2] << 24)) / 2147483648f,
            _ => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648f,
        };
    }
}
