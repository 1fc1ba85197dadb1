namespace OnnxRetrieval.Training.Objectives;

/// <summary>The items of a batch's score matrix column by column, and the columns of each item.</summary>
internal sealed class ColumnsByItem
{
    private readonly int[] last;
    private readonly List<int> previous = [];
    private readonly List<int> items = [];

    /// <summary>No columns yet.</summary>
    /// <param name="itemCount">Item rows are below this.</param>
    public ColumnsByItem(int itemCount)
    {
        last = new int[itemCount];
        Array.Fill(last, -1);
    }

    /// <summary>The item of each column.</summary>
    public IReadOnlyList<int> Items => items;

    /// <summary>Adds a column.</summary>
    public void Add(int item)
    {
        previous.Add(last[item]);
        last[item] = items.Count;
        items.Add(item);
    }

    /// <summary>Adds a column unless the item has one.</summary>
    public void AddOnce(int item)
    {
        if (last[item] < 0)
        {
            Add(item);
        }
    }

    /// <summary>Adds the positions of an item in a row of the matrix, which is flattened.</summary>
    public void AddPositions(List<long> positions, int row, int item)
    {
        for (var column = last[item]; column >= 0; column = previous[column])
        {
            positions.Add((long)row * items.Count + column);
        }
    }

    /// <summary>Removes all columns, in time proportional to their number.</summary>
    public void Clear()
    {
        foreach (var item in items)
        {
            last[item] = -1;
        }
        items.Clear();
        previous.Clear();
    }
}
