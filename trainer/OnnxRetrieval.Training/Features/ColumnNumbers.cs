using System.Globalization;
using System.Text;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Building;
using OnnxRetrieval.Training.Data.Files;

namespace OnnxRetrieval.Training.Features;

/// <summary>
/// The values of a column as numbers, as a model's input has them: 32 bits, NaN where there is none. Numbers stay as they
/// are; where a value is a date such as 2024-01-31, all become Unix seconds.
/// </summary>
/// <remarks>
/// An age relative to the data's last time differs from a date by its sign and unit alone, which neither buckets nor a
/// standardized number notice: a host passes the date itself, and no host has to know what "now" was.
/// </remarks>
internal sealed class ColumnNumbers
{
    private const int FirstYear = 1000;
    private const int LastYear = 2999;
    private readonly EntityColumn column;
    private readonly float[] numbers;

    /// <summary>Reads all values.</summary>
    public ColumnNumbers(EntityColumn column)
    {
        this.column = column;
        numbers = new float[column.Values.Length];
        FirstDate = Array.FindIndex(column.Values, IsDate);
        FirstBad = -1;
        for (var value = 0; value < numbers.Length; value++)
        {
            var text = column.Values[value];
            if (TryRead(text, out var number))
            {
                numbers[value] = float.IsFinite((float)number) ? (float)number : float.NaN;
            }
            else if (IsMissing(text))
            {
                numbers[value] = float.NaN;
            }
            else if (FirstBad < 0)
            {
                FirstBad = value;
            }
        }
    }

    /// <summary>The place of the first value that is a date; -1: there is none.</summary>
    public int FirstDate { get; }

    /// <summary>The place of the first value that is neither number nor date nor missing; -1: there is none.</summary>
    public int FirstBad { get; }

    /// <summary>The number of each value.</summary>
    public float[] OfValues => numbers;

    /// <summary>The number of an entity; NaN for one beyond the column, which is the unknown one.</summary>
    public float this[int entity] =>
        entity < column.Count && column.Codes[entity] is >= 0 and var value
            ? numbers[value]
            : float.NaN;

    /// <summary>Whether a text is a number.</summary>
    public static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    /// <summary>Whether a text is a date, such as 2024-01-31, and not a number.</summary>
    public static bool IsDate(string text) =>
        text.Length >= 10
        && text[4] == '-'
        && UnixTime.TryParse(Encoding.UTF8.GetBytes(text), out _);

    /// <summary>Whether a text says that there is no value, or is no finite number.</summary>
    public static bool IsMissing(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return SpecialText.IsMissing(bytes) || SpecialText.IsNotFinite(bytes, out _);
    }

    /// <summary>A whole number without its fraction of zeros; any other text as it is.</summary>
    public static string Whole(string text) =>
        text.Contains('.', StringComparison.Ordinal)
        && TryParse(text, out var number)
        && Math.Floor(number) == number
        && Math.Abs(number) < 1L << 53
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : text;

    private bool TryRead(string text, out double number)
    {
        if (FirstDate < 0)
        {
            return TryParse(text, out number);
        }
        // Among dates, a year is its first day.
        if (TryParse(text, out number) && number is >= FirstYear and <= LastYear)
        {
            text = $"{text}-01-01";
        }
        var isTime = UnixTime.TryParse(Encoding.UTF8.GetBytes(text), out var seconds);
        number = seconds;
        return isTime;
    }
}
