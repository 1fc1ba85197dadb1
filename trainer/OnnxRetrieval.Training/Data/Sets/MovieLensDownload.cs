using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace OnnxRetrieval.Training.Data.Sets;

/// <summary>
/// Fetches a MovieLens archive into the cache once: resumed where an earlier download broke off, checked against its MD5,
/// unpacked beside its place and then moved there, so that what stands there is whole.
/// </summary>
/// <param name="address">The address of the folder that holds the archives, with a slash at its end.</param>
/// <param name="cache">The cache folder; made where it is missing.</param>
internal sealed class MovieLensDownload(Uri address, string cache)
{
    /// <summary>The environment variable that names another address to fetch from, such as a company's mirror.</summary>
    public const string MirrorVariable = "ONNX_RETRIEVAL_MIRROR";

    // GroupLens' public file server, the home of the data sets.
    private const string Home = "https://files.grouplens.org/datasets/movielens/";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A download from GroupLens or the mirror named in the environment.</summary>
    public static MovieLensDownload FromEnvironment(Func<string, string?> environment)
    {
        var mirror = environment(MirrorVariable);
        var text = string.IsNullOrWhiteSpace(mirror) ? Home : mirror.TrimEnd('/') + "/";
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "http")
        )
        {
            throw new InputException(
                $"{MirrorVariable} is '{mirror}', which is no http or https address."
            );
        }
        return new(address, DatasetCache.Folder(environment));
    }

    /// <summary>The folder with the set's files, fetched now where it is not there yet.</summary>
    /// <exception cref="InputException">It could not be had; the message says how to place it by hand.</exception>
    public string Fetch(
        MovieLensSet set,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        var folder = Path.Combine(cache, set.Folder);
        if (set.Holds(folder))
        {
            return folder;
        }
        try
        {
            Directory.CreateDirectory(cache);
            using var turn = WaitForTurn(set, progress, cancellation);
            if (!set.Holds(folder))
            {
                var archive = Path.Combine(cache, set.Archive + ".part");
                DownloadAsync(set, archive, progress, cancellation).GetAwaiter().GetResult();
                Verify(set, archive);
                Unpack(set, archive, folder);
                progress?.Report($"{set.Name} is in {folder}; its README there holds its licence");
            }
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"{set.Name} cannot be kept in '{cache}': {e.Message} Name another folder in {DatasetCache.FolderVariable}. {ByHand(set)}",
                e
            );
        }
    }

    // Two runs at once must not write one file: the second waits until the first has let go of the lock.
    private FileStream WaitForTurn(
        MovieLensSet set,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        var path = Path.Combine(cache, set.Archive + ".lock");
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new(
                    path,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    1,
                    FileOptions.None
                );
            }
            catch (IOException) when (attempt < 3_000 && File.Exists(path))
            {
                if (attempt == 10)
                {
                    progress?.Report($"waiting for another run that fetches {set.Name}");
                }
                cancellation.WaitHandle.WaitOne(200);
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task DownloadAsync(
        MovieLensSet set,
        string archive,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        using var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(20) };
        using var client = new HttpClient(handler);
        client.Timeout = Patience;
        client.DefaultRequestHeaders.UserAgent.Add(new("onnx-retrieval", "1"));
        var have = File.Exists(archive) ? new FileInfo(archive).Length : 0;
        using var response = await RequestAsync(client, set, have, cancellation)
            .ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // Nothing is left to fetch: the checksum tells whether what we have is the archive.
            return;
        }
        if (!response.IsSuccessStatusCode)
        {
            throw new InputException(
                $"{set.Name} could not be downloaded: {Address(set)} answered {(int)response.StatusCode} {response.ReasonPhrase}. {ByHand(set)}"
            );
        }
        var isRest =
            response.StatusCode == HttpStatusCode.PartialContent
            && response.Content.Headers.ContentRange?.From == have;
        var start = isRest ? have : 0;
        var whole = response.Content.Headers.ContentLength is { } length ? start + length : 0;
        progress?.Report(
            isRest
                ? $"downloading the rest of {set.Name} from {address.Host}, from byte {start:N0}"
                : $"downloading {set.Name} from {address.Host} to {cache}"
        );
        await using var file = new FileStream(
            archive,
            isRest ? FileMode.Append : FileMode.Create,
            FileAccess.Write
        );
        await CopyAsync(set, response, file, start, whole, progress, cancellation)
            .ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> RequestAsync(
        HttpClient client,
        MovieLensSet set,
        long have,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(set));
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
        }
        try
        {
            return await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
                .ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new InputException(
                $"{set.Name} could not be downloaded: {Address(set)} cannot be reached ({e.Message}). Is there a network? {ByHand(set)}",
                e
            );
        }
        catch (TaskCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new InputException(
                $"{set.Name} could not be downloaded: {Address(set)} did not answer within {Patience.TotalSeconds:N0} s. {ByHand(set)}",
                e
            );
        }
    }

    private async Task CopyAsync(
        MovieLensSet set,
        HttpResponseMessage response,
        FileStream file,
        long start,
        long whole,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        var buffer = new byte[1 << 16];
        var have = start;
        var told = 0L;
        await using var body = await response
            .Content.ReadAsStreamAsync(cancellation)
            .ConfigureAwait(false);
        while (true)
        {
            int read;
            using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            stall.CancelAfter(Patience);
            try
            {
                read = await body.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
            }
            catch (Exception e)
                when (e is IOException or HttpRequestException
                    || (e is OperationCanceledException && !cancellation.IsCancellationRequested)
                )
            {
                throw new InputException(
                    $"The download of {set.Name} broke off after {have:N0} bytes{OfWhole(whole)}. What came is kept: run the command again, and it goes on from there. {ByHand(set)}",
                    e
                );
            }
            if (read == 0)
            {
                return;
            }
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            have += read;
            if (whole > 0 && (have * 10 / whole) > told)
            {
                told = have * 10 / whole;
                progress?.Report($"{set.Name}: {have * 100 / whole}% of {whole:N0} bytes");
            }
        }
    }

    private void Verify(MovieLensSet set, string archive)
    {
        string sum;
        using (var file = File.OpenRead(archive))
        {
            // MD5 is what GroupLens publishes: it guards against damage, not against malice.
#pragma warning disable CA5351
            sum = Convert.ToHexStringLower(MD5.HashData(file));
#pragma warning restore CA5351
        }
        if (sum != set.Md5)
        {
            File.Delete(archive);
            throw new InputException(
                $"What was downloaded for {set.Name} has the wrong checksum (MD5 {sum}, expected {set.Md5}) and was deleted. Run the command again; if that does not help, something between {address.Host} and here changes it. {ByHand(set)}"
            );
        }
    }

    private void Unpack(MovieLensSet set, string archive, string folder)
    {
        var beside = Directory.CreateDirectory(
            Path.Combine(
                cache,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{set.Folder}.unpacking-{Environment.ProcessId}"
                )
            )
        );
        try
        {
            try
            {
                // Refuses entries that would land outside of the folder.
                ZipFile.ExtractToDirectory(archive, beside.FullName, overwriteFiles: true);
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                throw new InputException(
                    $"{set.Archive} cannot be unpacked: {e.Message} {ByHand(set)}",
                    e
                );
            }
            var unpacked = Path.Combine(beside.FullName, set.Folder);
            if (!set.Holds(unpacked))
            {
                throw new InputException(
                    $"{set.Archive} does not hold {set.Folder}/{set.RatingsFile} and {set.Folder}/{set.MoviesFile}. {ByHand(set)}"
                );
            }
            if (Directory.Exists(folder))
            {
                // Left incomplete by someone: Fetch would have taken it otherwise.
                Directory.Delete(folder, recursive: true);
            }
            Directory.Move(unpacked, folder);
            File.Delete(archive);
        }
        finally
        {
            beside.Delete(recursive: true);
        }
    }

    private Uri Address(MovieLensSet set) => new(address, set.Archive);

    private string ByHand(MovieLensSet set) =>
        $"To place it by hand: fetch {new Uri(Home)}{set.Archive} with a browser, unpack it, and name the folder with --data; or put the folder {set.Folder} into '{cache}'.";

    private static string OfWhole(long whole) => whole > 0 ? $" of {whole:N0}" : "";
}
