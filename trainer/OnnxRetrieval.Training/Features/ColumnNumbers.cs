using System.Globalization;
using System.Text;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Building;
using OnnxRetrieval.Training.Data.Files;

namespace OnnxRetrieval.Training.Features;

/// <summary>The values of a column as numbers, as a model's input has them: 32 bits, NaN where there is none.</summary>
internal static class ColumnNumbers
{
    private const int FirstYear = 1000;
    private const int LastYear = 2999;

    /// <summary>Whether a text is a number.</summary>
    public static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    /// <summary>Whether a text is a date that is no number, such as 2024-01-31.</summary>
    public static bool IsDate(string text) =>
        !TryParse(text, out _) && UnixTime.TryParse(Encoding.UTF8.GetBytes(text), out _);

    /// <summary>Whether a text says that there is no value, or is no finite number.</summary>
    public static bool IsMissing(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return SpecialText.IsMissing(bytes) || SpecialText.IsNotFinite(bytes, out _);
    }

    /// <summary>Numbers as they are.</summary>
    /// <returns>One for each value, and -1; or the place of the first value that is none.</returns>
    public static (float[] Numbers, int Bad) Plain(EntityColumn column)
    {
        var numbers = new float[column.Values.Length];
        for (var value = 0; value < numbers.Length; value++)
        {
            var text = column.Values[value];
            if (TryParse(text, out var number) || IsMissing(text))
            {
                numbers[value] = IsMissing(text) ? float.NaN : Finite((float)number);
            }
            else
            {
                return (numbers, value);
            }
        }
        return (numbers, -1);
    }

    /// <summary>
    /// Years where all numbers are ones (1000 to 2999), else Unix seconds. An age relative to the data's last time differs
    /// from these by its sign and unit alone, which neither buckets nor a standardized number notice: a host passes the
    /// column's own value.
    /// </summary>
    /// <returns>One for each value, and -1; or the place of the first value that is none.</returns>
    public static (float[] Numbers, int Bad) Dates(EntityColumn column)
    {
        var areYears = Array.TrueForAll(column.Values, text => IsYear(text) || IsMissing(text));
        if (areYears)
        {
            return Plain(column);
        }
        var numbers = new float[column.Values.Length];
        for (var value = 0; value < numbers.Length; value++)
        {
            var text = column.Values[value];
            if (IsMissing(text))
            {
                numbers[value] = float.NaN;
            }
            else if (UnixTime.TryParse(Encoding.UTF8.GetBytes(text), out var seconds))
            {
                numbers[value] = seconds;
            }
            else
            {
                return (numbers, value);
            }
        }
        return (numbers, -1);
    }

    /// <summary>A whole number without its fraction of zeros; any other text as it is.</summary>
    public static string Whole(string text) =>
        text.Contains('.', StringComparison.Ordinal)
        && TryParse(text, out var number)
        && Math.Floor(number) == number
        && Math.Abs(number) < 1L << 53
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : text;

    private static bool IsYear(string text) =>
        TryParse(text, out var year) && year is >= FirstYear and <= LastYear;

    private static float Finite(float number) => float.IsFinite(number) ? number : float.NaN;
}
