using System.Globalization;
using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>Reads what describes the candidates: the columns to export, and those that features read.</summary>
internal sealed class CandidateReader(
    DuckDatabase database,
    DataOptions options,
    string? itemColumn,
    DatasetBuilder builder
)
{
    /// <summary>Reads all candidates, numbering those that nobody met after the others.</summary>
    public void Read(string source)
    {
        var reader = new EntityReader(
            database,
            new()
            {
                What = "candidates",
                Option = "--candidates",
                Id = options.CandidateId,
                IdOption = "--candidate-id",
                UsualIds = itemColumn is null
                    ? [.. ColumnNames.Item, "id"]
                    : [itemColumn, .. ColumnNames.Item, "id"],
                Ids = builder.Items,
            },
            builder.Note
        );
        var tables = reader.Open(source, [.. options.Columns, .. options.FeatureColumns, "title"]);
        var exported = ChooseColumns(tables[0], reader.IdColumn(tables[0]));
        List<string> features =
        [
            .. options.FeatureColumns.Select(name =>
                tables[0].Columns[tables[0].Named(name, "--candidate-feature")].Name
            ),
        ];
        // A column to export and to learn from is read once.
        List<string> all = [.. exported.Union(features)];
        var table = reader.Read(tables, all, "--columns and --candidate-feature");
        EntityColumn Column(string name) => table.Columns[all.IndexOf(name)];
        builder.SetCandidates(
            new(table.Numbers, ChosenColumns.TitleFirst(Kept([.. exported.Select(Column)]))),
            // Features are called as the options call them.
            [
                .. options.FeatureColumns.Select(
                    (name, place) => Column(features[place]) with { Name = name }
                ),
            ]
        );
    }

    private List<string> ChooseColumns(Table table, int id)
    {
        if (options.Columns.Count > 0)
        {
            foreach (var name in options.Columns)
            {
                ChosenColumns.RefuseReserved(name);
            }
            return
            [
                .. options.Columns.Select(name =>
                    table.Columns[table.Named(name, "--columns")].Name
                ),
            ];
        }
        var chosen = new List<string>();
        for (var column = 0; column < table.Columns.Count; column++)
        {
            var (name, _) = table.Columns[column];
            var isText =
                table.Typing == Typing.Text
                || table.Columns[column].IsText
                || table.Columns[column].IsList;
            if (column == id || !isText)
            {
                continue;
            }
            if (ChosenColumns.IsReserved(name))
            {
                builder.Note(
                    $"Column '{name}' of the candidates was left out: an exported model has an input or output of that name. Rename it in a query to keep it."
                );
                continue;
            }
            chosen.Add(name);
        }
        return chosen;
    }

    // Text files have no types: by default a column of numbers alone is not one to show.
    private List<EntityColumn> Kept(List<EntityColumn> columns)
    {
        var kept = columns.FindAll(column =>
            options.Columns.Count > 0
            || !Array.TrueForAll(
                column.Values,
                value =>
                    double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            )
        );
        var name = kept.FindIndex(column =>
            column.Name.Equals("name", StringComparison.OrdinalIgnoreCase)
        );
        if (
            options.Columns.Count == 0
            && name >= 0
            && !kept.Exists(column =>
                column.Name.Equals("title", StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            builder.Note(
                $"Column '{kept[name].Name}' of the candidates serves as their title, as no column is named so."
            );
            kept[name] = kept[name] with { Name = "title" };
        }
        return kept;
    }
}
