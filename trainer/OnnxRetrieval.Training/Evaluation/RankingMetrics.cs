namespace OnnxRetrieval.Training.Evaluation;

/// <summary>
/// Metrics of ranked lists against held-out items, each averaged over the users who have any (definitions as in Järvelin
/// and Kekäläinen, TOIS 2002, for NDCG with binary gains, and Manning et al., "Introduction to Information Retrieval",
/// chapter 8, for the others).
/// </summary>
/// <remarks>
/// With <c>T</c> a user's held-out items and <c>h_r</c> 1 where rank <c>r</c> holds one of them:
/// <list type="bullet">
/// <item><c>recall@k</c> = Σ h_r / |T|;  <c>precision@k</c> = Σ h_r / k;  <c>hit_rate@k</c> = 1 where Σ h_r &gt; 0</item>
/// <item><c>ndcg@k</c> = Σ h_r / log2(r + 1), over the same for the ideal list of min(k, |T|) hits</item>
/// <item><c>map@k</c> = Σ h_r · precision@r / min(k, |T|);  <c>mrr@k</c> = 1 / the first r with h_r = 1, or 0</item>
/// </list>
/// </remarks>
public sealed class RankingMetrics
{
    private static readonly string[] Names =
    [
        "recall",
        "precision",
        "hit_rate",
        "ndcg",
        "map",
        "mrr",
    ];
    private readonly int[] cutoffs;
    private readonly double[] sums;
    private readonly double[] last;
    private readonly HashSet<int> wanted = [];

    /// <summary>Empty sums.</summary>
    /// <param name="cutoffs">The values of k, ascending.</param>
    public RankingMetrics(params int[] cutoffs)
    {
        this.cutoffs = cutoffs;
        sums = new double[Names.Length * cutoffs.Length];
        last = new double[sums.Length];
        Keys =
        [
            .. Names.SelectMany(name =>
                cutoffs.Select(k => FormattableString.Invariant($"{name}@{k}"))
            ),
        ];
    }

    /// <summary>The values of k that are reported.</summary>
    public static int[] DefaultCutoffs => [5, 10, 20, 50];

    /// <summary>The longest list that is needed.</summary>
    public int Depth => cutoffs[^1];

    /// <summary>The number of users added.</summary>
    public int Users { get; private set; }

    /// <summary>What the values are called, such as <c>ndcg@10</c>, in the order of <see cref="Last"/>.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>The values of the user added last.</summary>
    public ReadOnlySpan<double> Last => last;

    /// <summary>Adds one user's list.</summary>
    /// <param name="ranked">Item rows, best first, at most <see cref="Depth"/>; a negative row is no item.</param>
    /// <param name="heldOut">The user's held-out items, each once; a user with none is left out.</param>
    public void Add(ReadOnlySpan<int> ranked, ReadOnlySpan<int> heldOut)
    {
        if (heldOut.Length == 0)
        {
            return;
        }
        Users++;
        wanted.Clear();
        foreach (var item in heldOut)
        {
            wanted.Add(item);
        }
        int hits = 0,
            first = 0,
            next = 0;
        double gain = 0,
            ideal = 0,
            precisions = 0;
        for (var rank = 1; rank <= Depth; rank++)
        {
            var discount = 1 / Math.Log2(rank + 1);
            if (rank <= wanted.Count)
            {
                ideal += discount;
            }
            if (rank <= ranked.Length && wanted.Contains(ranked[rank - 1]))
            {
                hits++;
                first = first == 0 ? rank : first;
                gain += discount;
                precisions += (double)hits / rank;
            }
            if (rank == cutoffs[next])
            {
                var possible = Math.Min(rank, wanted.Count);
                ReadOnlySpan<double> values =
                [
                    (double)hits / wanted.Count,
                    (double)hits / rank,
                    hits > 0 ? 1 : 0,
                    gain / ideal,
                    precisions / possible,
                    first > 0 ? 1.0 / first : 0,
                ];
                for (var i = 0; i < values.Length; i++)
                {
                    last[i * cutoffs.Length + next] = values[i];
                    sums[i * cutoffs.Length + next] += values[i];
                }
                next++;
            }
        }
    }

    /// <summary>The means over the users added, by name, such as <c>ndcg@10</c>; empty where there was no user.</summary>
    public IReadOnlyDictionary<string, double> Means()
    {
        var means = new Dictionary<string, double>();
        for (var i = 0; Users > 0 && i < sums.Length; i++)
        {
            means[Keys[i]] = sums[i] / Users;
        }
        return means;
    }
}
