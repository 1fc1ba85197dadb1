using System.Text;
using DuckDB.NET.Native;
using OnnxRetrieval.Training.Data.Files;

namespace OnnxRetrieval.Training.Scoring;

/// <summary>
/// Results of some users as a table in memory, to be written as one file: a row a result, with <c>user_id</c>,
/// <c>known</c>, <c>rank</c> (from 1), <c>item_id</c> and <c>score</c>.
/// </summary>
internal sealed class ResultTable
{
    private const string Table = "results";

    private readonly DuckDatabase database;
    private readonly CandidateIds candidates;
    private readonly bool usersAreIntegers;
    private readonly bool itemsAreIntegers;

    // A candidate is met again and again.
    private readonly byte[]?[] utf8;

    /// <summary>An empty table.</summary>
    /// <param name="database">Where it is made.</param>
    /// <param name="candidates">The ids of candidates.</param>
    /// <param name="usersAreIntegers">Whether users' ids are integers.</param>
    public ResultTable(DuckDatabase database, CandidateIds candidates, bool usersAreIntegers)
    {
        this.database = database;
        this.candidates = candidates;
        this.usersAreIntegers = usersAreIntegers;
        utf8 = new byte[candidates.Count][];
        itemsAreIntegers = candidates.IdType == FeatureType.Integer;
    }

    /// <summary>Writes the results of batches as a Parquet file.</summary>
    public void Write(IEnumerable<ScoredBatch> batches, string path)
    {
        database.Execute(
            $"CREATE TABLE {Table} (user_id {SqlType(usersAreIntegers)}, known BOOLEAN, rank INTEGER, item_id {SqlType(itemsAreIntegers)}, score FLOAT)"
        );
        using (
            var rows = database.Append(
                Table,
                Type(usersAreIntegers),
                DuckDBType.Boolean,
                DuckDBType.Integer,
                Type(itemsAreIntegers),
                DuckDBType.Float
            )
        )
        {
            foreach (var batch in batches)
            {
                Add(rows, batch);
            }
        }
        database.Execute($"COPY {Table} TO {DuckDatabase.Text(path)} (FORMAT parquet)");
        database.Execute($"DROP TABLE {Table}");
    }

    private void Add(DuckAppender rows, ScoredBatch batch)
    {
        var k = batch.Rows.Length / Math.Max(1, batch.Ids.Count);
        Span<byte> user = [];
        for (var i = 0; i < batch.Ids.Count; i++)
        {
            if (batch.Ids.Texts is { } texts)
            {
                user = Encoding.UTF8.GetBytes(texts[i]);
            }
            for (var rank = 0; rank < k && batch.Rows[i * k + rank] is >= 0 and var row; rank++)
            {
                rows.NextRow();
                if (batch.Ids.Integers is { } integers)
                {
                    rows.Set(0, integers[i]);
                }
                else
                {
                    rows.Set(0, user);
                }
                rows.Set(1, batch.Known[i]);
                rows.Set(2, rank + 1);
                if (itemsAreIntegers)
                {
                    rows.Set(3, candidates.IntegerAt(row));
                }
                else
                {
                    rows.Set(3, (utf8[row] ??= Encoding.UTF8.GetBytes(candidates[row])));
                }
                rows.Set(4, batch.Scores[i * k + rank]);
            }
        }
    }

    private static string SqlType(bool isInteger) => isInteger ? "BIGINT" : "VARCHAR";

    private static DuckDBType Type(bool isInteger) =>
        isInteger ? DuckDBType.BigInt : DuckDBType.Varchar;
}
