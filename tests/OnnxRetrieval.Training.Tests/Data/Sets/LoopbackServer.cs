using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace OnnxRetrieval.Training.Tests.Data.Sets;

/// <summary>A file server on 127.0.0.1 that misbehaves on request. One connection at a time.</summary>
internal sealed partial class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;

    public LoopbackServer()
    {
        listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/sets/");
        loop = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    /// <summary>What it serves by path; other paths are 404.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Whether it answers a Range with the rest.</summary>
    public bool KnowsRanges { get; set; } = true;

    /// <summary>After how many bytes of a body it cuts the connection.</summary>
    public int? CutAfter { get; set; }

    /// <summary>The Range header of each request, "" where there was none.</summary>
    public List<string> Ranges { get; } = [];

    public void Dispose()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }
        stop.Cancel();
        loop.Wait(TimeSpan.FromSeconds(5));
        listener.Stop();
    }

    private async Task ServeAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                await AnswerAsync(client.GetStream());
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (IOException)
            {
                // The client went away.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, false, 1024, leaveOpen: true);
        var request = await reader.ReadLineAsync() ?? "";
        var range = "";
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
        {
            if (header.StartsWith("Range:", StringComparison.OrdinalIgnoreCase))
            {
                range = header[6..].Trim();
            }
        }
        Ranges.Add(range);
        var path = request.Split(' ')[1];
        if (!Files.TryGetValue(path, out var file))
        {
            await SendAsync(stream, "404 Not Found", "", []);
            return;
        }
        var match = RangeStart().Match(range);
        var start = match.Success
            ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : 0;
        if (!KnowsRanges || start == 0)
        {
            await SendAsync(stream, "200 OK", "", file);
        }
        else if (start >= file.Length)
        {
            await SendAsync(stream, "416 Range Not Satisfiable", "", []);
        }
        else
        {
            await SendAsync(
                stream,
                "206 Partial Content",
                $"Content-Range: bytes {start}-{file.Length - 1}/{file.Length}\r\n",
                file[start..]
            );
        }
    }

    private async Task SendAsync(NetworkStream stream, string status, string header, byte[] body)
    {
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{header}\r\n"
            )
        );
        await stream.WriteAsync(body.AsMemory(0, Math.Min(CutAfter ?? body.Length, body.Length)));
    }

    [GeneratedRegex(@"^bytes=(\d+)-$")]
    private static partial Regex RangeStart();
}
