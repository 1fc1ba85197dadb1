using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Models;

/// <summary>A candidate's score for one query, and its place among the candidates.</summary>
/// <param name="Score">The score; not finite where the model cannot do without a value that was left out.</param>
/// <param name="Rank">Its place, from 1; 0 where the score is not finite.</param>
internal readonly record struct Standing(float Score, int Rank);

/// <summary>Asks a model for one item's score, for one query after the other.</summary>
internal sealed class ItemScorer
{
    private readonly Retriever retriever;
    private readonly bool[] isPassedOver;
    private readonly CancellationToken cancellation;

    /// <summary>Finds the item.</summary>
    /// <param name="retriever">The model.</param>
    /// <param name="item">The item's id.</param>
    /// <param name="passedOver">Ids of items that take no place, such as those of the history; the item itself always does.</param>
    /// <param name="cancellation">Stops between two queries.</param>
    /// <exception cref="InputException">The model has no such item.</exception>
    /// <exception cref="RetrievalException">The file does not give all its candidates.</exception>
    public ItemScorer(
        Retriever retriever,
        string item,
        IEnumerable<string> passedOver,
        CancellationToken cancellation
    )
    {
        this.retriever = retriever;
        this.cancellation = cancellation;
        var ids = retriever.CandidateIds;
        var others = passedOver.ToHashSet(StringComparer.Ordinal);
        isPassedOver = new bool[ids.Count];
        Row = -1;
        for (var row = 0; row < ids.Count; row++)
        {
            var id = ids[row];
            if (id == item)
            {
                Row = row;
            }
            else
            {
                isPassedOver[row] = others.Contains(id);
            }
        }
        if (Row < 0)
        {
            throw new InputException(
                $"'{retriever.Info.Path}' has no item '{item}' among its {retriever.Info.CandidateCount} candidates. Its id is needed, not its title."
            );
        }
    }

    /// <summary>The item's row.</summary>
    public int Row { get; }

    /// <summary>How many items take a place.</summary>
    public int Ranked => isPassedOver.Count(passedOver => !passedOver);

    /// <summary>All items for a query, best first.</summary>
    /// <param name="values">Values by the features' names; none: a stranger's query.</param>
    public Retrieval All(IEnumerable<KeyValuePair<string, FeatureValue>> values)
    {
        cancellation.ThrowIfCancellationRequested();
        return retriever.Retrieve(
            AskedQuery.QueryOf(values, retriever.Info),
            retriever.Info.CandidateCount
        );
    }

    /// <summary>The item's score and place for a query.</summary>
    /// <inheritdoc cref="All" path="/param"/>
    public Standing Score(IEnumerable<KeyValuePair<string, FeatureValue>> values) =>
        StandingIn(All(values));

    /// <summary>The item's score and place in all items.</summary>
    public Standing StandingIn(Retrieval all)
    {
        var rank = 1;
        foreach (var hit in all)
        {
            if (hit.Index == Row)
            {
                return float.IsFinite(hit.Score) ? new(hit.Score, rank) : new(hit.Score, 0);
            }
            rank += isPassedOver[hit.Index] ? 0 : 1;
        }
        return new(float.NaN, 0);
    }
}
