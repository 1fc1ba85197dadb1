using System.Buffers.Text;
using System.Text;
using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>Streams the interactions of one table into a buffer.</summary>
internal sealed class InteractionReader
{
    private readonly Table table;
    private readonly InteractionColumns columns;
    private readonly InteractionBuffer buffer;
    private readonly ColumnReading[] readings;
    private readonly int[] sources;
    private readonly int ratingAt = -1;
    private readonly int timeAt = -1;
    private long row;

    // One chunk's rows.
    private bool[] isKept = [];
    private int[] userNumbers = [];
    private int[] itemNumbers = [];
    private float[] ratings = [];
    private long[] times = [];

    public InteractionReader(Table table, InteractionColumns columns, InteractionBuffer buffer)
    {
        this.table = table;
        this.columns = columns;
        this.buffer = buffer;
        var all = new List<ColumnReading>
        {
            ColumnReading.OfId(table, columns.User),
            ColumnReading.OfId(table, columns.Item),
        };
        var from = new List<int> { columns.User, columns.Item };
        if (buffer.HasRatings)
        {
            ratingAt = all.Count;
            all.Add(ColumnReading.OfRating(table, columns.Rating));
            from.Add(columns.Rating);
        }
        if (buffer.HasTimes)
        {
            timeAt = all.Count;
            all.Add(ColumnReading.OfTime(table, columns.Time));
            from.Add(columns.Time);
        }
        readings = [.. all];
        sources = [.. from];
    }

    /// <summary>Reads all rows.</summary>
    public void Read(DuckDatabase database, IProgress<string>? progress)
    {
        var sql = table.Select(
            sources.Select(column => table.Columns[column]),
            readings.Select(reading => reading.Sql)
        );
        const long Step = 5_000_000;
        var next = Step;
        try
        {
            foreach (var chunk in database.Query(sql))
            {
                ReadChunk(chunk);
                if (row >= next)
                {
                    progress?.Report($"{row:N0} rows of {table.Source}");
                    next += Step;
                }
            }
        }
        catch (DuckQueryException e)
        {
            throw table.Explain(e);
        }
    }

    private void ReadChunk(DuckChunk chunk)
    {
        var rows = chunk.Rows;
        if (isKept.Length < rows)
        {
            (isKept, userNumbers, itemNumbers) = (new bool[rows], new int[rows], new int[rows]);
            (ratings, times) = (new float[rows], new long[rows]);
        }
        var kept = isKept.AsSpan(0, rows);
        kept.Fill(true);
        IdColumnReader.FindMissing(chunk, 0, readings[0].Form, kept);
        IdColumnReader.FindMissing(chunk, 1, readings[1].Form, kept);
        if (timeAt >= 0)
        {
            ReadTimes(chunk, kept);
        }
        if (ratingAt >= 0)
        {
            FindMissingRatings(chunk, kept);
        }
        buffer.MissingFields += rows - kept.Count(true);
        if (ratingAt >= 0)
        {
            FindInfiniteRatings(kept);
        }
        Number(chunk, 0, buffer.Users, userNumbers);
        Number(chunk, 1, buffer.Items, itemNumbers);
        buffer.Add(kept, userNumbers, itemNumbers, ratings, times);
        buffer.RowsRead += rows;
        row += rows;
    }

    private void Number(DuckChunk chunk, int column, IdBuilder ids, int[] numbers)
    {
        var bad = IdColumnReader.Number(
            chunk,
            column,
            readings[column].Form,
            isKept.AsSpan(0, chunk.Rows),
            ids,
            numbers
        );
        if (bad >= 0)
        {
            throw IdColumnReader.Refuse(Place(bad, column), chunk, column, bad);
        }
    }

    private void FindMissingRatings(DuckChunk chunk, Span<bool> kept)
    {
        var valid = chunk.Valid(ratingAt);
        var isNumber = readings[ratingAt].Form == ColumnForm.Number;
        for (var i = 0; i < kept.Length; i++)
        {
            if (!kept[i])
            {
                continue;
            }
            double rating = 0;
            kept[i] = valid[i] && (isNumber || TryRating(chunk.Texts(ratingAt)[i], i, out rating));
            ratings[i] = (float)(isNumber ? chunk.Numbers(ratingAt)[i] : rating);
        }
    }

    private void FindInfiniteRatings(Span<bool> kept)
    {
        for (var i = 0; i < kept.Length; i++)
        {
            if (kept[i] && !float.IsFinite(ratings[i]))
            {
                kept[i] = false;
                buffer.NotFinite++;
            }
        }
    }

    private void ReadTimes(DuckChunk chunk, Span<bool> kept)
    {
        var valid = chunk.Valid(timeAt);
        for (var i = 0; i < kept.Length; i++)
        {
            if (kept[i])
            {
                kept[i] = valid[i] && TryTime(chunk, i, out times[i]);
            }
        }
    }

    // False where it is missing.
    private bool TryRating(ReadOnlySpan<byte> text, int i, out double rating)
    {
        text = text.Trim((byte)' ');
        if (Utf8Parser.TryParse(text, out rating, out var read) && read == text.Length)
        {
            return true;
        }
        if (SpecialText.IsMissing(text))
        {
            return false;
        }
        return SpecialText.IsNotFinite(text, out rating)
            ? true
            : throw Refuse(
                i,
                ratingAt,
                Encoding.UTF8.GetString(text),
                "is no number. Mend the row, or name another column with --rating, or say '--rating none'."
            );
    }

    private bool TryTime(DuckChunk chunk, int i, out long time)
    {
        switch (readings[timeAt].Form)
        {
            case ColumnForm.Integer:
                time = UnixTime.FromNumber(chunk.Integers(timeAt)[i]);
                return true;
            case ColumnForm.Microseconds:
                time = UnixTime.FromMicroseconds(chunk.Integers(timeAt)[i]);
                return true;
            case ColumnForm.Number:
                return UnixTime.TryFromNumber(chunk.Numbers(timeAt)[i], out time);
            default:
                var text = chunk.Texts(timeAt)[i];
                if (UnixTime.TryParse(text, out time))
                {
                    return true;
                }
                return SpecialText.IsMissing(text) || SpecialText.IsNotFinite(text, out _)
                    ? false
                    : throw Refuse(
                        i,
                        timeAt,
                        Encoding.UTF8.GetString(text),
                        "is no time. Expected Unix time in seconds to nanoseconds, or ISO 8601 such as 2024-01-31 12:34:56; convert others in a query with strptime."
                    );
        }
    }

    private InputException Refuse(int i, int column, string value, string why) =>
        new($"{Place(i, column)}: '{ColumnNames.Shorten(value)}' {why}");

    private string Place(int i, int column)
    {
        var isBelowHeader =
            table.Typing == Typing.Text
            && table.From.Contains("header = True", StringComparison.Ordinal);
        return $"{table.Quoted}, row {row + i + 1:N0}{(isBelowHeader ? " below the header" : "")}, column '{table.Columns[sources[column]].Name}'";
    }
}
