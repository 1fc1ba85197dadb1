using System.Diagnostics;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data.Files;
using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Scoring;
using OnnxRetrieval.Training.Vectors;

namespace OnnxRetrieval.Training.Clustering;

/// <summary>What to tune a model's inverted lists for.</summary>
public sealed record IndexTuningOptions
{
    /// <summary>A <c>retrieval.onnx</c>, or the folder with one. It is replaced.</summary>
    public required string Model { get; init; }

    /// <summary>The share of an exact search's best 10 to find, above 0 and at most 1. Default: .99.</summary>
    public double Recall { get; init; } = ScanChoice.RecallOfLists;

    /// <summary>
    /// Queries to measure with: a file or a DuckDB query with a column of ids, and one for each further feature of the model;
    /// null: the users that the model knows, or, where it knows none, the candidates' own vectors.
    /// </summary>
    public string? Queries { get; init; }
}

/// <summary>A way to search that was measured.</summary>
/// <param name="Lists">How many lists the candidates were grouped into; 0: an exact search.</param>
/// <param name="Blocks">How many blocks there are.</param>
/// <param name="Probes">How many of them are looked into.</param>
/// <param name="Recall">The share found of an exact search's best 10, by queries that did not choose the number of blocks.</param>
/// <param name="Milliseconds">The time of a call with one query.</param>
public sealed record IndexTrial(
    int Lists,
    int Blocks,
    int Probes,
    double Recall,
    double Milliseconds
);

/// <summary>What a tuning came to.</summary>
/// <param name="Path">The file.</param>
/// <param name="Queries">How many queries it was measured with.</param>
/// <param name="QueriesAre">What those are, for people.</param>
/// <param name="Trials">What was measured, the exact search first.</param>
/// <param name="Chosen">What was written: the quickest.</param>
public sealed record IndexTuningReport(
    string Path,
    int Queries,
    string QueriesAre,
    IReadOnlyList<IndexTrial> Trials,
    IndexTrial Chosen
);

/// <summary>
/// Chooses the number of inverted lists, and of blocks to look into, by which a model finds a share of what an exact search
/// finds in the least time. The file is replaced at once as a whole.
/// </summary>
public static class IndexTuner
{
    private const int QueriesAtOnce = 256;
    private const int MostQueries = 1 << 14;
    private const int Rounds = 5;

    // The number of lists, as shares of the usual one.
    private static readonly double[] shares = [.5, 1, 2];

    /// <summary>Tunes a model.</summary>
    /// <param name="options">The model, and what for.</param>
    /// <param name="progress">Receives a line as the work goes on.</param>
    /// <param name="cancellation">Stops before the file is written.</param>
    /// <exception cref="InputException">The model or the queries cannot be read, or the model has too few candidates.</exception>
    public static IndexTuningReport Run(
        IndexTuningOptions options,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Recall is not (> 0 and <= 1))
        {
            throw InputException.WrongUse(
                $"A recall of {options.Recall} cannot be tuned for: it is above 0 and at most 1."
            );
        }
        try
        {
            return Tune(options, progress, cancellation);
        }
        catch (GraphException error)
        {
            throw new InputException(error.Message, error);
        }
    }

    private static IndexTuningReport Tune(
        IndexTuningOptions options,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        var path = Directory.Exists(options.Model)
            ? Path.Combine(options.Model, ExportedFiles.Retrieval)
            : options.Model;
        var stored = StoredRetrieval.Read(path);
        if (stored.Kind != RetrievalGraph.Kind)
        {
            throw new InputException(
                $"'{path}' is of kind '{stored.Kind}', which is always searched exactly. Name the {ExportedFiles.Retrieval} beside it."
            );
        }
        var candidates = stored.Candidates;
        if (candidates.Count < InvertedLists.LeastCandidates)
        {
            throw new InputException(
                FormattableString.Invariant(
                    $"'{path}' has {candidates.Count:N0} candidates; inverted lists pay from {InvertedLists.LeastCandidates:N0} on. Leave it exact."
                )
            );
        }
        var (vectors, queriesAre) = QueryVectors(stored, options.Queries, cancellation);
        var queries = new SampledQueries(vectors, candidates.Dimensions);
        progress?.Report($"searching exactly for {queries.Count} of {queriesAre}");
        var best = queries.Best(candidates, new RetrievalGraphOptions(), cancellation);
        var trials = new List<IndexTrial>
        {
            new(0, 0, 0, 1, Milliseconds(queries, candidates, new RetrievalGraphOptions())),
        };
        (IndexTrial Trial, InvertedLists Lists)? chosen = null;
        foreach (var share in shares)
        {
            var lists = Math.Max(1, (int)(share * ListBuilder.DefaultLists(candidates.Count)));
            var built = TunedLists.Build(
                candidates,
                lists,
                queries,
                best,
                options.Recall,
                progress,
                cancellation
            );
            var trial = new IndexTrial(
                lists,
                built.Blocks.Count,
                built.Probes,
                built.Recall!.Value,
                Milliseconds(
                    queries,
                    candidates,
                    new RetrievalGraphOptions { Scan = CandidateScan.Lists, Lists = built }
                )
            );
            trials.Add(trial);
            if (chosen is null || trial.Milliseconds < chosen.Value.Trial.Milliseconds)
            {
                chosen = (trial, built);
            }
        }
        cancellation.ThrowIfCancellationRequested();
        // Reading it again, since its tower was given out already.
        OnnxFile.Write(
            StoredRetrieval
                .Read(path)
                .With(
                    candidates,
                    new Dictionary<string, string?>(),
                    CandidateScan.Lists,
                    chosen!.Value.Lists
                ),
            path
        );
        Manifest.Refresh(Path.GetDirectoryName(Path.GetFullPath(path))!, [path]);
        return new(path, queries.Count, queriesAre, trials, chosen.Value.Trial);
    }

    // The least mean time of several rounds, in which the queries take turns.
    private static double Milliseconds(
        SampledQueries queries,
        CandidateTable candidates,
        RetrievalGraphOptions options
    ) =>
        queries.Ask(
            candidates,
            options,
            retriever =>
            {
                var rows = new int[SampledQueries.Depth];
                var asked = queries.Queries;
                var least = double.MaxValue;
                for (var round = 0; round <= Rounds; round++)
                {
                    var clock = Stopwatch.StartNew();
                    foreach (var query in asked)
                    {
                        retriever.RetrieveRows([query], SampledQueries.Depth, rows);
                    }
                    // The first round warms up.
                    if (round > 0)
                    {
                        least = Math.Min(least, clock.Elapsed.TotalMilliseconds / asked.Length);
                    }
                }
                return least;
            }
        );

    private static (float[] Vectors, string Are) QueryVectors(
        StoredRetrieval stored,
        string? source,
        CancellationToken cancellation
    )
    {
        using var tower = new TowerRunner(
            stored.QueryTower(),
            stored.Candidates.Dimensions,
            stored.Opset,
            stored.Metadata
        );
        if (source is not null)
        {
            using var database = new DuckDatabase(cancellation);
            var given = new QuerySource(
                database,
                source,
                QuerySourceOptions.OfUsers(null, tower.Info) with
                {
                    What = "queries",
                    Option = "--queries",
                },
                tower.Info
            );
            var vectors = VectorsOf(tower, given.Read(0, MostQueries, QueriesAtOnce));
            return vectors.Length > 0
                ? (vectors, "the given queries")
                : throw new InputException($"'{source}' (--queries) has no rows.");
        }
        if (KnownUsers.Of(stored, tower.Info) is { } users)
        {
            var batches = KnownUsers.Batches(users, QueriesAtOnce);
            return (VectorsOf(tower, batches.Take(MostQueries / QueriesAtOnce)), "users");
        }
        return (stored.Candidates.Vectors.ToArray(), "the candidates' vectors");
    }

    private static float[] VectorsOf(TowerRunner tower, IEnumerable<QueryBatch> batches) =>
        [.. batches.SelectMany(batch => tower.Of(batch.Queries).Vectors)];
}
