// The checksum of what a file holds, whether it is stored plain or compressed by gzip.

using System.IO.Compression;
using System.Security.Cryptography;

namespace Strata.Data;

internal static class ContentHash
{
    /// <summary>
    /// SHA-256, in lower-case hexadecimal, of the uncompressed content. Reading stops one byte after <paramref
    /// name="atMost"/>, so a file that unpacks to more costs no more time than that, and its sum is wrong.
    /// </summary>
    /// <exception cref="InvalidDataException">The gzip data is corrupted.</exception>
    internal static string Sha256(string path, long atMost)
    {
        using FileStream file = File.OpenRead(path);
        bool gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        using Stream content = gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (long left = atMost + 1; left > 0;)
        {
            int count = content.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (count == 0) break;
            hash.AppendData(buffer, 0, count);
            left -= count;
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
