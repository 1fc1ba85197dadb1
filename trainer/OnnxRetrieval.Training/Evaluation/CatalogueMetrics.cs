namespace OnnxRetrieval.Training.Evaluation;

/// <summary>
/// What a recommender makes of the catalogue, over the lists of all users together: accuracy alone does not tell whether
/// everybody gets the same few items.
/// </summary>
/// <remarks>
/// With <c>n</c> items, of which item <c>i</c> is in <c>x_i</c> of the lists cut at k:
/// <list type="bullet">
/// <item><c>coverage@k</c> = share of the items with <c>x_i &gt; 0</c> (Ge, Delgado-Battenfeld and Jannach, RecSys 2010)</item>
/// <item><c>gini@k</c> = Σ_j (2j - n - 1) x_(j) / ((n - 1) Σ x), <c>x_(j)</c> ascending: 0 where all items are recommended
/// as often, 1 where one item has all (Shani and Gunawardana, "Evaluating Recommendation Systems", 2011)</item>
/// <item><c>novelty@k</c> = mean over the recommended items of <c>-log2(share of the training users who have it)</c>, in
/// bits (Zhou et al., PNAS 2010; Vargas and Castells, RecSys 2011)</item>
/// <item><c>tail_share@k</c> = share of the recommended items that are of the tail (<see cref="PopularityGroup"/>)</item>
/// </list>
/// </remarks>
public sealed class CatalogueMetrics
{
    private readonly ItemPopularity popularity;
    private readonly int[] cutoffs;
    private readonly int[][] counts;
    private readonly double[] information;
    private readonly long[] tail;

    /// <summary>Empty sums.</summary>
    /// <param name="popularity">The catalogue.</param>
    /// <param name="cutoffs">The values of k.</param>
    public CatalogueMetrics(ItemPopularity popularity, params int[] cutoffs)
    {
        this.popularity = popularity;
        this.cutoffs = cutoffs;
        counts = Array.ConvertAll(cutoffs, _ => new int[popularity.ItemCount]);
        information = new double[cutoffs.Length];
        tail = new long[cutoffs.Length];
    }

    /// <summary>The values of k that are reported.</summary>
    public static int[] DefaultCutoffs => [10, 20];

    /// <summary>Adds one user's list.</summary>
    /// <param name="ranked">Item rows, best first; a negative row is no item.</param>
    public void Add(ReadOnlySpan<int> ranked)
    {
        for (var c = 0; c < cutoffs.Length; c++)
        {
            foreach (var item in ranked[..Math.Min(cutoffs[c], ranked.Length)])
            {
                if (item >= 0)
                {
                    counts[c][item]++;
                    information[c] += popularity.InformationOf(item);
                    tail[c] += popularity.GroupOf(item) == PopularityGroup.Tail ? 1 : 0;
                }
            }
        }
    }

    /// <summary>The values by name, such as <c>coverage@10</c>; empty where nothing was recommended.</summary>
    public IReadOnlyDictionary<string, double> Values()
    {
        var values = new Dictionary<string, double>();
        var totals = Array.ConvertAll(counts, list => list.Sum(count => (long)count));
        if (totals.Contains(0))
        {
            return values;
        }
        Add("coverage", c => (double)counts[c].Count(count => count > 0) / popularity.ItemCount);
        Add("gini", c => Gini(counts[c], totals[c]));
        Add("novelty", c => information[c] / totals[c]);
        Add("tail_share", c => (double)tail[c] / totals[c]);
        return values;

        void Add(string name, Func<int, double> value)
        {
            for (var c = 0; c < cutoffs.Length; c++)
            {
                values[FormattableString.Invariant($"{name}@{cutoffs[c]}")] = value(c);
            }
        }
    }

    private static double Gini(int[] counts, long total)
    {
        if (counts.Length == 1)
        {
            return 0;
        }
        var sorted = (int[])counts.Clone();
        Array.Sort(sorted);
        double sum = 0;
        for (var j = 0; j < sorted.Length; j++)
        {
            sum += (2.0 * j + 1 - sorted.Length) * sorted[j];
        }
        return sum / ((sorted.Length - 1) * (double)total);
    }
}
