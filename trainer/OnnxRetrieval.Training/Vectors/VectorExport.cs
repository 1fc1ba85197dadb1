using System.Diagnostics;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data.Files;
using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Scoring;

namespace OnnxRetrieval.Training.Vectors;

/// <summary>Which vectors to write, and where to.</summary>
public sealed record VectorExportOptions
{
    /// <summary>A file of kind <c>retrieval</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Where to write, and in what form.</summary>
    public required VectorTarget Target { get; init; }

    /// <summary>
    /// The users, as in <see cref="ScoringOptions.Users"/>; null: those that the model knows by their ids, with nothing else
    /// known of them.
    /// </summary>
    public string? Users { get; init; }

    /// <summary>The column with the users' ids; null: found by its usual names.</summary>
    public string? UserColumn { get; init; }
}

/// <summary>What was written.</summary>
/// <param name="Files">The files.</param>
/// <param name="Dimensions">The length of a vector.</param>
/// <param name="Candidates">How many candidates.</param>
/// <param name="Users">How many users; null: none were asked for, and the model knows none by an id alone.</param>
/// <param name="Unknown">Users who were left out, as the model knows nothing of them.</param>
/// <param name="WithoutId">Rows of the users that were left out, as they have no id.</param>
/// <param name="MissingFeatures">Features of the model that the users have no column for.</param>
/// <param name="HasBiases">Whether the vectors have a last number more than the model's: the bias, and a user's 1.</param>
/// <param name="Seconds">The time that it took.</param>
public sealed record VectorExportReport(
    IReadOnlyList<string> Files,
    int Dimensions,
    long Candidates,
    long? Users,
    long Unknown,
    long WithoutId,
    IReadOnlyList<string> MissingFeatures,
    bool HasBiases,
    double Seconds
);

/// <summary>
/// Writes the vectors of a model's users and candidates with their ids, for searches outside the model. The inner product
/// of two vectors is the model's score: where candidates have biases, each vector has one number more, the bias, which a
/// user's 1 is multiplied with.
/// </summary>
public static class VectorExport
{
    /// <summary>The name of the users' table.</summary>
    public const string Users = "users";

    /// <summary>The name of the candidates' table.</summary>
    public const string Candidates = "candidates";

    private const string UserId = "user_id";
    private const string ItemId = "item_id";

    // Enough for the runtime to be busy, and few enough to be in a cache.
    private const int UsersAtOnce = 256;

    /// <summary>Writes them. Users are read, turned into vectors and written at the same time.</summary>
    /// <param name="options">Which, and where to.</param>
    /// <param name="cancellation">Stops before a file is there.</param>
    /// <exception cref="InputException">The model or the users cannot be read, or a file cannot be written.</exception>
    /// <exception cref="RetrievalException">A user's features do not fit the model, or running it failed.</exception>
    public static VectorExportReport Run(
        VectorExportOptions options,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return Write(options, cancellation);
        }
        catch (GraphException error)
        {
            throw new InputException(error.Message, error);
        }
    }

    private static VectorExportReport Write(
        VectorExportOptions options,
        CancellationToken cancellation
    )
    {
        var clock = Stopwatch.StartNew();
        var stored = StoredRetrieval.Read(options.Model);
        if (stored.Kind != RetrievalGraph.Kind)
        {
            throw new InputException(
                $"'{options.Model}' is of kind '{stored.Kind}'. Name the {ExportedFiles.Retrieval} beside it: it has the candidates' vectors and makes those of users."
            );
        }
        RefuseSharedNames(stored.Candidates);
        using var reading = new DuckDatabase(cancellation);
        using var writing = new DuckDatabase(cancellation);
        using var tower = new TowerRunner(
            stored.QueryTower(),
            stored.Candidates.Dimensions,
            stored.Opset,
            stored.Metadata
        );
        var hasBiases = stored.Candidates.Biases is not null;
        var users = new UserVectors(tower, hasBiases, cancellation);
        var tables = new List<VectorTable> { CandidatesOf(stored.Candidates) };
        var source = options.Users is null ? null : SourceOf(options, reading, tower);
        if (source is not null)
        {
            tables.Add(
                UsersOf(
                    users,
                    source.Read(0, source.Count(), UsersAtOnce),
                    source.AreIntegers,
                    tables[0].Dimensions
                )
            );
        }
        else if (KnownUsers.Of(stored, tower.Info) is { } ids)
        {
            tables.Add(
                UsersOf(
                    users,
                    KnownUsers.Batches(ids, UsersAtOnce),
                    !ids.IsString,
                    tables[0].Dimensions
                )
            );
        }
        Directory.CreateDirectory(options.Target.Folder);
        var files = FilesOf(options.Target.Format, writing, stored).Write(tables, options.Target);
        return new(
            files,
            tables[0].Dimensions,
            stored.Candidates.Count,
            tables.Count > 1 ? users.Count : null,
            users.Unknown,
            source?.WithoutId ?? 0,
            source?.Missing ?? [],
            hasBiases,
            clock.Elapsed.TotalSeconds
        );
    }

    private static IVectorFiles FilesOf(
        VectorFormat format,
        DuckDatabase database,
        StoredRetrieval stored
    ) =>
        format switch
        {
            VectorFormat.Parquet => new ParquetVectors(database),
            VectorFormat.Npy => new NpyVectors(),
            _ => new SqlVectors(
                $"Vectors of the model '{stored.Metadata.GetValueOrDefault(RetrievalMetadata.ModelName)}', version {stored.Metadata.GetValueOrDefault(RetrievalMetadata.ModelVersion)}"
            ),
        };

    private static QuerySource SourceOf(
        VectorExportOptions options,
        DuckDatabase database,
        TowerRunner tower
    ) =>
        new(
            database,
            options.Users!,
            QuerySourceOptions.OfUsers(options.UserColumn, tower.Info),
            tower.Info
        );

    private static VectorTable UsersOf(
        UserVectors users,
        IEnumerable<QueryBatch> queries,
        bool areIntegers,
        int dimensions
    ) =>
        new()
        {
            Name = Users,
            IdColumn = UserId,
            IdsAreIntegers = areIntegers,
            Dimensions = dimensions,
            Batches = Prefetch.Of(Prefetch.Of(queries).Select(users.Of)),
        };

    private static VectorTable CandidatesOf(CandidateTable candidates) =>
        new()
        {
            Name = Candidates,
            IdColumn = ItemId,
            IdsAreIntegers = !candidates.Ids.IsString,
            Dimensions = candidates.Dimensions + (candidates.Biases is null ? 0 : 1),
            Columns = [.. candidates.Columns.Select(column => column.Name)],
            Batches = CandidateVectors.Of(candidates),
        };

    // Databases do not tell small letters from capitals in names.
    private static void RefuseSharedNames(CandidateTable candidates)
    {
        var names = new HashSet<string>(
            [ItemId, VectorTable.VectorColumn],
            StringComparer.OrdinalIgnoreCase
        );
        foreach (var column in candidates.Columns)
        {
            if (!names.Add(column.Name))
            {
                throw new InputException(
                    $"The candidates' column '{column.Name}' cannot be written: another has the same name."
                );
            }
        }
    }
}
