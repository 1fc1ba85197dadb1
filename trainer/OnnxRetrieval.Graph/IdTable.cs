using System.Globalization;

namespace OnnxRetrieval.Graph;

/// <summary>
/// The ids of one entity (users, items) in row order: row <c>r</c> of an embedding table belongs to id <c>r</c>. All ids
/// are strings, or all are 64-bit integers.
/// </summary>
public sealed class IdTable
{
    private readonly string[]? strings;
    private readonly long[]? integers;
    private Dictionary<string, int>? stringRows;
    private Dictionary<long, int>? integerRows;

    /// <summary>A table of string ids. The array is taken over, not copied.</summary>
    public IdTable(string[] ids) => strings = ids;

    /// <summary>A table of integer ids. The array is taken over, not copied.</summary>
    public IdTable(long[] ids) => integers = ids;

    /// <summary>Whether the ids are strings (otherwise they are 64-bit integers).</summary>
    public bool IsString => strings is not null;

    /// <summary>The number of ids.</summary>
    public int Count => strings?.Length ?? integers!.Length;

    /// <summary>The ids, where they are strings.</summary>
    public ReadOnlySpan<string> Strings =>
        strings ?? throw new InvalidOperationException("These ids are integers.");

    /// <summary>The ids, where they are integers.</summary>
    public ReadOnlySpan<long> Integers =>
        integers ?? throw new InvalidOperationException("These ids are strings.");

    /// <summary>The id of a row as text; integers in invariant decimal.</summary>
    public string this[int row] =>
        strings?[row] ?? integers![row].ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The row of an id given as text, or -1 where the table does not hold it. An integer id is meant by the text that the
    /// integer itself is written as alone: "007" is another id than 7.
    /// </summary>
    public int RowOf(string id)
    {
        if (strings is not null)
        {
            return StringRows().GetValueOrDefault(id, -1);
        }
        return
            long.TryParse(
                id,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
            && number.ToString(CultureInfo.InvariantCulture) == id
            ? RowOf(number)
            : -1;
    }

    /// <summary>The row of an integer id, or -1 where the table does not hold it.</summary>
    public int RowOf(long id) =>
        integers is null
            ? RowOf(id.ToString(CultureInfo.InvariantCulture))
            : IntegerRows().GetValueOrDefault(id, -1);

    /// <summary>Whether another table holds the same ids in the same order.</summary>
    internal bool HasSameIds(IdTable other) =>
        ReferenceEquals(this, other)
        || (
            IsString == other.IsString
            && (
                IsString
                    ? Strings.SequenceEqual(other.Strings)
                    : Integers.SequenceEqual(other.Integers)
            )
        );

    /// <summary>The table of the given rows, in their order.</summary>
    public IdTable Select(ReadOnlySpan<int> rows)
    {
        if (strings is not null)
        {
            var selected = new string[rows.Length];
            for (var i = 0; i < rows.Length; i++)
            {
                selected[i] = strings[rows[i]];
            }
            return new IdTable(selected);
        }
        var numbers = new long[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            numbers[i] = integers![rows[i]];
        }
        return new IdTable(numbers);
    }

    private Dictionary<string, int> StringRows()
    {
        if (stringRows is null)
        {
            var rows = new Dictionary<string, int>(strings!.Length, StringComparer.Ordinal);
            for (var row = 0; row < strings.Length; row++)
            {
                rows.TryAdd(strings[row], row);
            }
            stringRows = rows;
        }
        return stringRows;
    }

    private Dictionary<long, int> IntegerRows()
    {
        if (integerRows is null)
        {
            var rows = new Dictionary<long, int>(integers!.Length);
            for (var row = 0; row < integers.Length; row++)
            {
                rows.TryAdd(integers[row], row);
            }
            integerRows = rows;
        }
        return integerRows;
    }
}
