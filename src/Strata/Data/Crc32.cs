// The checksum of PNG chunks and of the entries of zip files: CRC-32 with the reflected polynomial EDB88320 (ISO 3309; W3C PNG specification, annex D).

namespace Strata.Data;

internal static class Crc32
{
    private static readonly uint[] s_table = MakeTable();

    /// <summary>
    /// The CRC-32 of <paramref name="bytes"/>; pass the result of the bytes before to go on from there.
    /// </summary>
    internal static uint Compute(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        uint crc = ~before;
        foreach (byte b in bytes) crc = s_table[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            table[i] = crc;
        }
        return table;
    }
}
