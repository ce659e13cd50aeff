// Fetching one file over HTTP: resumed where it broke off, bounded in size, put in its place only when its checksum is
// right.

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace Strata.Data;

/// <summary>How far a download has come.</summary>
/// <param name="File">The file that is being fetched.</param>
/// <param name="Received">Bytes of it that are here, those of an earlier try included.</param>
/// <param name="Total">Bytes that it has in all; null where the server does not say.</param>
public sealed record DownloadProgress(string File, long Received, long? Total);

/// <summary>A file to fetch, known by its content.</summary>
/// <param name="Name">Its name, without .gz.</param>
/// <param name="Length">Bytes of its uncompressed content.</param>
/// <param name="Sha256">SHA-256 of its uncompressed content, in lower-case hexadecimal.</param>
internal sealed record KnownFile(string Name, long Length, string Sha256)
{
    /// <summary>
    /// As many bytes as any honest form of the file has: gzip's fastest level makes random data 6 % larger.
    /// </summary>
    internal long MostStored => Length + (Length / 8) + 4096;

    /// <summary>Throws unless the file at <paramref name="path"/> has this content, plain or gzip.</summary>
    /// <exception cref="InvalidDataException">It has not; the message gives both checksums.</exception>
    internal void Verify(string path, string source)
    {
        string found = ContentHash.Sha256(path, Length);
        if (found != Sha256)
            throw new InvalidDataException(
                $"{source}: wrong checksum of the content: expected SHA-256 {Sha256}, got {found}.");
    }
}

internal sealed class Downloader : IDisposable
{
    private static readonly TimeSpan s_connectLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_silenceLimit = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client;

    /// <param name="handler">What answers requests; the network by default.</param>
    internal Downloader(HttpMessageHandler? handler = null) =>
        _client = new HttpClient(handler ?? new SocketsHttpHandler { ConnectTimeout = s_connectLimit })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>
    /// Fetches <paramref name="source"/> to <paramref name="path"/>. What has arrived lies in <c>path.part</c> until it
    /// is whole and verified; a try that is cancelled or breaks off leaves it there, and the next one goes on from its
    /// end.
    /// </summary>
    /// <exception cref="HttpRequestException">The server cannot be reached or answers with an error.</exception>
    /// <exception cref="IOException">The connection broke off or fell silent.</exception>
    /// <exception cref="InvalidDataException">
    /// The content is too large or has a wrong checksum; the part file is deleted.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    internal async Task FetchAsync(
        Uri source, KnownFile file, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        string part = path + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            await ReceiveAsync(source, file, part, progress, cancellation).ConfigureAwait(false);
            file.Verify(part, source.ToString());
        }
        catch (InvalidDataException)
        {
            File.Delete(part);
            throw;
        }
        File.Move(part, path, overwrite: true);
    }

    private async Task ReceiveAsync(
        Uri source, KnownFile file, string part, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            silence.CancelAfter(s_silenceLimit);
            long have = File.Exists(part) ? new FileInfo(part).Length : 0;
            using HttpResponseMessage response = await AskAsync(source, have, silence.Token).ConfigureAwait(false);

            long received = response.StatusCode == HttpStatusCode.PartialContent ? have : 0;
            long? total = received + response.Content.Headers.ContentLength;
            if (total > file.MostStored) throw TooLarge(source, total.Value, file);
            var target = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            await using ConfiguredAsyncDisposable closing = target.ConfigureAwait(false);
            target.SetLength(received);
            target.Position = received;

            Stream body = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable ending = body.ConfigureAwait(false);
            var buffer = new byte[1 << 16];
            progress?.Report(new DownloadProgress(file.Name, received, total));
            while (true)
            {
                silence.CancelAfter(s_silenceLimit);
                int count = await body.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
                if (count == 0) break;
                received += count;
                if (received > file.MostStored) throw TooLarge(source, received, file);
                await target.WriteAsync(buffer.AsMemory(0, count), CancellationToken.None).ConfigureAwait(false);
                progress?.Report(new DownloadProgress(file.Name, received, total));
            }
            if (received < total)
                throw new IOException(string.Create(CultureInfo.InvariantCulture,
                    $"{source}: the connection ended after {received:N0} of {total:N0} bytes; " +
                    $"the next try goes on from there."));
            target.Flush(flushToDisk: true);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"{source}: nothing came for {s_silenceLimit.TotalSeconds} seconds.");
        }
    }

    /// <summary>
    /// Asks for what follows the first <paramref name="have"/> bytes, or for everything if the server will not have
    /// that.
    /// </summary>
    private async Task<HttpResponseMessage> AskAsync(Uri source, long have, CancellationToken cancellation)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, source);
            if (have > 0) request.Headers.Range = new RangeHeaderValue(have, null);
            HttpResponseMessage response = await _client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            bool whole = response.StatusCode == HttpStatusCode.OK;
            bool rest = response.StatusCode == HttpStatusCode.PartialContent
                && response.Content.Headers.ContentRange?.From == have;
            if (whole || (rest && have > 0)) return response;

            HttpStatusCode status = response.StatusCode;
            response.Dispose();
            if (have == 0 || status is not (HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.PartialContent))
                throw new HttpRequestException(
                    HttpRequestError.InvalidResponse,
                    $"{source}: the server answered {(int)status} {status}.", statusCode: status);
            have = 0;
        }
    }

    private static InvalidDataException TooLarge(Uri source, long bytes, KnownFile file) => new(string.Create(
        CultureInfo.InvariantCulture, $"{source}: {bytes:N0} bytes or more, " +
        $"but {file.Name} has at most {file.MostStored:N0}."));
}
