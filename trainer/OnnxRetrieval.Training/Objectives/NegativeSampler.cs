namespace OnnxRetrieval.Training.Objectives;

/// <summary>
/// Draws items in proportion to a power of their popularity, each in constant time (the alias method: Walker, ACM TOMS 1977;
/// the table as in Vose, IEEE TSE 1991). An item that nobody has counts as one that one user has.
/// </summary>
internal sealed class NegativeSampler
{
    private readonly double power;
    private readonly double total;
    private readonly double[] keep;
    private readonly int[] alias;

    /// <summary>A sampler over all items.</summary>
    /// <param name="counts">Interactions of each item.</param>
    /// <param name="power">The power of the popularity; 0: uniform.</param>
    public NegativeSampler(int[] counts, double power)
    {
        this.power = power;
        var shares = Array.ConvertAll(counts, Weight);
        total = shares.Sum();
        (keep, alias) = power == 0 ? ([], new int[counts.Length]) : Table(shares, total);
    }

    /// <summary>One item row.</summary>
    public int Draw(Random random)
    {
        var item = random.Next(alias.Length);
        return keep.Length == 0 || random.NextDouble() < keep[item] ? item : alias[item];
    }

    /// <summary>The chance that a draw gives one certain item with so many interactions.</summary>
    public double Chance(int interactions) => Weight(interactions) / total;

    private double Weight(int interactions) => Math.Pow(Math.Max(1, interactions), power);

    /// <summary>
    /// Slots of equal chance, one an item: a slot keeps its own item with <c>keep</c>, and gives its alias otherwise.
    /// </summary>
    private static (double[] Keep, int[] Alias) Table(double[] shares, double total)
    {
        var keep = Array.ConvertAll(shares, share => share / total * shares.Length);
        var alias = new int[shares.Length];
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (var item = 0; item < keep.Length; item++)
        {
            (keep[item] < 1 ? small : large).Push(item);
        }
        while (small.Count > 0 && large.Count > 0)
        {
            var (less, more) = (small.Pop(), large.Pop());
            alias[less] = more;
            keep[more] -= 1 - keep[less];
            (keep[more] < 1 ? small : large).Push(more);
        }
        // What is left is full, but for rounding.
        foreach (var item in small.Concat(large))
        {
            keep[item] = 1;
        }
        return (keep, alias);
    }
}
