using System.Text;

namespace OnnxRetrieval.Training.Data.Building;

/// <summary>Gathers a column row by row; each value is kept once.</summary>
internal sealed class EntityColumnBuilder(string name, ColumnType type)
{
    private readonly Utf8Rows values = new();
    private readonly List<int> codes = [];

    /// <summary>What the source says that the column holds.</summary>
    public ColumnType Type => type;

    /// <summary>A column of texts; "" where a value is missing.</summary>
    public static EntityColumn Of(string name, IEnumerable<string> texts)
    {
        var builder = new EntityColumnBuilder(name, ColumnType.Text);
        foreach (var text in texts)
        {
            builder.Add(Encoding.UTF8.GetBytes(text));
        }
        return builder.Finish();
    }

    /// <summary>Adds a row's value, UTF-8; empty where it is missing.</summary>
    public void Add(ReadOnlySpan<byte> value) => codes.Add(value.IsEmpty ? -1 : values.Add(value));

    /// <summary>The column, in the order of the rows.</summary>
    public EntityColumn Finish() => new(name, type, values.ToStrings(), [.. codes]);
}
