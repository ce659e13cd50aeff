// Reading a number of bytes that an untrusted header claims: the buffer grows only as bytes really arrive.

namespace Strata.Data;

internal static class GrowingRead
{
    private const int FirstBuffer = 1 << 16;

    /// <summary>
    /// Up to <paramref name="claimed"/> bytes of <paramref name="stream"/>; fewer if it ends before. Memory is at most
    /// about twice what the stream really held, whatever the claim.
    /// </summary>
    internal static byte[] UpTo(Stream stream, int claimed)
    {
        var buffer = new byte[Math.Min(claimed, FirstBuffer)];
        int count = 0;
        while (true)
        {
            count += stream.ReadAtLeast(buffer.AsSpan(count), buffer.Length - count, throwOnEndOfStream: false);
            if (count < buffer.Length || count == claimed) break;
            Array.Resize(ref buffer, (int)Math.Min(claimed, 2L * buffer.Length));
        }
        if (count < buffer.Length) Array.Resize(ref buffer, count);
        return buffer;
    }
}
