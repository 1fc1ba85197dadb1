using System.Buffers;
using System.Globalization;
using System.Text;
using OnnxRetrieval.Training.Data.Files;

namespace OnnxRetrieval.Training.Vectors;

/// <summary>
/// Writes all tables as one script for <c>psql</c>: it makes the extension pgvector, the tables with their rows, and an index
/// for inner products, in one transaction.
/// </summary>
/// <param name="title">What the vectors are of, for whoever reads the script.</param>
internal sealed class SqlVectors(string title) : IVectorFiles
{
    private const string Extension = "sql";

    // The limits of pgvector's type and of its indexes.
    private const int MostDimensions = 16_000;
    private const int MostIndexed = 2_000;

    private const string Vector = VectorTable.VectorColumn;

    public IReadOnlyList<string> Write(IReadOnlyList<VectorTable> tables, VectorTarget target)
    {
        if (tables[0].Dimensions > MostDimensions)
        {
            throw new InputException(
                $"pgvector takes vectors of at most {MostDimensions} numbers, and these have {tables[0].Dimensions}. Write Parquet or npy."
            );
        }
        var path = target.PathOfAll(Extension);
        WholeFile.Write(path, temporary => Write(tables, temporary));
        return [path];
    }

    private void Write(IReadOnlyList<VectorTable> tables, string path)
    {
        using var script = new SqlScript(path);
        script.Comment($"{title}. Load it with: psql -v ON_ERROR_STOP=1 -f FILE");
        script.Comment(
            "The inner product of a user's and a candidate's vector is the model's score."
        );
        script.Line("BEGIN;");
        script.Line("CREATE EXTENSION IF NOT EXISTS vector;");
        foreach (var table in tables)
        {
            Write(table, script);
        }
        script.Line("COMMIT;");
        WriteSampleQuery(tables, script);
    }

    private static void Write(VectorTable table, SqlScript script)
    {
        var name = NameOf(table);
        var texts = table.Columns.Select(DuckDatabase.Name).ToList();
        script.Line("");
        script.Line($"DROP TABLE IF EXISTS {name};");
        script.Line($"CREATE TABLE {name} (");
        script.Line(
            $"  {table.IdColumn} {(table.IdsAreIntegers ? "bigint" : "text")} PRIMARY KEY,"
        );
        foreach (var text in texts)
        {
            script.Line($"  {text} text NOT NULL,");
        }
        script.Line($"  {Vector} vector({table.Dimensions}) NOT NULL");
        script.Line(");");
        script.Line(
            $"COPY {name} ({string.Join(", ", [table.IdColumn, .. texts, Vector])}) FROM stdin;"
        );
        foreach (var batch in table.Batches)
        {
            for (var row = 0; row < batch.Ids.Count; row++)
            {
                if (batch.Ids.Integers is { } integers)
                {
                    script.Field(integers[row]);
                }
                else
                {
                    script.Field(batch.Ids.Texts![row]);
                }
                foreach (var values in batch.Columns)
                {
                    script.Field(values.Span[row]);
                }
                script.EndRow(batch.VectorOf(row));
            }
        }
        script.Line("\\.");
        if (table.Name == VectorExport.Candidates)
        {
            if (table.Dimensions <= MostIndexed)
            {
                script.Line($"CREATE INDEX ON {name} USING hnsw ({Vector} vector_ip_ops);");
            }
            else
            {
                script.Comment($"No index: pgvector's take at most {MostIndexed} dimensions.");
            }
        }
        script.Line($"ANALYZE {name};");
    }

    private static void WriteSampleQuery(IReadOnlyList<VectorTable> tables, SqlScript script)
    {
        var candidates = tables.First(table => table.Name == VectorExport.Candidates);
        var users = tables.FirstOrDefault(table => table.Name == VectorExport.Users);
        var vector = users is null
            ? "$1"
            : $"(SELECT {Vector} FROM {NameOf(users)} WHERE {users.IdColumn} = $1)";
        var shown = candidates.Columns.Select(DuckDatabase.Name).Prepend(candidates.IdColumn);
        script.Line("");
        script.Comment(
            $"The ten best for a {(users is null ? "query's vector" : "user")} ($1), without the items that were seen ($2, an array of ids). <#> is the negative"
        );
        script.Comment(
            "inner product. Where much is left out, SET hnsw.iterative_scan = strict_order lets the index look further."
        );
        script.Comment($"SELECT {string.Join(", ", shown)}, -({Vector} <#> {vector}) AS score");
        script.Comment($"FROM {NameOf(candidates)}");
        script.Comment($"WHERE {candidates.IdColumn} <> ALL ($2)");
        script.Comment($"ORDER BY {Vector} <#> {vector}");
        script.Comment("LIMIT 10;");
    }

    // No names that a shop's own tables are likely to have.
    private static string NameOf(VectorTable table) =>
        table.Name == VectorExport.Users ? "user_vectors" : "candidate_vectors";

    /// <summary>The script's file: statements, and rows as COPY reads them.</summary>
    private sealed class SqlScript(string path) : IDisposable
    {
        private static readonly SearchValues<char> special = SearchValues.Create("\\\t\n\r\0");
        private readonly FileStream file = new(
            path,
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            1 << 16
        );

        private readonly byte[] number = new byte[32];
        private readonly ArrayBufferWriter<byte> row = new();

        // A name with line breaks must not end the comment.
        public void Comment(string text) => Line($"-- {text.ReplaceLineEndings(" ")}");

        public void Line(string text) => file.Write(Encoding.UTF8.GetBytes(text + "\n"));

        public void Field(long id)
        {
            Write(id);
            row.Write("\t"u8);
        }

        public void Field(string text)
        {
            _ = Encoding.UTF8.GetBytes(Escape(text), row);
            row.Write("\t"u8);
        }

        public void EndRow(ReadOnlySpan<float> vector)
        {
            row.Write("["u8);
            for (var i = 0; i < vector.Length; i++)
            {
                if (i > 0)
                {
                    row.Write(","u8);
                }
                Write(vector[i]);
            }
            row.Write("]\n"u8);
            file.Write(row.WrittenSpan);
            row.ResetWrittenCount();
        }

        public void Dispose() => file.Dispose();

        private void Write<T>(T value)
            where T : IUtf8SpanFormattable
        {
            _ = value.TryFormat(number, out var written, default, CultureInfo.InvariantCulture);
            row.Write(number.AsSpan(0, written));
        }

        private static string Escape(string text)
        {
            if (!text.AsSpan().ContainsAny(special))
            {
                return text;
            }
            if (text.Contains('\0', StringComparison.Ordinal))
            {
                throw new InputException(
                    $"'{text.Replace("\0", "\\0", StringComparison.Ordinal)}' holds a zero character, which PostgreSQL does not take. Write Parquet or npy."
                );
            }
            return text.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\t", "\\t", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal)
                .Replace("\r", "\\r", StringComparison.Ordinal);
        }
    }
}
