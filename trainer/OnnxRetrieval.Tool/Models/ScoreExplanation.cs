using OnnxRetrieval.Graph;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Models;

/// <summary>What a score is without one part of the query, the rest being as it was.</summary>
/// <param name="Part">The feature's name, or the id of an item of the history.</param>
/// <param name="Standing">The score and the place without it.</param>
/// <param name="Item">The item of the history; null: the part is a feature, or the model does not know the item.</param>
internal sealed record LeftOut(string Part, Standing Standing, Hit? Item = null);

/// <summary>
/// Why an item has its score: one part of the query at a time is left out, and the model asked again. That holds for any
/// tower. Parts act together, so what they do need not add up to the score.
/// </summary>
internal sealed record ScoreExplanation
{
    private ScoreExplanation() { }

    /// <summary>The item, its score and its columns.</summary>
    public required Hit Item { get; init; }

    /// <summary>Whether the model knows anything of who the query is.</summary>
    public required bool IsKnown { get; init; }

    /// <summary>The score as asked. Items of the history take no place, as they are not recommended; the item itself does.</summary>
    public required Standing Asked { get; init; }

    /// <summary>How many items take a place.</summary>
    public required int Ranked { get; init; }

    /// <summary>The score for somebody of whom nothing is known.</summary>
    public required Standing Stranger { get; init; }

    /// <summary>What is added to the item's score for everybody, and its place among all by that alone; null: nothing is.</summary>
    public required Standing? Bias { get; init; }

    /// <summary>The score without each feature that was given, the history as a whole among them.</summary>
    public required IReadOnlyList<LeftOut> Features { get; init; }

    /// <summary>The score without each item of the history, in its order.</summary>
    public required IReadOnlyList<LeftOut> History { get; init; }

    /// <summary>Asks the model.</summary>
    /// <exception cref="GraphException">The file's tables cannot be read.</exception>
    /// <exception cref="InputException">The model does not take what is asked, or has no such item.</exception>
    /// <exception cref="RetrievalException">The file does not give all its candidates, or running it failed.</exception>
    public static ScoreExplanation Of(
        Retriever retriever,
        AskedQuery asked,
        string item,
        CancellationToken cancellation
    )
    {
        var values = asked.ValuesFor(retriever.Info);
        IReadOnlyList<string> history = asked.History ?? [];
        var scorer = new ItemScorer(retriever, item, history, cancellation);
        var all = scorer.All(values);
        var met = all.Where(hit => history.Contains(hit.Id)).ToDictionary(hit => hit.Id);
        return new ScoreExplanation
        {
            Item = all.Single(hit => hit.Index == scorer.Row),
            IsKnown = all.IsKnown,
            Asked = scorer.StandingIn(all),
            Ranked = scorer.Ranked,
            Stranger = scorer.Score([]),
            Bias = BiasOf(retriever.Info.Path, scorer.Row),
            Features =
            [
                .. values.Keys.Select(name => new LeftOut(
                    name,
                    scorer.Score(values.Where(value => value.Key != name))
                )),
            ],
            History =
            [
                .. history.Select(
                    (id, place) =>
                        new LeftOut(
                            id,
                            scorer.Score(
                                (asked with { History = Without(history, place) }).ValuesFor(
                                    retriever.Info
                                )
                            ),
                            met.TryGetValue(id, out var hit) ? hit : null
                        )
                ),
            ],
        };
    }

    private static string[] Without(IReadOnlyList<string> history, int place) =>
        [.. history.Take(place), .. history.Skip(place + 1)];

    private static Standing? BiasOf(string path, int row)
    {
        if (StoredRetrieval.Read(path).Candidates.Biases is not { } table)
        {
            return null;
        }
        var biases = table.Span;
        var rank = 1;
        foreach (var bias in biases)
        {
            rank += bias > biases[row] ? 1 : 0;
        }
        return new(biases[row], rank);
    }
}
