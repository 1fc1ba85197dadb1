using System.Numerics.Tensors;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Fitting.Spectral;

/// <summary>
/// What users do beyond what popularity says, each row and column scaled by its frequency:
/// <c>A_ui = (x_ui - n_u p_i) / n̄ · f_u^-½ f_i^-½</c>, float <c>[users, items]</c>, never written out.
/// </summary>
/// <remarks>
/// <c>x</c> are the entries' weights, <c>n_u</c> the number of a user's items with the mean <c>n̄</c>, <c>p_i</c> an item's
/// share of all entries, and <c>f = (count / mean count)^ν</c> as in <see cref="FrequencyDecay"/>. Without its scaling
/// <c>n̄ A</c> is the negative gradient of a softmax's loss by its scores, where these are the logarithm of the popularity.
/// </remarks>
internal sealed class CenteredMatrix
{
    private readonly UserItems rows;
    private readonly int[] items;
    private readonly float[] values;
    private readonly float[] left;
    private readonly float[] right;

    /// <summary>A matrix over some training data.</summary>
    /// <param name="train">The items of each user.</param>
    /// <param name="weights">How much each entry counts, 1 on average over a user.</param>
    /// <param name="itemCount">The number of items.</param>
    /// <param name="exponent">ν.</param>
    public CenteredMatrix(UserItems train, float[] weights, int itemCount, double exponent)
        : this(train, [.. train.Entries], weights, itemCount, exponent) { }

    private CenteredMatrix(
        UserItems rows,
        int[] items,
        float[] weights,
        int itemCount,
        double exponent
    )
    {
        this.rows = rows;
        this.items = items;
        Columns = itemCount;
        var rowCounts = rows.Counts();
        var columnCounts = new int[itemCount];
        foreach (var item in items)
        {
            columnCounts[item]++;
        }
        MeanRow = MeanOfMet(rowCounts);
        ColumnsMet = columnCounts.Count(count => count > 0);
        RowScales = Scales(rowCounts, exponent);
        ColumnScales = Scales(columnCounts, exponent);
        Shares = Array.ConvertAll(columnCounts, count => (float)count / items.Length);
        left = [.. rowCounts.Select((count, row) => (float)(count * RowScales[row] / MeanRow))];
        right = [.. Shares.Select((share, column) => share * ColumnScales[column])];
        values = new float[items.Length];
        for (var row = 0; row < Rows; row++)
        {
            for (var at = rows.StartOf(row); at < rows.StartOf(row + 1); at++)
            {
                values[at] = (float)(
                    weights[at] * RowScales[row] * ColumnScales[items[at]] / MeanRow
                );
            }
        }
    }

    /// <summary>The number of users.</summary>
    public int Rows => rows.UserCount;

    /// <summary>The number of items.</summary>
    public int Columns { get; }

    /// <summary>The number of items that somebody has.</summary>
    public int ColumnsMet { get; }

    /// <summary><c>n̄</c>: the mean number of items of those users who have any.</summary>
    public double MeanRow { get; }

    /// <summary><c>f_u^-½</c>, and 0 for a user without items: <c>[users]</c>.</summary>
    public float[] RowScales { get; }

    /// <summary><c>f_i^-½</c>, and 0 for an item without users: <c>[items]</c>.</summary>
    public float[] ColumnScales { get; }

    /// <summary><c>p_i</c>: <c>[items]</c>.</summary>
    public float[] Shares { get; }

    /// <summary>The matrix that the same counts would give if users took their items by popularity alone.</summary>
    /// <param name="train">The items of each user.</param>
    /// <param name="itemCount">The number of items.</param>
    /// <param name="exponent">ν.</param>
    /// <param name="random">Shuffles the items over all entries.</param>
    public static CenteredMatrix Shuffled(
        UserItems train,
        int itemCount,
        double exponent,
        SeededRandom random
    )
    {
        int[] items = [.. train.Entries];
        random.Shuffle(items);
        return new(train, items, RecencyWeights.Uniform(train), itemCount, exponent);
    }

    /// <summary><c>A B</c>.</summary>
    /// <param name="block"><c>B</c>: row by row, <c>[items, width]</c>.</param>
    /// <param name="width">Its number of columns.</param>
    /// <returns>Row by row, <c>[users, width]</c>.</returns>
    public float[] Times(float[] block, int width)
    {
        var product = new float[Rows * width];
        Subtract(product, left, block, right, width);
        for (var row = 0; row < Rows; row++)
        {
            var sum = product.AsSpan(row * width, width);
            for (var at = rows.StartOf(row); at < rows.StartOf(row + 1); at++)
            {
                Add(sum, values[at], block.AsSpan(items[at] * width, width));
            }
        }
        return product;
    }

    /// <summary><c>Aᵀ B</c>.</summary>
    /// <param name="block"><c>B</c>: row by row, <c>[users, width]</c>.</param>
    /// <param name="width">Its number of columns.</param>
    /// <returns>Row by row, <c>[items, width]</c>.</returns>
    public float[] TransposedTimes(float[] block, int width)
    {
        var product = new float[Columns * width];
        Subtract(product, right, block, left, width);
        for (var row = 0; row < Rows; row++)
        {
            var own = block.AsSpan(row * width, width);
            for (var at = rows.StartOf(row); at < rows.StartOf(row + 1); at++)
            {
                Add(product.AsSpan(items[at] * width, width), values[at], own);
            }
        }
        return product;
    }

    /// <summary>Subtracts <c>outer (innerᵀ block)</c>: what popularity says.</summary>
    private static void Subtract(
        float[] product,
        float[] outer,
        float[] block,
        float[] inner,
        int width
    )
    {
        var sums = new float[width];
        for (var at = 0; at < inner.Length; at++)
        {
            Add(sums, inner[at], block.AsSpan(at * width, width));
        }
        for (var at = 0; at < outer.Length; at++)
        {
            Add(product.AsSpan(at * width, width), -outer[at], sums);
        }
    }

    private static void Add(Span<float> sum, float factor, ReadOnlySpan<float> values) =>
        TensorPrimitives.MultiplyAdd(values, factor, sum, sum);

    private static float[] Scales(int[] counts, double exponent)
    {
        var mean = MeanOfMet(counts);
        return Array.ConvertAll(
            counts,
            count => count == 0 ? 0 : (float)Math.Pow(count / mean, -exponent / 2)
        );
    }

    private static double MeanOfMet(int[] counts) =>
        counts.Where(count => count > 0).Select(count => (double)count).DefaultIfEmpty(1).Average();
}
