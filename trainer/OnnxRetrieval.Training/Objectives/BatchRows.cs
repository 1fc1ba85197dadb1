namespace OnnxRetrieval.Training.Objectives;

/// <summary>Gathers the queries of a batch, each with several positives, one after the other.</summary>
internal sealed class BatchRows
{
    private readonly List<long> queries = [];
    private readonly List<long> featureRows = [];
    private readonly List<float> counts = [];
    private readonly List<int> ends = [0];
    private readonly List<int> historyEnds = [0];

    /// <summary>The positives of all queries so far.</summary>
    public List<int> Items { get; } = [];

    /// <summary>A weight for each of <see cref="Items"/>.</summary>
    public List<float> Weights { get; } = [];

    /// <summary>The histories of all queries so far.</summary>
    public List<int> History { get; } = [];

    /// <summary>Ends a query: what was added since the last one is its own.</summary>
    /// <param name="query">The row of its id.</param>
    /// <param name="featureRow">The row of its features.</param>
    /// <param name="weight">What its weights come to; null: the number of its positives.</param>
    public void End(long query, long featureRow, float? weight = null)
    {
        counts.Add(weight ?? Items.Count - ends[^1]);
        queries.Add(query);
        featureRows.Add(featureRow);
        ends.Add(Items.Count);
        historyEnds.Add(History.Count);
    }

    /// <summary>The batch.</summary>
    /// <param name="columns">The column of each candidate; null: a column an item of the catalogue.</param>
    /// <param name="catalogue">The number of items with the unknown one.</param>
    public Batch ToBatch(OrderedDictionary<int, int>? columns, int catalogue)
    {
        var width = columns?.Count ?? catalogue;
        var positives = new long[Items.Count];
        for (var row = 0; row < counts.Count; row++)
        {
            for (var at = ends[row]; at < ends[row + 1]; at++)
            {
                positives[at] = (long)row * width + (columns?[Items[at]] ?? Items[at]);
            }
        }
        return new Batch
        {
            Queries = [.. queries],
            FeatureRows = [.. featureRows],
            Histories = History.Count == 0 ? null : new([.. History], [.. historyEnds]),
            Candidates = columns is null ? [] : [.. columns.Keys.Select(item => (long)item)],
            Positives = positives,
            Targets = [.. counts],
            Weights = [.. Weights],
            Interactions = positives.Length,
        };
    }
}
