using System.Buffers.Text;
using System.Globalization;
using System.Text;
using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>Streams the interactions of one table into a buffer.</summary>
internal sealed class InteractionReader
{
    private const long MaxExactInteger = 1L << 53;
    private readonly Table table;
    private readonly InteractionColumns columns;
    private readonly InteractionBuffer buffer;
    private readonly ColumnReading[] readings;
    private readonly int[] sources;
    private readonly int ratingAt = -1;
    private readonly int timeAt = -1;
    private long row;

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
        var userValid = chunk.Valid(0);
        var itemValid = chunk.Valid(1);
        var ratingValid = ratingAt < 0 ? default : chunk.Valid(ratingAt);
        var timeValid = timeAt < 0 ? default : chunk.Valid(timeAt);
        for (var i = 0; i < chunk.Rows; i++)
        {
            row++;
            buffer.RowsRead++;
            double rating = 0;
            long time = 0;
            if (
                !userValid[i]
                || !itemValid[i]
                || IsEmpty(chunk, 0, i)
                || IsEmpty(chunk, 1, i)
                || (timeAt >= 0 && (!timeValid[i] || !TryTime(chunk, i, out time)))
                || (ratingAt >= 0 && (!ratingValid[i] || !TryRating(chunk, i, out rating)))
            )
            {
                buffer.MissingFields++;
                continue;
            }
            if (ratingAt < 0 || buffer.Accepts(rating))
            {
                buffer.Add(
                    Number(buffer.Users, chunk, 0, i),
                    Number(buffer.Items, chunk, 1, i),
                    (float)rating,
                    time
                );
            }
        }
    }

    private bool IsEmpty(DuckChunk chunk, int column, int i) =>
        readings[column].Form switch
        {
            ColumnForm.Integer => false,
            ColumnForm.Number => double.IsNaN(chunk.Numbers(column)[i]),
            _ => chunk.Texts(column)[i].IsEmpty,
        };

    private int Number(IdBuilder ids, DuckChunk chunk, int column, int i)
    {
        switch (readings[column].Form)
        {
            case ColumnForm.Integer:
                return ids.Add(chunk.Integers(column)[i]);
            case ColumnForm.Number:
                // pandas turns an integer column with a gap into doubles.
                var number = chunk.Numbers(column)[i];
                return Math.Floor(number) == number && Math.Abs(number) <= MaxExactInteger
                    ? ids.Add((long)number)
                    : throw Refuse(
                        column,
                        number.ToString(CultureInfo.InvariantCulture),
                        "is no whole number below 2^53, so that it cannot be an id. Store ids as integers or text."
                    );
            default:
                return ids.Add(
                    chunk.Texts(column)[i],
                    mayBeInteger: readings[column].Form == ColumnForm.LooseText
                );
        }
    }

    // False where it is missing.
    private bool TryRating(DuckChunk chunk, int i, out double rating)
    {
        if (readings[ratingAt].Form == ColumnForm.Number)
        {
            rating = chunk.Numbers(ratingAt)[i];
            return true;
        }
        var text = chunk.Texts(ratingAt)[i].Trim((byte)' ');
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
                ratingAt,
                Encoding.UTF8.GetString(text),
                "is no number. Mend the row, or name another column with --rating."
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
                        timeAt,
                        Encoding.UTF8.GetString(text),
                        "is no time. Expected Unix time in seconds to nanoseconds, or ISO 8601 such as 2024-01-31 12:34:56; convert others in a query with strptime."
                    );
        }
    }

    private InputException Refuse(int column, string value, string why)
    {
        var name = table.Columns[sources[column]].Name;
        return new(
            $"{table.Quoted}, row {row:N0}{HeaderRemark()}, column '{name}': '{ColumnNames.Shorten(value)}' {why}"
        );
    }

    private string HeaderRemark() =>
        table.Typing == Typing.Text
        && table.From.Contains("header = True", StringComparison.Ordinal)
            ? " below the header"
            : "";
}
