using System.Diagnostics;
using OnnxRetrieval.Training.Data.Files;

namespace OnnxRetrieval.Training.Scoring;

/// <summary>
/// Scores all users of a source with a model and writes what each gets. Users are read, scored and written at the same
/// time, and a bounded number of them is in memory. A run that was interrupted goes on where it was when run again.
/// </summary>
public static class BatchScoring
{
    /// <summary>Scores the users.</summary>
    /// <param name="retriever">The model.</param>
    /// <param name="options">Whom, and where to.</param>
    /// <param name="progress">Told after each batch; null: nobody.</param>
    /// <param name="cancellation">Stops it; what is done is kept for the next run.</param>
    /// <exception cref="InputException">The users cannot be read, or the results cannot be written.</exception>
    /// <exception cref="RetrievalException">A user's features do not fit the model, or running it failed.</exception>
    public static ScoringReport Run(
        Retriever retriever,
        ScoringOptions options,
        IProgress<ScoringProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(retriever);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Count, 1);
        var clock = Stopwatch.StartNew();
        var output = options.Part.FileOf(options.Output);
        ResultFile.Check(output);
        using var reading = new DuckDatabase(cancellation);
        using var writing = new DuckDatabase(cancellation);
        var source = new QuerySource(
            reading,
            options.Users,
            QuerySourceOptions.OfUsers(options.UserColumn, retriever.Info),
            retriever.Info
        );
        var (from, to) = options.Part.RowsOf(source.Count());
        using var pieces = new PieceFolder(output, ScoringKey.Of(retriever.Info, options, reading));
        var begin = pieces.EndOr(from);
        var batchSize = BatchScorer.BatchSizeFor(retriever.Info.CandidateCount);
        var scorer = new BatchScorer(
            retriever,
            Math.Min(options.Count, retriever.Info.CandidateCount),
            new SeenRows(retriever.CandidateIds, options.Excluded, options.Seen)
        );
        var table = new ResultTable(writing, retriever.CandidateIds, source.AreIntegers);
        var scoring = clock.Elapsed;
        using var batches = Prefetch
            .Of(Prefetch.Of(source.Read(begin, to, batchSize)).Select(scorer.Score))
            .GetEnumerator();
        var usersOfPiece = Math.Max(1, options.ResultsOfPiece / options.Count);
        for (var next = begin; batches.MoveNext(); )
        {
            pieces.Add(
                next,
                path =>
                {
                    table.Write(UpTo(batches, usersOfPiece, done => next = Tell(done)), path);
                    return next;
                }
            );
        }
        if (pieces.Files().Count == 0)
        {
            if (options.Part.Of == 1)
            {
                throw new InputException(
                    $"The users ({options.Users}) have no row with an id: there is nobody to score."
                );
            }
            // Of few users, a part may have none: whoever reads the parts together expects its file all the same.
            pieces.Add(
                from,
                path =>
                {
                    table.Write([], path);
                    return to;
                }
            );
        }
        var results = ResultFile.Join(writing, pieces.Files(), output);
        pieces.Delete();
        return new(
            output,
            to - from,
            begin - from,
            source.WithoutId,
            results,
            source.Missing,
            batchSize,
            clock.Elapsed.TotalSeconds
        );

        long Tell(long done)
        {
            cancellation.ThrowIfCancellationRequested();
            var seconds = (clock.Elapsed - scoring).TotalSeconds;
            progress?.Report(new(done - from, to - from, (done - begin) / seconds));
            return done;
        }
    }

    /// <summary>The batch that an enumerator stands at, and those behind it until they have so many users together.</summary>
    private static IEnumerable<ScoredBatch> UpTo(
        IEnumerator<ScoredBatch> batches,
        int users,
        Action<long> done
    )
    {
        var taken = 0;
        do
        {
            var batch = batches.Current;
            yield return batch;
            taken += batch.Ids.Count;
            done(batch.End);
        } while (taken < users && batches.MoveNext());
    }
}
