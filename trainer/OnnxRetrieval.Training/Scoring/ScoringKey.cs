using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Files;

namespace OnnxRetrieval.Training.Scoring;

/// <summary>What a scoring's results depend on: two runs with the same go on with each other's pieces.</summary>
/// <param name="Model">The model's hash, or, where it has none, its file's state.</param>
/// <param name="Users">The state of the users' files, or the query.</param>
/// <param name="UserColumn">The users' id column, as given.</param>
/// <param name="Count">Results a user.</param>
/// <param name="Part">The part.</param>
/// <param name="Excluded">Ids that nobody gets.</param>
/// <param name="Seen">The fingerprint of what users have met.</param>
internal sealed record ScoringKey(
    string Model,
    IReadOnlyList<string> Users,
    string? UserColumn,
    int Count,
    ScoringPart Part,
    IReadOnlyCollection<string> Excluded,
    string? Seen
)
{
    /// <summary>The key of a run.</summary>
    public static ScoringKey Of(
        RetrieverInfo model,
        ScoringOptions options,
        DuckDatabase database
    ) =>
        new(
            model.Metadata.GetValueOrDefault(RetrievalMetadata.ContentHash) ?? State(model.Path),
            TableOpener.IsQuery(options.Users)
                ? [options.Users]
                : [.. InputFiles.Find(database, [options.Users]).Select(State)],
            options.UserColumn,
            options.Count,
            options.Part,
            options.Excluded,
            options.Seen?.Fingerprint
        );

    private static string State(string path)
    {
        var file = new FileInfo(path);
        return FormattableString.Invariant(
            $"{file.FullName}, {file.Length} bytes, {file.LastWriteTimeUtc:O}"
        );
    }
}
