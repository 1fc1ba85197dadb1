using System.Diagnostics.CodeAnalysis;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>What a file's scores are computed from.</summary>
/// <param name="Vector">The name of the queries' vectors.</param>
/// <param name="Vectors">The name of the table of the candidates' vectors, or of that of their blocks.</param>
/// <param name="Biases">The name of the table of their biases; null: there is none.</param>
public sealed record StoredScores(string Vector, string Vectors, string? Biases)
{
    /// <summary>Whether the tables are of blocks of candidates, as <see cref="ListRanking"/> has them.</summary>
    public bool AreInBlocks { get; private init; }

    /// <summary>Finds them.</summary>
    /// <param name="makers">The graph's nodes, by what they make.</param>
    /// <param name="scores">What was found.</param>
    /// <returns>Whether there are any.</returns>
    public static bool TryFind(
        IReadOnlyDictionary<string, NodeProto> makers,
        [NotNullWhen(true)] out StoredScores? scores
    )
    {
        ArgumentNullException.ThrowIfNull(makers);
        if (makers.TryGetValue(CandidateScores.Name, out var all))
        {
            scores = new(all.Input[0], all.Input[1], all.Input.ElementAtOrDefault(2));
        }
        else if (makers.TryGetValue(CandidateScores.SomeName, out var some))
        {
            // Rows of the table, and the vectors with a further dimension.
            scores = new(
                makers[some.Input[1]].Input[0],
                makers[some.Input[0]].Input[0],
                makers.TryGetValue(
                    CandidateScores.SomeName + CandidateScores.BiasedEnding,
                    out var biased
                )
                    ? makers[biased.Input[1]].Input[0]
                    : null
            );
        }
        else if (makers.TryGetValue(ListRanking.MeanScores, out var means))
        {
            scores = new(
                means.Input[0],
                ListRanking.Vectors,
                means.Input.Count > 2 ? ListRanking.Biases : null
            )
            {
                AreInBlocks = true,
            };
        }
        else
        {
            scores = null;
        }
        return scores is not null;
    }
}
