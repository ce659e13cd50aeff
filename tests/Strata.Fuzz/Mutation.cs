// What happens to a valid file before a reader gets it.

using System.Buffers.Binary;

namespace Strata.Fuzz;

internal static class Mutation
{
    private static readonly long[] s_lengths =
        [0, 1, 2, 3, 4, 7, 8, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue - 1, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32, long.MaxValue, -1, -2];

    private static readonly string[] s_texts = ["-1", "0", "00", "99999999999", "4294967296", "1e999", "NaN", "\"", ",", "\n", "{", "}", "(", ")", "#", "\\u0000", "\uFEFF", "\uD83D\uDE00"];

    /// <summary>One random change to one of the files; for half of them up to three more.</summary>
    public static byte[] Of(IReadOnlyList<byte[]> files, Random random)
    {
        byte[] file = [.. files[random.Next(files.Count)]];
        for (int n = random.Next(2) == 0 ? 1 : random.Next(2, 5); n > 0; n--)
        {
            file = Change(file, files, random);
        }
        return file;
    }

    private static byte[] Change(byte[] file, IReadOnlyList<byte[]> files, Random random)
    {
        if (file.Length == 0)
        {
            return [(byte)random.Next(256)];
        }
        // Headers are at the beginning: half of all changes happen in the first bytes.
        int at = random.Next(random.Next(2) == 0 ? Math.Min(file.Length, 64) : file.Length);
        switch (random.Next(9))
        {
            case 0:
                file[at] ^= (byte)(1 << random.Next(8));
                return file;
            case 1:
                file[at] = (byte)random.Next(256);
                return file;
            case 2:
                return file[..at];
            case 3:
                return [.. file[..at], .. file[Math.Min(file.Length, at + random.Next(1, 17))..]];
            case 4:
                byte[] inserted = new byte[random.Next(1, 17)];
                random.NextBytes(inserted);
                return [.. file[..at], .. inserted, .. file[at..]];
            case 5:
                byte[] other = files[random.Next(files.Count)];
                int start = random.Next(other.Length), length = random.Next(1, Math.Min(65, other.Length - start + 1));
                return [.. file[..at], .. other.AsSpan(start, length), .. file[Math.Min(file.Length, at + (random.Next(2) * length))..]];
            case 6:
                int doubled = Math.Min(file.Length - at, random.Next(1, 65));
                return [.. file[..(at + doubled)], .. file[at..]];
            case 7:
                string text = s_texts[random.Next(s_texts.Length)];
                return [.. file[..at], .. System.Text.Encoding.UTF8.GetBytes(text), .. file[Math.Min(file.Length, at + random.Next(3))..]];
            default:
                return WithLength(file, at, random);
        }
    }

    // A number of two, four or eight bytes, of either order: one that breaks sums, or one near the file's own length.
    private static byte[] WithLength(byte[] file, int at, Random random)
    {
        long value = random.Next(4) == 0 ? file.Length + random.Next(-9, 10) : s_lengths[random.Next(s_lengths.Length)];
        byte[] bytes = new byte[8];
        int size = 2 << random.Next(3);
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
            bytes = bytes[(8 - size)..];
        }
        bytes.AsSpan(0, Math.Min(size, file.Length - at)).CopyTo(file.AsSpan(at));
        return file;
    }
}
