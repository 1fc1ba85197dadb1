using System.Text;

namespace OnnxRetrieval.Quality.Report;

/// <summary>A table in Markdown.</summary>
internal sealed class MarkdownTable
{
    private readonly StringBuilder text = new();
    private readonly int columns;

    /// <summary>A table with its heads.</summary>
    public MarkdownTable(params IReadOnlyList<string> heads)
    {
        columns = heads.Count;
        Row(heads);
        Row([.. heads.Select(_ => "---")]);
    }

    /// <summary>Adds a row of as many cells as there are heads.</summary>
    public void Row(params IReadOnlyList<string> cells)
    {
        if (cells.Count != columns)
        {
            throw new ArgumentException(
                $"A row of {cells.Count} cells in a table of {columns} columns.",
                nameof(cells)
            );
        }
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}
