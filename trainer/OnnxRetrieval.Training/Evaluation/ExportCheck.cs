using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>Checks that an exported file computes what was trained.</summary>
internal static class ExportCheck
{
    /// <summary>The largest difference allowed, relative to the largest score of the list or to 1.</summary>
    public const double Tolerance = 1e-5;

    private const int UsersAtOnce = 256;
    private const int Depth = 100;

    /// <summary>Compares the file's scores with the towers', for each user's best candidates.</summary>
    /// <param name="retriever">The exported file.</param>
    /// <param name="model">The towers.</param>
    /// <param name="dataset">The ids.</param>
    /// <param name="trained">The items of each user in training; a user without any must be unknown to the file.</param>
    /// <param name="users">The users to compare.</param>
    /// <returns>The largest relative difference met.</returns>
    /// <exception cref="InvalidOperationException">The file differs from the model.</exception>
    public static double Run(
        Retriever retriever,
        TwoTowerModel model,
        Dataset dataset,
        UserItems trained,
        int[] users
    )
    {
        using var _ = no_grad();
        var largest = 0.0;
        var k = Math.Min(Depth, retriever.Info.FixedK ?? dataset.Items.Count);
        k = Math.Min(k, dataset.Items.Count);
        foreach (var chunk in users.Chunk(UsersAtOnce))
        {
            using var scope = NewDisposeScope();
            var rows = new int[chunk.Length * k];
            var scores = new float[rows.Length];
            var known = new bool[chunk.Length];
            retriever.RetrieveRows(
                Array.ConvertAll(chunk, user => new Query(dataset.Users[user])),
                k,
                rows,
                scores,
                known
            );
            var towers = model.Scores(
                new TowerInput(
                    Array.ConvertAll(
                        chunk,
                        user => (long)(trained[user].Length > 0 ? user : trained.UserCount)
                    )
                )
            );
            var expected = towers
                .gather(1, tensor(Array.ConvertAll(rows, row => (long)row)).view(chunk.Length, k))
                .contiguous()
                .data<float>()
                .ToArray();
            for (var i = 0; i < scores.Length; i++)
            {
                var difference =
                    Math.Abs(scores[i] - expected[i]) / Math.Max(1, Math.Abs(expected[i]));
                var user = chunk[i / k];
                if (!(difference <= Tolerance) || known[i / k] != trained[user].Length > 0)
                {
                    throw new InvalidOperationException(
                        $"The exported file scores item '{dataset.Items[rows[i]]}' for user '{dataset.Users[user]}' "
                            + $"{scores[i]}, and the trained towers {expected[i]}. This is a fault of the exporter; please report it."
                    );
                }
                largest = Math.Max(largest, difference);
            }
        }
        return largest;
    }
}
