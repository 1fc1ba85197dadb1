using System.Globalization;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data.Files;
using OnnxRetrieval.Training.Export;

namespace OnnxRetrieval.Training.Packing;

/// <summary>Which candidates to add, change and remove in a model.</summary>
public sealed record UpdateOptions
{
    /// <summary>A <c>retrieval.onnx</c>, or a folder with one; a <c>similar.onnx</c> in the folder is updated too.</summary>
    public required string Model { get; init; }

    /// <summary>
    /// Candidates to add or change: a file or a DuckDB query with a column of ids, and one of vectors or one for each feature
    /// of the item tower; null: none.
    /// </summary>
    public string? Candidates { get; init; }

    /// <summary>Which columns of the candidates are what.</summary>
    public CandidateColumns Columns { get; init; } = new();

    /// <summary>A file or a query with the ids of candidates to remove; null: none.</summary>
    public string? Remove { get; init; }

    /// <summary>The item tower; null: the <c>item_tower.onnx</c> beside the model.</summary>
    public string? ItemTower { get; init; }

    /// <summary>How the file searches its candidates from now on, as in <see cref="PackOptions.Scan"/>; null: as before.</summary>
    public CandidateScan? Scan { get; init; }
}

/// <summary>What an update came to.</summary>
/// <param name="Files">The files that were written anew.</param>
/// <param name="Candidates">How many candidates there are now.</param>
/// <param name="Added">How many are new.</param>
/// <param name="Changed">How many were there, and were given anew.</param>
/// <param name="Removed">How many are gone.</param>
/// <param name="Notes">What the user should know.</param>
public sealed record UpdateReport(
    IReadOnlyList<string> Files,
    int Candidates,
    int Added,
    int Changed,
    int Removed,
    IReadOnlyList<string> Notes
);

/// <summary>
/// Adds, changes and removes candidates of a model without training. Each file is replaced at once as a whole.
/// </summary>
public static class Updater
{
    /// <summary>The metadata's key of when a file was last updated, UTC.</summary>
    public const string UpdatedAt = "updated_at";

    /// <summary>The metadata's key of the metrics that were measured before an update.</summary>
    public const string EarlierMetrics = "metrics_before_update";

    /// <summary>Updates a model.</summary>
    /// <param name="options">What to change.</param>
    /// <param name="time">What time it is.</param>
    /// <param name="cancellation">Stops before a file is written.</param>
    /// <exception cref="InputException">A part cannot be read, or the candidates do not fit the model.</exception>
    public static UpdateReport Run(
        UpdateOptions options,
        TimeProvider time,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        try
        {
            return Update(options, time, cancellation);
        }
        catch (GraphException error)
        {
            throw new InputException(error.Message, error);
        }
    }

    private static UpdateReport Update(
        UpdateOptions options,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var isFolder = Directory.Exists(options.Model);
        var path = isFolder ? Path.Combine(options.Model, ExportedFiles.Retrieval) : options.Model;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var stored = StoredRetrieval.Read(path);
        if (stored.Kind != RetrievalGraph.Kind)
        {
            throw new InputException(
                $"'{path}' is of kind '{stored.Kind}'. Name the {ExportedFiles.Retrieval} beside it, or their folder, which updates both."
            );
        }
        var notes = new List<string>();
        using var database = new DuckDatabase(cancellation);
        var given = options.Candidates is { } source
            ? Given(
                database,
                source,
                options,
                stored,
                Path.Combine(folder, ExportedFiles.ItemTower),
                notes
            )
            : null;
        var removed = options.Remove is { } ids
            ? new CandidateSource(database, ids, new() { Id = options.Columns.Id }, "--remove")
                .Read()
                .Ids
            : null;
        var changes = new CandidateChanges(stored.Candidates, given, removed);
        var candidates = changes.Apply(given);
        cancellation.ThrowIfCancellationRequested();
        var scan = ScanChoice.Choose(
            options.Scan ?? stored.Scan,
            candidates,
            candidates.Vectors,
            "candidates' vectors",
            notes,
            cancellation: cancellation
        );
        cancellation.ThrowIfCancellationRequested();
        var metadata = Metadata(stored.Metadata, time);
        var written = new List<string> { path };
        OnnxFile.Write(stored.With(candidates, metadata, scan.Scan, scan.Lists), path);
        var similar = Path.Combine(options.Model, ExportedFiles.Similar);
        if (isFolder && File.Exists(similar))
        {
            var other = StoredRetrieval.Read(similar);
            OnnxFile.Write(
                other.With(candidates with { Biases = null }, Metadata(other.Metadata, time)),
                similar
            );
            written.Add(similar);
        }
        if (isFolder && File.Exists(Path.Combine(folder, ExportedFiles.Pairs)))
        {
            notes.Add(
                $"{ExportedFiles.Pairs} has the candidates that it was trained with: only training makes the vectors of its items."
            );
        }
        Manifest.Refresh(folder, written);
        return new(
            written,
            candidates.Count,
            changes.Added,
            changes.Changed,
            changes.Removed,
            notes
        );
    }

    private static CandidateRows Given(
        DuckDatabase database,
        string source,
        UpdateOptions options,
        StoredRetrieval stored,
        string towerBeside,
        List<string> notes
    )
    {
        var dimensions = stored.Candidates.Dimensions;
        var table = new CandidateSource(
            database,
            source,
            options.Columns with
            {
                ShownIfThere = [.. stored.Candidates.Columns.Select(column => column.Name)],
            },
            "--candidates"
        );
        var rows = table.Read();
        if (table.HasVectors)
        {
            return rows.Dimensions == dimensions
                ? rows
                : throw new InputException(
                    $"The candidates ({source}) have vectors of {rows.Dimensions} numbers, and the model's have {dimensions}."
                );
        }
        var path = options.ItemTower ?? towerBeside;
        if (!File.Exists(path))
        {
            throw new InputException(
                $"The candidates ({source}) have no column of vectors, and there is no item tower '{path}' to make them. Name the column with --vector-column, or the tower with --item-tower."
            );
        }
        using var tower = new ItemTower(path);
        if (tower.Dimensions != dimensions)
        {
            throw new InputException(
                $"The item tower '{path}' makes vectors of {tower.Dimensions} numbers, and the model's have {dimensions}."
            );
        }
        if (tower.TakesIdAlone)
        {
            throw new InputException(
                $"The item tower '{path}' knows items by their ids alone, so it has no vector for new ones. Train with features of the candidates (--candidate-feature), or give vectors."
            );
        }
        var (vectors, missing) = tower.VectorsOf(database, source, options.Columns.Id);
        if (missing.Count > 0)
        {
            notes.Add(
                $"the candidates have no column {string.Join(", ", missing.Select(name => $"'{name}'"))}: their vectors were made without."
            );
        }
        return rows with { Vectors = vectors, Dimensions = dimensions };
    }

    private static Dictionary<string, string?> Metadata(
        IReadOnlyDictionary<string, string> metadata,
        TimeProvider time
    )
    {
        var changes = new Dictionary<string, string?>
        {
            [UpdatedAt] = time.GetUtcNow()
                .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            [GraphNotes.Trainer] = GraphNotes.Own,
        };
        if (metadata.TryGetValue(RetrievalMetadata.Metrics, out var metrics))
        {
            // They are not of the candidates that there are now.
            changes[RetrievalMetadata.Metrics] = null;
            changes[EarlierMetrics] = metrics;
        }
        return changes;
    }
}
