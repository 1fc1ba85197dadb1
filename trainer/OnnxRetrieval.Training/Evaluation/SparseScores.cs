namespace OnnxRetrieval.Training.Evaluation;

/// <summary>Scores of which few are not 0: clearing and selecting cost in proportion to those alone.</summary>
/// <param name="count">The number of rows.</param>
internal sealed class SparseScores(int count)
{
    private readonly float[] values = new float[count];
    private readonly List<int> rows = [];

    /// <summary>The rows that are not 0, in the order met.</summary>
    public IReadOnlyList<int> Rows => rows;

    /// <summary>The score of a row, 0 where nothing was added.</summary>
    public float this[int row]
    {
        get => values[row];
        set => values[row] = value;
    }

    /// <summary>Adds a positive number to a row.</summary>
    public void Add(int row, float value)
    {
        if (values[row] == 0)
        {
            rows.Add(row);
        }
        values[row] += value;
    }

    /// <summary>The rows of the highest scores among those added to, best first; equal scores by ascending row.</summary>
    public int[] Top(int count)
    {
        rows.Sort();
        return TopItems.Of(values, count, rows);
    }

    /// <summary>Makes all 0 again.</summary>
    public void Clear()
    {
        foreach (var row in rows)
        {
            values[row] = 0;
        }
        rows.Clear();
    }
}
