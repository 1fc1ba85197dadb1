using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Features;

/// <summary>The kind of a feature where the options name none.</summary>
internal static class KindGuess
{
    private const int FewNumbers = 20;
    private static readonly string[] TextNames = ["title", "name", "description"];

    /// <summary>
    /// Lists by type or where a value holds <c>|</c>; dates are ages; more than 20 different numbers are buckets; titles,
    /// and texts of several words of which most are different, are text; all else is a category.
    /// </summary>
    public static FeatureKind Of(EntityColumn column)
    {
        if (column.Type == ColumnType.List)
        {
            return FeatureKind.List;
        }
        if (column.Type == ColumnType.Time)
        {
            return FeatureKind.Age;
        }
        var values = Array.FindAll(column.Values, value => !ColumnNumbers.IsMissing(value));
        if (values.Length == 0)
        {
            return FeatureKind.Category;
        }
        if (Array.TrueForAll(values, value => ColumnNumbers.TryParse(value, out _)))
        {
            return values.Length > FewNumbers ? FeatureKind.Buckets : FeatureKind.Category;
        }
        if (Array.TrueForAll(values, ColumnNumbers.IsDate))
        {
            return FeatureKind.Age;
        }
        if (TextNames.Contains(column.Name, StringComparer.OrdinalIgnoreCase))
        {
            return FeatureKind.Text;
        }
        if (Array.Exists(values, value => value.Contains('|', StringComparison.Ordinal)))
        {
            return FeatureKind.List;
        }
        var described = column.Codes.Count(code => code >= 0);
        var ofWords = values.Count(value => value.Contains(' ', StringComparison.Ordinal));
        return values.Length * 2 > described && ofWords * 2 > values.Length
            ? FeatureKind.Text
            : FeatureKind.Category;
    }
}
