using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>Checks that an exported file computes what was trained.</summary>
internal static class ExportCheck
{
    /// <summary>The largest difference allowed, relative to the score or to 1, where a vector is read from a table.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>The same where it is computed: sums of many numbers may be taken in another order.</summary>
    public const double ComputedTolerance = 1e-4;

    private const int UsersAtOnce = 256;
    private const int Depth = 100;

    /// <summary>
    /// Compares the file's scores with the towers', for each user's best candidates: asked by the id and features, and, where
    /// the file takes histories, with these too.
    /// </summary>
    /// <param name="retriever">The exported file.</param>
    /// <param name="model">The towers.</param>
    /// <param name="dataset">The ids.</param>
    /// <param name="trained">The items of each user in training; a user without any must be unknown to the file.</param>
    /// <param name="given">Histories to ask with.</param>
    /// <param name="users">The users to compare.</param>
    /// <returns>The largest relative difference met.</returns>
    /// <exception cref="ExportMismatchException">The file differs from the model.</exception>
    public static double Run(
        Retriever retriever,
        TwoTowerModel model,
        Dataset dataset,
        UserItems trained,
        UserHistories given,
        int[] users
    )
    {
        using var _ = no_grad();
        var queries = new UserQueries(retriever.Info, dataset);
        var isRead = queries.TakeIdAlone;
        var largest = 0.0;
        foreach (var chunk in users.Chunk(UsersAtOnce))
        {
            var rows = Array.ConvertAll(
                chunk,
                user => (long)(trained[user].Length > 0 ? user : trained.UserCount)
            );
            var input = new TowerInput(rows)
            {
                FeatureRows = Array.ConvertAll(chunk, user => (long)user),
                Times = Array.ConvertAll(chunk, given.AskedAt),
            };
            Compare(
                Array.ConvertAll(chunk, user => queries.Of(user, [], given.AskedAt(user))),
                input,
                queries.TakesId ? Array.ConvertAll(chunk, user => trained[user].Length > 0) : null,
                isRead ? Tolerance : ComputedTolerance
            );
            if (queries.TakeHistories)
            {
                Compare(
                    Array.ConvertAll(
                        chunk,
                        user => queries.Of(user, given[user], given.AskedAt(user))
                    ),
                    input with
                    {
                        Histories = HistoryBatch.Of(given, chunk),
                    },
                    Array.ConvertAll(
                        chunk,
                        user => trained[user].Length > 0 || given[user].Length > 0
                    ),
                    ComputedTolerance
                );
            }

            void Compare(Query[] asked, TowerInput told, bool[]? areKnown, double tolerance)
            {
                using var scope = NewDisposeScope();
                var k = Math.Min(Depth, retriever.Info.FixedK ?? dataset.Items.Count);
                k = Math.Min(k, dataset.Items.Count);
                var best = new int[chunk.Length * k];
                var scores = new float[best.Length];
                var known = new bool[chunk.Length];
                retriever.RetrieveRows(asked, k, best, scores, known);
                var expected = model
                    .Scores(told)
                    .gather(
                        1,
                        tensor(Array.ConvertAll(best, row => (long)row)).view(chunk.Length, k)
                    )
                    .contiguous()
                    .data<float>()
                    .ToArray();
                for (var i = 0; i < scores.Length; i++)
                {
                    var difference =
                        Math.Abs(scores[i] - expected[i]) / Math.Max(1, Math.Abs(expected[i]));
                    if (
                        !(difference <= tolerance)
                        || (areKnown is not null && known[i / k] != areKnown[i / k])
                    )
                    {
                        throw new ExportMismatchException(
                            $"The exported file scores item '{dataset.Items[best[i]]}' for user '{dataset.Users[chunk[i / k]]}' "
                                + $"{scores[i]}, and the trained towers {expected[i]}."
                        );
                    }
                    largest = Math.Max(largest, difference);
                }
            }
        }
        return largest;
    }
}
