using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>An exported file as a recommender, run through the runtime library exactly as a service would.</summary>
public sealed class ExportedModel : IRecommender
{
    /// <summary>The model's key in <c>metrics.json</c>.</summary>
    public const string Key = "test";

    private readonly Retriever retriever;
    private readonly Dataset dataset;
    private readonly UserQueries queries;
    private readonly int[] itemOfCandidate;
    private readonly int[] candidateOfItem;

    /// <summary>A file on some data, which need not be what it was trained on.</summary>
    /// <param name="retriever">The loaded file; it stays the caller's.</param>
    /// <param name="dataset">The data, whose ids are looked up in the file.</param>
    /// <exception cref="InputException">The file has a fixed k, or takes what the data does not have.</exception>
    public ExportedModel(Retriever retriever, Dataset dataset)
    {
        if (retriever.Info.FixedK is not null || !retriever.Info.CanExclude)
        {
            throw new InputException(
                $"'{retriever.Info.Path}' has a fixed number of results and no exclusion, so it cannot be evaluated. "
                    + "Evaluate the file that was exported without a baked k."
            );
        }
        queries = new UserQueries(retriever.Info, dataset);
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
    public bool ServesStrangers => queries.TakeHistories;

    /// <inheritdoc/>
    public int[][] Recommend(ReadOnlySpan<int> users, UserHistories given, int count)
    {
        var lists = new int[users.Length][];
        var known = Recommend(users, [.. Enumerable.Range(0, users.Length)], given, count, lists);
        if (queries.TakeHistories)
        {
            // Who is known by the id is served by it; a stranger by what is given of them.
            var strangers = new List<int>();
            for (var i = 0; i < users.Length; i++)
            {
                if (!known[i] && given[users[i]].Length > 0)
                {
                    strangers.Add(i);
                }
            }
            Recommend(users, strangers, given, count, lists, withHistories: true);
        }
        return lists;
    }

    private bool[] Recommend(
        ReadOnlySpan<int> users,
        List<int> places,
        UserHistories given,
        int count,
        int[][] lists,
        bool withHistories = false
    )
    {
        var k = Math.Min(count, itemOfCandidate.Length);
        var asked = new Query[places.Count];
        var known = new bool[places.Count];
        var excluded = new List<int>();
        var offsets = new int[places.Count + 1];
        for (var i = 0; i < asked.Length; i++)
        {
            var user = users[places[i]];
            asked[i] = queries.Of(user, withHistories ? given[user] : [], given.AskedAt(user));
            foreach (var item in given[user])
            {
                if (candidateOfItem[item] >= 0)
                {
                    excluded.Add(candidateOfItem[item]);
                }
            }
            offsets[i + 1] = excluded.Count;
        }
        if (asked.Length == 0)
        {
            return known;
        }
        var rows = new int[asked.Length * k];
        retriever.RetrieveRows(
            asked,
            k,
            rows,
            known: known,
            excludedRows: excluded.ToArray(),
            excludedOffsets: offsets
        );
        for (var i = 0; i < asked.Length; i++)
        {
            lists[places[i]] =
            [
                .. rows.Skip(i * k)
                    .Take(k)
                    .TakeWhile(candidate => candidate >= 0)
                    .Select(candidate => itemOfCandidate[candidate]),
            ];
        }
        return known;
    }
}
