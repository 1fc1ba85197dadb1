using System.Text;
using System.Text.Json;
using OnnxRetrieval.Training.Export;

namespace OnnxRetrieval.Training.Tuning;

/// <summary>What a search is of: it goes on only with the same.</summary>
/// <param name="Key">Hash of all that decides it.</param>
/// <param name="Version">Version of this library.</param>
/// <param name="Fingerprint">Of the data.</param>
/// <param name="Options">The options as given.</param>
internal sealed record SearchRecord(
    string Key,
    string Version,
    string Fingerprint,
    TrainingOptions Options
);

/// <summary>
/// The folder that a search writes. Each of its files is replaced as a whole, so that a kill at any moment leaves the old or
/// the new one.
/// </summary>
internal sealed class TuningFolder(string folder)
{
    /// <summary>A line for each trial.</summary>
    private const string Trials = "trials.jsonl";

    /// <summary>What is searched, as a space file.</summary>
    private const string Space = "space.json";

    /// <summary>What the search is of.</summary>
    private const string Search = "search.json";

    private static readonly string[] Names = [RunFiles.Options, Trials, Space, Search];

    /// <summary>The options of the best trial so far, to be fed to a training.</summary>
    public string OptionsFile => In(RunFiles.Options);

    /// <summary>Begins a search, or goes on with the one that is here.</summary>
    /// <param name="search">What is searched now.</param>
    /// <param name="resume">Whether to go on.</param>
    /// <returns>The trials so far.</returns>
    /// <exception cref="InputException">Files are here that must not be replaced, or those of another search.</exception>
    public List<Trial> Begin(SearchRecord search, bool resume)
    {
        if (resume && File.Exists(In(Search)))
        {
            return Read<SearchRecord>(Search)[0].Key == search.Key
                ? File.Exists(In(Trials))
                    ? Read<Trial>(Trials)
                    : []
                : throw new InputException(
                    $"The search in '{folder}' is of other options, another space, other data or another version. Go on with the same, or name another folder with --out."
                );
        }
        Refuse();
        try
        {
            Directory.CreateDirectory(folder);
            Write(Search, Line(search));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"The output folder '{folder}' cannot be written: {exception.Message} Name another with --out.",
                exception
            );
        }
        return [];
    }

    /// <summary>Refuses a folder in which something would be replaced.</summary>
    /// <exception cref="InputException">Files of that name are here.</exception>
    public void Refuse()
    {
        if (File.Exists(folder))
        {
            throw new InputException($"The output '{folder}' is a file; name a folder with --out.");
        }
        if (Names.FirstOrDefault(name => File.Exists(In(name))) is { } name)
        {
            throw new InputException(
                File.Exists(In(Search))
                    ? $"The output folder '{folder}' holds an earlier search. Add --resume to go on with it, or name another folder with --out."
                    : $"The output folder '{folder}' holds '{name}', which would be replaced. Name another with --out."
            );
        }
    }

    /// <summary>Writes what is searched.</summary>
    public void WriteSpace(SearchSpace space) => Write(Space, space.ToJson());

    /// <summary>Writes all trials.</summary>
    public void WriteTrials(IEnumerable<Trial> trials) =>
        Write(Trials, string.Concat(trials.Select(Line)));

    /// <summary>Writes the options of the best trial.</summary>
    public void WriteOptions(TrainingOptions options) =>
        Write(RunFiles.Options, JsonSerializer.Serialize(options, TrainingJson.Indented) + "\n");

    private static string Line<T>(T value) =>
        JsonSerializer.Serialize(value, TrainingJson.Compact) + "\n";

    private List<T> Read<T>(string name)
    {
        try
        {
            return
            [
                .. File.ReadLines(In(name))
                    .Select(line =>
                        JsonSerializer.Deserialize<T>(line, TrainingJson.Compact)
                        ?? throw new JsonException("a line is null")
                    ),
            ];
        }
        catch (JsonException exception)
        {
            throw new InputException(
                $"'{In(name)}' has been altered and cannot be read: {exception.Message} Name another folder with --out.",
                exception
            );
        }
    }

    private void Write(string name, string text)
    {
        var temporary = In(name + ".tmp");
        using (var file = File.Create(temporary))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, In(name), overwrite: true);
    }

    private string In(string name) => Path.Combine(folder, name);
}
