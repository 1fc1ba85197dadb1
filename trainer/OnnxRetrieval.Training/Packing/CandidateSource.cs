using System.Text;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Building;
using OnnxRetrieval.Training.Data.Files;

namespace OnnxRetrieval.Training.Packing;

/// <summary>Candidates as a source gives them, in the order of its rows.</summary>
/// <param name="Ids">Their ids, all different.</param>
/// <param name="Vectors">Their vectors, <c>[count, dimensions]</c>; null: the source has none.</param>
/// <param name="Dimensions">The length of a vector; 0 where there are none.</param>
/// <param name="Biases">What is added to their scores, <c>[count]</c>; null: the source has none.</param>
/// <param name="Columns">What to give beside the ids.</param>
internal sealed record CandidateRows(
    IdTable Ids,
    float[]? Vectors,
    int Dimensions,
    float[]? Biases,
    IReadOnlyList<CandidateColumn> Columns
);

/// <summary>
/// Reads candidates from a table: the id, the vector (a list of numbers), a bias (<c>bias</c>) and columns of text to give
/// beside the ids.
/// </summary>
internal sealed class CandidateSource
{
    private const string BiasColumn = "bias";

    private static readonly string[] vectorNames = ["vector", "embedding", "vectors", "embeddings"];

    private readonly DuckDatabase database;
    private readonly Table table;
    private readonly int id;
    private readonly int vector;
    private readonly int bias;
    private readonly List<DuckColumn> texts;

    /// <summary>Opens a source.</summary>
    /// <param name="database">Reads it.</param>
    /// <param name="source">A file or a query.</param>
    /// <param name="columns">Which columns are what.</param>
    /// <param name="option">The option that named the source, for messages.</param>
    /// <exception cref="InputException">It cannot be read, or has no column of ids.</exception>
    public CandidateSource(
        DuckDatabase database,
        string source,
        CandidateColumns columns,
        string option
    )
    {
        this.database = database;
        string[] usualIds = [.. ColumnNames.Item, "id", "candidate_id"];
        table = TableOpener.IsQuery(source)
            ? TableOpener.OpenQuery(database, source, $"The candidates' query ({option})")
            : TableOpener.Open(
                database,
                InputFiles.Find(database, [source]) is [var file]
                    ? file
                    : throw new InputException(
                        $"'{source}' ({option}) is several files: name one, or read them by a query."
                    ),
                [columns.Id ?? "", .. usualIds, .. columns.Shown]
            );
        id =
            columns.Id is not null ? table.Named(columns.Id, "--candidate-id")
            : ColumnNames.Guess(table.Columns, usualIds) is >= 0 and var found ? found
            : table.Columns.Count == 1 ? 0
            : throw new InputException(
                $"{table.Quoted}: no column is named as the id of candidates usually is. Name it with --candidate-id. It has: {ColumnNames.List(table.Columns)}."
            );
        vector = columns.Vector is not null
            ? table.Named(columns.Vector, "--vector-column")
            : ColumnNames.Guess(table.Columns, vectorNames);
        bias = ColumnNames.Find(table.Columns, BiasColumn);
        texts =
        [
            .. columns.ShownIfThere is { } names
                ? names
                    .Select(name => ColumnNames.Find(table.Columns, name))
                    .Where(column => column >= 0)
                    .Select(column => table.Columns[column])
            : columns.Shown.Count > 0
                ? columns.Shown.Select(name => table.Columns[table.Named(name, "--columns")])
            : table.Columns.Where(
                (column, place) =>
                    place != id
                    && place != vector
                    && place != bias
                    && column.IsText
                    && !ChosenColumns.IsReserved(column.Name)
            ),
        ];
    }

    /// <summary>Whether the source has vectors.</summary>
    public bool HasVectors => vector >= 0;

    /// <summary>Reads all candidates.</summary>
    /// <exception cref="InputException">An id is missing or repeated, or vectors are of unequal lengths.</exception>
    public CandidateRows Read()
    {
        var form = ColumnReading.OfId(table, id);
        var (count, dimensions) = Measure();
        var ids = new IdBuilder();
        var vectors = HasVectors ? new float[checked(count * dimensions)] : null;
        var biases = bias >= 0 ? new float[count] : null;
        var values = texts.ConvertAll(_ => new string[count]);
        List<DuckColumn> read =
        [
            table.Columns[id],
            .. HasVectors ? (DuckColumn[])[table.Columns[vector]] : [],
            .. bias >= 0 ? (DuckColumn[])[table.Columns[bias]] : [],
            .. texts,
        ];
        List<string> sql =
        [
            form.Sql,
            .. HasVectors ? (string[])[$"{VectorSql}::FLOAT[{dimensions}]"] : [],
            .. bias >= 0
                ? (string[])[$"{DuckDatabase.Name(table.Columns[bias].Name)}::DOUBLE"]
                : [],
            .. texts.Select(column => ColumnReading.OfValue(column, ColumnType.Text)),
        ];
        var row = 0;
        foreach (var chunk in database.Query(table, table.Select(read, sql)))
        {
            ReadIds(chunk, form.Form, ids, row);
            var column = 1;
            if (vectors is not null)
            {
                chunk.FloatArrays(column++, dimensions).CopyTo(vectors.AsSpan(row * dimensions));
            }
            if (biases is not null)
            {
                var numbers = chunk.Numbers(column);
                var valid = chunk.Valid(column++);
                for (var i = 0; i < chunk.Rows; i++)
                {
                    biases[row + i] = valid[i] ? (float)numbers[i] : float.NaN;
                }
            }
            foreach (var texts in values)
            {
                var strings = chunk.TextColumn(column++);
                for (var i = 0; i < strings.Length; i++)
                {
                    texts[row + i] = strings[i] ?? "";
                }
            }
            row += chunk.Rows;
        }
        return new(
            ids.InOrder(),
            vectors,
            dimensions,
            biases,
            [.. texts.Zip(values, (column, texts) => new CandidateColumn(NameOf(column), texts))]
        );
    }

    private string VectorSql => $"{DuckDatabase.Name(table.Columns[vector].Name)}::FLOAT[]";

    // As in a trained model, where the runtime library looks for it.
    private static string NameOf(DuckColumn column) =>
        column.Name.Equals("title", StringComparison.OrdinalIgnoreCase) ? "title" : column.Name;

    private (int Count, int Dimensions) Measure()
    {
        var column = table.Columns[HasVectors ? vector : id];
        string[] expressions = HasVectors
            ?
            [
                "count(*)",
                $"coalesce(min(coalesce(list_count({VectorSql}), 0)), 0)",
                $"coalesce(max(len({VectorSql})), 0)",
            ]
            : ["count(*)", "0::BIGINT", "0::BIGINT"];
        foreach (
            var chunk in database.Query(
                table,
                table.Select([column], expressions.Select(sql => $"({sql})::BIGINT"))
            )
        )
        {
            var (count, least, most) = (
                chunk.Integers(0)[0],
                chunk.Integers(1)[0],
                chunk.Integers(2)[0]
            );
            if (count == 0)
            {
                throw new InputException($"{table.Quoted} has no rows.");
            }
            if (least != most || (HasVectors && most == 0))
            {
                throw new InputException(
                    $"{table.Quoted}, column '{column.Name}': vectors have from {least} to {most} numbers, and all must have as many, none of them missing."
                );
            }
            return (checked((int)count), (int)most);
        }
        throw new InvalidOperationException("An aggregate gives a row.");
    }

    private void ReadIds(DuckChunk chunk, ColumnForm form, IdBuilder ids, int before)
    {
        var kept = new bool[chunk.Rows];
        Array.Fill(kept, true);
        IdColumnReader.FindMissing(chunk, 0, form, kept);
        var place = $"{table.Quoted}, column '{table.Columns[id].Name}'";
        var missing = Array.IndexOf(kept, false);
        if (missing >= 0)
        {
            throw new InputException($"{place}: row {before + missing + 1:N0} has no id.");
        }
        var numbers = new int[chunk.Rows];
        var bad = IdColumnReader.Number(chunk, 0, form, kept, ids, numbers);
        if (bad >= 0)
        {
            throw IdColumnReader.Refuse(place, chunk, 0, bad);
        }
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] != before + i)
            {
                throw new InputException(
                    $"{place}: row {before + i + 1:N0} repeats the id '{ids.InOrder()[numbers[i]]}' of row {numbers[i] + 1:N0}. A candidate has one row."
                );
            }
        }
    }
}

/// <summary>Which columns of a candidates' table are what.</summary>
public sealed record CandidateColumns
{
    /// <summary>The id; null: found by its usual names, or the only column.</summary>
    public string? Id { get; init; }

    /// <summary>The vector; null: <c>vector</c> or <c>embedding</c>.</summary>
    public string? Vector { get; init; }

    /// <summary>Columns to give beside the ids; empty: all of text.</summary>
    public IReadOnlyList<string> Shown { get; init; } = [];

    /// <summary>Columns to give beside the ids as far as the table has them, in place of <see cref="Shown"/>.</summary>
    internal IReadOnlyList<string>? ShownIfThere { get; init; }
}
