using System.IO.Compression;
using System.Security.Cryptography;
using OnnxRetrieval.Training.Data.Sets;

namespace OnnxRetrieval.Training.Tests.Data.Sets;

public sealed class MovieLensDownloadTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly LoopbackServer server = new();
    private readonly byte[] archive = Zip("ml-100k/u.data", "ml-100k/u.item", "ml-100k/README");

    public MovieLensDownloadTests() => server.Files["/sets/ml-100k.zip"] = archive;

    private string Cache => Path.Combine(folder.Path, "cache", "sets");

    private string Partial => Path.Combine(Cache, "ml-100k.zip.part");

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void An_archive_is_fetched_once_and_then_reused()
    {
        var first = Fetch();
        var second = Fetch();

        Assert.Equal(Path.Combine(Cache, "ml-100k"), first);
        Assert.Equal(first, second);
        Assert.Equal("text of ml-100k/u.data", File.ReadAllText(Path.Combine(first, "u.data")));
        Assert.Equal([""], server.Ranges);
        Assert.Equal(["ml-100k"], Directory.GetDirectories(Cache).Select(Path.GetFileName));
        Assert.False(File.Exists(Partial));
    }

    [Fact]
    public void A_cut_download_is_kept_and_resumed()
    {
        server.CutAfter = 100;

        var error = Refusal();

        Assert.Contains("broke off after 100 bytes of", error, StringComparison.Ordinal);
        Assert.Contains("goes on from there", error, StringComparison.Ordinal);
        Assert.Contains("--data", error, StringComparison.Ordinal);
        Assert.Equal(archive[..100], File.ReadAllBytes(Partial));

        server.CutAfter = null;
        Fetch();

        Assert.Equal(["", "bytes=100-"], server.Ranges);
    }

    [Fact]
    public void Where_the_server_knows_no_ranges_the_download_begins_anew()
    {
        server.CutAfter = 100;
        Refusal();
        server.CutAfter = null;
        server.KnowsRanges = false;

        var place = Fetch();

        Assert.Equal("text of ml-100k/u.item", File.ReadAllText(Path.Combine(place, "u.item")));
    }

    [Fact]
    public void An_archive_that_came_whole_but_was_not_unpacked_is_not_fetched_again()
    {
        Directory.CreateDirectory(Cache);
        File.WriteAllBytes(Partial, archive);

        Fetch();

        Assert.Equal([$"bytes={archive.Length}-"], server.Ranges);
    }

    [Fact]
    public void A_wrong_checksum_deletes_what_came_and_says_so()
    {
        var error = Refusal(Set with { Md5 = "00000000000000000000000000000000" });

        Assert.Contains("wrong checksum", error, StringComparison.Ordinal);
        Assert.Contains("was deleted", error, StringComparison.Ordinal);
        Assert.Contains("--data", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Partial));
        Assert.Empty(Directory.GetDirectories(Cache));
    }

    [Fact]
    public void A_partial_file_of_something_else_is_found_out()
    {
        Directory.CreateDirectory(Cache);
        File.WriteAllBytes(Partial, new byte[50]);

        Assert.Contains("wrong checksum", Refusal(), StringComparison.Ordinal);
        Fetch();
    }

    [Fact]
    public void A_missing_archive_is_told_with_its_address_and_the_way_by_hand()
    {
        server.Files.Clear();

        var error = Refusal();

        Assert.Contains("404 Not Found", error, StringComparison.Ordinal);
        Assert.Contains($"{server.Address}ml-100k.zip", error, StringComparison.Ordinal);
        Assert.Contains($"put the folder ml-100k into '{Cache}'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_connection_is_told_as_one()
    {
        server.Dispose();

        var error = Refusal();

        Assert.Contains("cannot be reached", error, StringComparison.Ordinal);
        Assert.Contains("--data", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_would_land_outside_of_the_folder_is_refused()
    {
        var bad = Zip("ml-100k/u.data", "ml-100k/u.item", "../../../escaped.txt");
        server.Files["/sets/ml-100k.zip"] = bad;

        var error = Refusal(Set with { Md5 = Md5(bad) });

        Assert.Contains("cannot be unpacked", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path, "escaped.txt", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetDirectories(Cache));
    }

    [Fact]
    public void An_archive_without_the_files_is_refused()
    {
        var bad = Zip("ml-100k/other.txt");
        server.Files["/sets/ml-100k.zip"] = bad;

        Assert.Contains(
            "does not hold ml-100k/u.data",
            Refusal(Set with { Md5 = Md5(bad) }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_incomplete_folder_in_the_cache_is_replaced()
    {
        Directory.CreateDirectory(Path.Combine(Cache, "ml-100k"));
        File.WriteAllText(Path.Combine(Cache, "ml-100k", "u.data"), "half");

        var place = Fetch();

        Assert.Equal("text of ml-100k/u.data", File.ReadAllText(Path.Combine(place, "u.data")));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_told_with_the_variable_that_moves_it()
    {
        folder.Write("cache", "a file, not a folder");

        var error = Refusal();

        Assert.Contains("ONNX_RETRIEVAL_CACHE", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cache_folder_follows_the_environment()
    {
        var root = folder.Path;

        Assert.Equal(
            Path.Combine(root, "own"),
            DatasetCache.Folder(Environment(("ONNX_RETRIEVAL_CACHE", Path.Combine(root, "own"))))
        );
        Assert.Equal(
            Path.Combine(root, "onnx-retrieval"),
            DatasetCache.Folder(Environment(("XDG_CACHE_HOME", root)))
        );
        Assert.EndsWith(
            "onnx-retrieval",
            DatasetCache.Folder(Environment()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_mirror_that_is_no_address_is_refused()
    {
        var error = Assert.Throws<InputException>(() =>
            MovieLensDownload.FromEnvironment(Environment(("ONNX_RETRIEVAL_MIRROR", "not one")))
        );

        Assert.Contains("ONNX_RETRIEVAL_MIRROR", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mirror_in_the_environment_is_used_with_or_without_its_last_slash()
    {
        MovieLensDownload
            .FromEnvironment(
                Environment(
                    ("ONNX_RETRIEVAL_MIRROR", server.Address.ToString().TrimEnd('/')),
                    ("ONNX_RETRIEVAL_CACHE", Cache)
                )
            )
            .Fetch(Set, null, TestContext.Current.CancellationToken);

        Assert.True(File.Exists(Path.Combine(Cache, "ml-100k", "u.data")));
    }

    private MovieLensSet Set => MovieLensSet.Of100K with { Md5 = Md5(archive) };

    private string Fetch(MovieLensSet? set = null) =>
        new MovieLensDownload(server.Address, Cache).Fetch(
            set ?? Set,
            null,
            TestContext.Current.CancellationToken
        );

    private string Refusal(MovieLensSet? set = null) =>
        Assert.Throws<InputException>(() => Fetch(set)).Message;

    private static Func<string, string?> Environment(
        params (string Name, string Value)[] variables
    ) => name => Array.Find(variables, variable => variable.Name == name).Value;

    private static string Md5(byte[] bytes)
    {
        // The sum that GroupLens publishes, for an archive of ours.
#pragma warning disable CA5351
        return Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
    }

    private static byte[] Zip(params string[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
                writer.Write("text of " + entry);
            }
        }
        return stream.ToArray();
    }
}
