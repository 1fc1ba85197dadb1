namespace OnnxRetrieval.Graph;

/// <summary>
/// Who a query is, by its id and by its history: the mean of the id's vector and the history's, or the one of them that is
/// known; the vector of unknown ids where neither is. So a stranger with a history is served by that, and one who is known
/// but gives none, by the id. It is known where either is.
/// </summary>
public sealed class IdentityFeatureGraph : IFeatureGraph
{
    private readonly CategoryFeatureGraph id;
    private readonly HistoryFeatureGraph history;

    /// <summary>A feature.</summary>
    /// <param name="id">The id; its last row is that of strangers without a history.</param>
    /// <param name="history">The history, of the same width.</param>
    /// <exception cref="GraphException">The widths differ.</exception>
    public IdentityFeatureGraph(CategoryFeatureGraph id, HistoryFeatureGraph history)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(history);
        if (id.Width != history.Width)
        {
            throw new GraphException(
                $"The vectors of an id have {id.Width} elements and those of its history {history.Width}: their mean needs equally many."
            );
        }
        this.id = id;
        this.history = history;
    }

    /// <summary>The length of a vector.</summary>
    public int Width => id.Width;

    /// <inheritdoc/>
    public FeatureOutput Emit(GraphBuilder graph)
    {
        var (idVector, idIsKnown) = id.EmitIdentity(graph);
        var (historyVector, hasHistory) = history.EmitPooled(graph);
        var isKnown = graph.Unsqueeze(idIsKnown, [1]);
        var mean = graph.Mul(graph.Add(idVector, historyVector), graph.Constant(.5f));
        var scope = graph.Scope("identity");
        var vector = graph.Where(
            hasHistory,
            graph.Where(isKnown, mean, historyVector),
            idVector,
            $"{scope}/vector"
        );
        return new FeatureOutput(
            vector,
            graph.Or(idIsKnown, graph.Squeeze(hasHistory, [1]), $"{scope}/known")
        );
    }
}
