using System.Globalization;
using System.Text;
using DuckDB.NET.Native;
using OnnxRetrieval.Training.Data.Files;
using OnnxRetrieval.Training.Scoring;

namespace OnnxRetrieval.Training.Vectors;

/// <summary>Writes tables as Parquet files. A piece of a table is in memory at a time.</summary>
/// <param name="database">Writes them.</param>
internal sealed class ParquetVectors(DuckDatabase database) : IVectorFiles
{
    private const string Extension = "parquet";
    private const string Rows = "rows";

    // 32 MB.
    private const int NumbersOfPiece = 1 << 23;

    public IReadOnlyList<string> Write(IReadOnlyList<VectorTable> tables, VectorTarget target)
    {
        var files = new List<string>();
        foreach (var table in tables)
        {
            var path = target.PathOf(table.Name, Extension);
            Write(table, path);
            files.Add(path);
        }
        return files;
    }

    private void Write(VectorTable table, string path)
    {
        var folder = $"{path}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(folder);
        try
        {
            var pieces = new List<string>();
            using var batches = table.Batches.GetEnumerator();
            var isMore = batches.MoveNext();
            do
            {
                var piece = Path.Combine(
                    folder,
                    $"{pieces.Count.ToString(CultureInfo.InvariantCulture)}.{Extension}"
                );
                isMore = WritePiece(table, batches, isMore, piece);
                pieces.Add(piece);
            } while (isMore);
            ResultFile.Join(database, pieces, path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Gives whether there are more batches, at which the enumerator then stands.
    private bool WritePiece(
        VectorTable table,
        IEnumerator<VectorBatch> batches,
        bool isMore,
        string path
    )
    {
        var idType = table.IdsAreIntegers ? "BIGINT" : "VARCHAR";
        var texts = table.Columns.Select(column => $"{DuckDatabase.Name(column)} VARCHAR, ");
        database.Execute(
            $"CREATE TABLE {Rows} ({table.IdColumn} {idType}, {string.Concat(texts)}{VectorTable.VectorColumn} FLOAT[])"
        );
        using (
            var rows = database.Append(
                Rows,
                [
                    table.IdsAreIntegers ? DuckDBType.BigInt : DuckDBType.Varchar,
                    .. table.Columns.Select(_ => DuckDBType.Varchar),
                    DuckDBType.List,
                ]
            )
        )
        {
            for (var numbers = 0; isMore && numbers < NumbersOfPiece; isMore = batches.MoveNext())
            {
                Add(rows, batches.Current);
                numbers += batches.Current.Vectors.Length;
            }
        }
        database.Execute(
            $"COPY {Rows} TO {DuckDatabase.Text(path)} (FORMAT parquet, COMPRESSION uncompressed)"
        );
        database.Execute($"DROP TABLE {Rows}");
        return isMore;
    }

    private static void Add(DuckAppender rows, VectorBatch batch)
    {
        for (var row = 0; row < batch.Ids.Count; row++)
        {
            rows.NextRow();
            if (batch.Ids.Integers is { } integers)
            {
                rows.Set(0, integers[row]);
            }
            else
            {
                rows.Set(0, Encoding.UTF8.GetBytes(batch.Ids.Texts![row]));
            }
            var column = 1;
            foreach (var values in batch.Columns)
            {
                rows.Set(column++, Encoding.UTF8.GetBytes(values.Span[row]));
            }
            rows.Set(column, batch.VectorOf(row));
        }
    }
}
