using System.Globalization;
using System.Text.Json;

namespace OnnxRetrieval.Training.Scoring;

/// <summary>
/// The folder beside an output file in which a scoring keeps its finished pieces until it is done: a run that was
/// interrupted goes on behind the last of them. Pieces of a run with another model or other users are thrown away.
/// </summary>
internal sealed class PieceFolder : IDisposable
{
    private const string Ending = ".onnx-retrieval-pieces";
    private const string RunFile = "run.json";
    private readonly string folder;
    private readonly FileStream held;

    /// <summary>Opens or makes the folder.</summary>
    /// <param name="output">The output file.</param>
    /// <param name="run">What makes two runs the same: pieces of another are deleted.</param>
    /// <exception cref="InputException">Another process writes the same output, or nothing can be written there.</exception>
    public PieceFolder(string output, ScoringKey run)
    {
        folder = Path.GetFullPath(output) + Ending;
        var key = JsonSerializer.Serialize(run, TrainingJson.Indented);
        try
        {
            Directory.CreateDirectory(folder);
            held = new FileStream(
                Path.Combine(folder, RunFile),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"'{folder}' cannot be used: {error.Message} Does another process write '{output}'? Give each part its own --part.",
                error
            );
        }
        using var reader = new StreamReader(held, leaveOpen: true);
        if (reader.ReadToEnd() != key)
        {
            foreach (var piece in Directory.EnumerateFiles(folder, Pattern))
            {
                File.Delete(piece);
            }
            held.SetLength(0);
            held.Write(System.Text.Encoding.UTF8.GetBytes(key));
            held.Flush(flushToDisk: true);
        }
    }

    private static string Pattern => "rows-*.parquet*";

    /// <summary>The finished pieces, in order.</summary>
    public List<string> Files()
    {
        var files = Directory.GetFiles(folder, "rows-*.parquet").ToList();
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <summary>The row after the last that a piece has; <paramref name="first"/> where there is none.</summary>
    public long EndOr(long first) =>
        Files() is [.., var last]
            ? long.Parse(
                Path.GetFileNameWithoutExtension(last).Split('-')[2],
                CultureInfo.InvariantCulture
            )
            : first;

    /// <summary>Writes a piece, which appears complete or not at all.</summary>
    /// <param name="from">Its first row.</param>
    /// <param name="write">Writes the file; gives the row after its last.</param>
    public void Add(long from, Func<string, long> write)
    {
        var temporary = Path.Combine(folder, "rows-new.parquet.tmp");
        var to = write(temporary);
        File.Move(
            temporary,
            Path.Combine(
                folder,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"rows-{from:000000000000}-{to:000000000000}.parquet"
                )
            ),
            overwrite: true
        );
    }

    /// <summary>Deletes the folder, once its pieces are elsewhere.</summary>
    public void Delete()
    {
        held.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    public void Dispose() => held.Dispose();
}
