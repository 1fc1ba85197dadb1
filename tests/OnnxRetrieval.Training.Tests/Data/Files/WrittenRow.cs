using System.Globalization;

namespace OnnxRetrieval.Training.Tests.Data.Files;

/// <summary>A row of a file of interactions.</summary>
/// <param name="User">The user's id; null or "": missing.</param>
/// <param name="Item">The item's id; null or "": missing.</param>
/// <param name="Rating">The rating; null: missing.</param>
/// <param name="Time">Unix seconds; null: missing.</param>
internal sealed record WrittenRow(string? User, string? Item, double? Rating, long? Time);

/// <summary>What reading rows must give, by the plainest code that does it.</summary>
/// <param name="Shown">The interactions, as <see cref="Tests.Data.Shown"/> shows them.</param>
/// <param name="MissingFields">Rows left out because something is missing.</param>
/// <param name="NotFinite">Rows left out because of their rating.</param>
/// <param name="Duplicates">Rows left out because the pair is met again.</param>
internal sealed record PlainReading(
    string[] Shown,
    long MissingFields,
    long NotFinite,
    long Duplicates
)
{
    public static PlainReading Of(IReadOnlyList<WrittenRow> rows)
    {
        var whole = rows.Where(row =>
                row is { User.Length: > 0, Item.Length: > 0, Rating: not null, Time: not null }
            )
            .ToList();
        var finite = whole.FindAll(row => float.IsFinite((float)row.Rating!.Value));
        // Of each pair the latest, of equal times the last.
        var latest = finite
            .Select((row, place) => (Row: row, Place: place))
            .GroupBy(read => (read.Row.User, read.Row.Item))
            .Select(pair => pair.OrderBy(read => read.Row.Time).ThenBy(read => read.Place).Last())
            .OrderBy(read => read.Place)
            .Select(read => read.Row)
            .ToList();
        return new(
            [
                .. latest.Select(row =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{row.User} {row.Item} {(float)row.Rating!.Value} {row.Time}"
                    )
                ),
            ],
            rows.Count - whole.Count,
            whole.Count - finite.Count,
            finite.Count - latest.Count
        );
    }

    /// <summary>Whether a text file's ids are integers: where every one is written as the integer is, and none pads.</summary>
    public static bool AreIntegers(IEnumerable<string> ids) =>
        ids.All(id =>
            long.TryParse(id, CultureInfo.InvariantCulture, out var integer)
            && integer.ToString(CultureInfo.InvariantCulture) == id
            && integer != -1
        );
}
