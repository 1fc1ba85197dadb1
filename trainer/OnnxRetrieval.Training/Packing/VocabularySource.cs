using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data.Building;
using OnnxRetrieval.Training.Data.Files;

namespace OnnxRetrieval.Training.Packing;

/// <summary>
/// Reads the ids of the rows of a tower's table, in the order of the rows. The one row without an id is that of unknown
/// ids; where all have one, it is the row behind the last.
/// </summary>
internal static class VocabularySource
{
    /// <summary>Reads a vocabulary.</summary>
    /// <param name="database">Reads it.</param>
    /// <param name="source">A file or a query, with one column or one of a usual name.</param>
    /// <param name="input">The input that it is for.</param>
    /// <exception cref="InputException">It cannot be read, or an id is repeated.</exception>
    public static InputVocabulary Read(DuckDatabase database, string source, string input)
    {
        string[] names = [input, .. ColumnNames.User, .. ColumnNames.Item, "id"];
        var table = TableOpener.IsQuery(source)
            ? TableOpener.OpenQuery(
                database,
                source,
                $"The query of the ids of '{input}' (--query-ids)"
            )
            : TableOpener.Open(database, InputFiles.Find(database, [source])[0], names);
        var column = table.Columns.Count == 1 ? 0 : ColumnNames.Guess(table.Columns, names);
        if (column < 0)
        {
            throw new InputException(
                $"{table.Quoted} (--query-ids {input}): which of its columns has the ids is not clear: {ColumnNames.List(table.Columns)}. Name one '{input}', or read it by a query."
            );
        }
        var reading = ColumnReading.OfId(table, column);
        var ids = new IdBuilder();
        var rows = new List<long>();
        long? unknown = null;
        long row = 0;
        foreach (
            var chunk in database.Query(table, table.Select([table.Columns[column]], [reading.Sql]))
        )
        {
            var kept = new bool[chunk.Rows];
            Array.Fill(kept, true);
            IdColumnReader.FindMissing(chunk, 0, reading.Form, kept);
            var numbers = new int[chunk.Rows];
            var place = $"{table.Quoted}, column '{table.Columns[column].Name}'";
            if (
                IdColumnReader.Number(chunk, 0, reading.Form, kept, ids, numbers)
                is >= 0
                    and var bad
            )
            {
                throw IdColumnReader.Refuse(place, chunk, 0, bad);
            }
            for (var i = 0; i < kept.Length; i++, row++)
            {
                if (kept[i] && numbers[i] == rows.Count)
                {
                    rows.Add(row);
                }
                else if (kept[i])
                {
                    throw new InputException(
                        $"{place}: row {row + 1:N0} repeats the id of row {rows[numbers[i]] + 1:N0}."
                    );
                }
                else if (unknown is not null)
                {
                    throw new InputException(
                        $"{place}: rows {unknown + 1:N0} and {row + 1:N0} have no id, and only the row of unknown ids may have none."
                    );
                }
                else
                {
                    unknown = row;
                }
            }
        }
        return new InputVocabulary(ids.InOrder(), [.. rows], unknown ?? row);
    }
}
