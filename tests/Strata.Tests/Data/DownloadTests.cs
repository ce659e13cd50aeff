using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Strata.Data;

namespace Strata.Tests.Data;

public sealed class DownloadTests : IDisposable
{
    private static readonly Uri s_source = new("http://mirror.invalid/file.gz");
    private static readonly byte[] s_content = MakeContent();
    private static readonly KnownFile s_known = new("file", s_content.Length, Convert.ToHexStringLower(SHA256.HashData(s_content)));

    private readonly TemporaryFolder _folder = new();

    private string Target => _folder.File("cache", "file.gz");

    public void Dispose() => _folder.Dispose();

    private static byte[] MakeContent()
    {
        var content = new byte[300_000];
        new Random(3).NextBytes(content);
        return content;
    }

    private void PutPart(byte[] bytes)
    {
        Directory.CreateDirectory(_folder.File("cache"));
        File.WriteAllBytes(Target + ".part", bytes);
    }

    private async Task Fetch(FakeServer server, IProgress<DownloadProgress>? progress = null, CancellationToken? cancellation = null)
    {
        using var downloader = new Downloader(server);
        await downloader.FetchAsync(s_source, s_known, Target, progress, cancellation ?? TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_file_is_fetched_and_progress_told()
    {
        var told = new List<DownloadProgress>();
        await Fetch(FakeServer.With(s_content), new Immediate(told.Add));
        Assert.Equal(s_content, File.ReadAllBytes(Target));
        Assert.Equal(["cache", "cache/file.gz"], _folder.Names());
        Assert.Equal(new DownloadProgress("file", 0, s_content.Length), told[0]);
        Assert.Equal(new DownloadProgress("file", s_content.Length, s_content.Length), told[^1]);
        Assert.Equal(told.Select(p => p.Received).Order(), told.Select(p => p.Received));
    }

    [Fact]
    public async Task The_checksum_is_that_of_the_uncompressed_content()
    {
        var gzip = new MemoryStream();
        using (var compress = new GZipStream(gzip, CompressionLevel.Fastest, leaveOpen: true)) compress.Write(s_content);
        await Fetch(FakeServer.With(gzip.ToArray()));
        Assert.Equal(gzip.ToArray(), File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_part_is_resumed_where_it_broke_off()
    {
        PutPart(s_content[..100_000]);
        var told = new List<DownloadProgress>();
        FakeServer server = FakeServer.With(s_content);
        await Fetch(server, new Immediate(told.Add));
        Assert.Equal([(s_source.ToString(), 100_000)], server.Asked);
        Assert.Equal(new DownloadProgress("file", 100_000, s_content.Length), told[0]);
        Assert.Equal(s_content, File.ReadAllBytes(Target));
        Assert.False(File.Exists(Target + ".part"));
    }

    [Fact]
    public async Task A_server_without_ranges_starts_again()
    {
        PutPart([1, 2, 3]);
        FakeServer server = FakeServer.With(s_content, ranges: false);
        await Fetch(server);
        Assert.Equal([(s_source.ToString(), 3)], server.Asked);
        Assert.Equal(s_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_part_beyond_the_end_starts_again()
    {
        PutPart([.. s_content, 1, 2, 3]);
        FakeServer server = FakeServer.With(s_content);
        await Fetch(server);
        Assert.Equal([(s_source.ToString(), s_content.Length + 3), (s_source.ToString(), null)], server.Asked);
        Assert.Equal(s_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_server_that_sends_another_range_is_asked_for_everything()
    {
        PutPart(s_content[..1000]);
        var server = new FakeServer(request =>
        {
            HttpResponseMessage response = FakeServer.Serve(request, s_content);
            if (response.StatusCode == HttpStatusCode.PartialContent)
                response.Content.Headers.ContentRange = new ContentRangeHeaderValue(5, s_content.Length - 1, s_content.Length);
            return response;
        });
        await Fetch(server);
        Assert.Equal([1000, null], server.Asked.Select(asked => asked.From));
        Assert.Equal(s_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_wrong_checksum_says_both_sums_and_deletes_what_came()
    {
        byte[] other = [.. s_content];
        other[5] ^= 1;
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => Fetch(FakeServer.With(other)));
        Assert.Equal($"{s_source}: wrong checksum of the content: expected SHA-256 {s_known.Sha256}, " +
            $"got {Convert.ToHexStringLower(SHA256.HashData(other))}.", fault.Message);
        Assert.Equal(["cache"], _folder.Names());
    }

    [Fact]
    public async Task A_wrong_part_is_deleted_so_that_the_next_try_is_right()
    {
        PutPart(new byte[1000]);
        FakeServer server = FakeServer.With(s_content);
        await Assert.ThrowsAsync<InvalidDataException>(() => Fetch(server));
        await Fetch(FakeServer.With(s_content));
        Assert.Equal(s_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Cancelling_leaves_what_came_for_the_next_try()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Immediate(told =>
        {
            if (told.Received > 0) stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Fetch(FakeServer.With(s_content), progress, stop.Token));
        byte[] part = File.ReadAllBytes(Target + ".part");
        Assert.InRange(part.Length, 1, s_content.Length - 1);
        Assert.Equal(s_content[..part.Length], part);

        FakeServer server = FakeServer.With(s_content);
        await Fetch(server);
        Assert.Equal([part.Length], server.Asked.Select(asked => asked.From));
        Assert.Equal(s_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_body_that_ends_early_is_a_fault_and_resumed_next_time()
    {
        var server = new FakeServer(_ => FakeServer.Whole(new MemoryStream(s_content[..200_000]), s_content.Length));
        var fault = await Assert.ThrowsAnyAsync<IOException>(() => Fetch(server));
        Assert.Equal(
            $"{s_source}: the connection ended after 200,000 of 300,000 bytes; the next try goes on from there.", fault.Message);
        Assert.Equal(200_000, new FileInfo(Target + ".part").Length);
        await Fetch(FakeServer.With(s_content));
        Assert.Equal(s_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task More_than_the_file_can_have_is_refused_before_or_while_it_comes()
    {
        var fault = await Assert.ThrowsAsync<InvalidDataException>(
            () => Fetch(new FakeServer(_ => FakeServer.Whole(new MemoryStream(), 5_000_000))));
        Assert.Contains("5,000,000 bytes or more, but file has at most 341,596.", fault.Message);
        await Assert.ThrowsAsync<InvalidDataException>(() => Fetch(new FakeServer(_ =>
            new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Endless()) })));
        Assert.Equal(["cache"], _folder.Names());
    }

    [Fact]
    public async Task A_small_file_that_unpacks_to_very_much_is_refused()
    {
        var bomb = new MemoryStream();
        using (var compress = new GZipStream(bomb, CompressionLevel.Optimal, leaveOpen: true)) compress.Write(new byte[50_000_000]);
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => Fetch(FakeServer.With(bomb.ToArray())));
        Assert.Contains("wrong checksum", fault.Message);
    }

    [Fact]
    public async Task An_error_of_the_server_is_told_with_its_address()
    {
        var fault = await Assert.ThrowsAsync<HttpRequestException>(
            () => Fetch(new FakeServer(_ => FakeServer.Status(HttpStatusCode.NotFound))));
        Assert.Equal($"{s_source}: the server answered 404 NotFound.", fault.Message);
    }

    /// <summary>Progress that is told at once, on the downloading thread.</summary>
    private sealed class Immediate(Action<DownloadProgress> tell) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => tell(value);
    }

    private sealed class Endless : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(buffer.Length);
    }
}
