using System.Globalization;
using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>Numbers the ids of one column, a chunk at a time.</summary>
internal static class IdColumnReader
{
    private const double MaxExactInteger = 1L << 53;

    /// <summary>Clears the flag of each row whose id is missing: NULL, an empty text, or NaN.</summary>
    public static void FindMissing(DuckChunk chunk, int column, ColumnForm form, Span<bool> isKept)
    {
        var valid = chunk.Valid(column);
        switch (form)
        {
            case ColumnForm.Integer:
                for (var row = 0; row < isKept.Length; row++)
                {
                    isKept[row] &= valid[row];
                }
                break;
            case ColumnForm.Number:
                var numbers = chunk.Numbers(column);
                for (var row = 0; row < isKept.Length; row++)
                {
                    isKept[row] &= valid[row] && !double.IsNaN(numbers[row]);
                }
                break;
            default:
                var texts = chunk.Texts(column);
                for (var row = 0; row < isKept.Length; row++)
                {
                    isKept[row] &= valid[row] && !texts[row].IsEmpty;
                }
                break;
        }
    }

    /// <summary>Gives each kept row the number of its id.</summary>
    /// <returns>-1, or the row whose id is a number that cannot be an id.</returns>
    public static int Number(
        DuckChunk chunk,
        int column,
        ColumnForm form,
        ReadOnlySpan<bool> isKept,
        IdBuilder ids,
        Span<int> numbers
    )
    {
        switch (form)
        {
            case ColumnForm.Integer:
                var integers = chunk.Integers(column);
                for (var row = 0; row < isKept.Length; row++)
                {
                    if (isKept[row])
                    {
                        numbers[row] = ids.Add(integers[row]);
                    }
                }
                return -1;
            case ColumnForm.Number:
                // pandas turns an integer column with a gap into doubles.
                var reals = chunk.Numbers(column);
                for (var row = 0; row < isKept.Length; row++)
                {
                    if (!isKept[row])
                    {
                        continue;
                    }
                    if (!TryInteger(reals[row], out var integer))
                    {
                        return row;
                    }
                    numbers[row] = ids.Add(integer);
                }
                return -1;
            default:
                var texts = chunk.Texts(column);
                var mayBeInteger = form == ColumnForm.LooseText;
                for (var row = 0; row < isKept.Length; row++)
                {
                    if (isKept[row])
                    {
                        numbers[row] = ids.Add(texts[row], mayBeInteger);
                    }
                }
                return -1;
        }
    }

    /// <summary>Whether a number can be an id: a whole one that a double holds exactly.</summary>
    public static bool TryInteger(double number, out long integer)
    {
        var isId = Math.Floor(number) == number && Math.Abs(number) <= MaxExactInteger;
        integer = isId ? (long)number : 0;
        return isId;
    }

    /// <summary>The error for an id that is a number with a fraction or too large.</summary>
    public static InputException Refuse(string place, DuckChunk chunk, int column, int row) =>
        new(
            $"{place}: {chunk.Numbers(column)[row].ToString(CultureInfo.InvariantCulture)} is no whole number below 2^53, so that it cannot be an id. Store ids as integers or text."
        );
}
