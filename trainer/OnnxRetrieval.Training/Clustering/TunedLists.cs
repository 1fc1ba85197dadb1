using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Clustering;

/// <summary>Inverted lists that look into as many blocks as it takes to find a share of what an exact search finds.</summary>
internal static class TunedLists
{
    private const int Seed = 1;

    /// <summary>Builds them. Every other query chooses the number of blocks; the others measure what they then find.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="lists">How many lists to make.</param>
    /// <param name="queries">Queries to ask.</param>
    /// <param name="best">What an exact search finds for each.</param>
    /// <param name="recall">The share to find, above 0 and at most 1.</param>
    /// <param name="progress">Receives a line as the work goes on.</param>
    /// <param name="cancellation">Stops.</param>
    public static InvertedLists Build(
        CandidateTable candidates,
        int lists,
        SampledQueries queries,
        IReadOnlyList<int[]> best,
        double recall,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var blocks = ListBuilder.Build(candidates, lists, Seed, progress, cancellation);
        var probes = Curve(0).ProbesFor(recall);
        return new InvertedLists(blocks, probes)
        {
            Recall = Curve(queries.Count > 1 ? 1 : 0).Recall(probes),
        };

        ProbeCurve Curve(int remainder)
        {
            var chosen = Enumerable
                .Range(0, queries.Count)
                .Where(query => query % 2 == remainder)
                .ToArray();
            var vectors = queries.Vectors;
            return new ProbeCurve(
                candidates,
                blocks,
                Array.ConvertAll(chosen, query => vectors[query]),
                Array.ConvertAll(chosen, query => best[query])
            );
        }
    }
}
