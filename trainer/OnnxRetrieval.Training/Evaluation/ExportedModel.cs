using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>An exported file as a recommender, run through the runtime library exactly as a service would.</summary>
public sealed class ExportedModel : IRecommender
{
    /// <summary>The model's key in <c>metrics.json</c>.</summary>
    public const string Key = "test";

    private readonly Retriever retriever;
    private readonly Dataset dataset;
    private readonly int[] itemOfCandidate;
    private readonly int[] candidateOfItem;

    /// <summary>A file on some data, which need not be what it was trained on.</summary>
    /// <param name="retriever">The loaded file; it stays the caller's.</param>
    /// <param name="dataset">The data, whose ids are looked up in the file.</param>
    /// <exception cref="InputException">The file has a fixed k, or takes other features than an id.</exception>
    public ExportedModel(Retriever retriever, Dataset dataset)
    {
        if (retriever.Info.FixedK is not null || !retriever.Info.CanExclude)
        {
            throw new InputException(
                $"'{retriever.Info.Path}' has a fixed number of results and no exclusion, so it cannot be evaluated. "
                    + "Evaluate the file that was exported without a baked k."
            );
        }
        if (retriever.Info.QueryFeatures is not [{ IsList: false }])
        {
            throw new InputException(
                $"'{retriever.Info.Path}' takes {string.Join(", ", retriever.Info.QueryFeatures.Select(feature => feature.Name))}, "
                    + "and only a model that takes the user's id alone can be evaluated on interactions."
            );
        }
        this.retriever = retriever;
        this.dataset = dataset;
        itemOfCandidate = new int[retriever.Info.CandidateCount];
        candidateOfItem = new int[dataset.Items.Count];
        Array.Fill(candidateOfItem, -1);
        var ids = retriever.CandidateIds;
        for (var candidate = 0; candidate < itemOfCandidate.Length; candidate++)
        {
            var item = dataset.Items.RowOf(ids[candidate]);
            itemOfCandidate[candidate] = item;
            if (item >= 0)
            {
                candidateOfItem[item] = candidate;
            }
        }
    }

    /// <inheritdoc/>
    public string Name { get; init; } = Key;

    /// <summary>Items of the data set that the file does not know, and so can never recommend.</summary>
    public int UnknownItems => candidateOfItem.Count(candidate => candidate < 0);

    /// <inheritdoc/>
    public bool ServesStrangers => false;

    /// <inheritdoc/>
    public int[][] Recommend(ReadOnlySpan<int> users, UserHistories given, int count)
    {
        var k = Math.Min(count, itemOfCandidate.Length);
        var queries = new Query[users.Length];
        var excluded = new List<int>();
        var offsets = new int[users.Length + 1];
        for (var i = 0; i < users.Length; i++)
        {
            queries[i] = new Query(dataset.Users[users[i]]);
            foreach (var item in given[users[i]])
            {
                if (candidateOfItem[item] >= 0)
                {
                    excluded.Add(candidateOfItem[item]);
                }
            }
            offsets[i + 1] = excluded.Count;
        }
        var rows = new int[users.Length * k];
        retriever.RetrieveRows(
            queries,
            k,
            rows,
            excludedRows: excluded.ToArray(),
            excludedOffsets: offsets
        );
        var lists = new int[users.Length][];
        for (var i = 0; i < users.Length; i++)
        {
            lists[i] =
            [
                .. rows.Skip(i * k)
                    .Take(k)
                    .TakeWhile(candidate => candidate >= 0)
                    .Select(candidate => itemOfCandidate[candidate]),
            ];
        }
        return lists;
    }
}
