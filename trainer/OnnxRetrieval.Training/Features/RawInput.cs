using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Features;

/// <summary>
/// What a host that has the data passes to a model for each entity: the raw values of a column in the form of an input.
/// </summary>
public static class RawInput
{
    /// <summary>The value of each entity, by its row.</summary>
    /// <param name="input">The model's input.</param>
    /// <param name="column">The column of that name.</param>
    /// <param name="separator">What separates the elements of a list in a column of text; null: <c>|</c>.</param>
    /// <exception cref="InputException">The column holds what the input cannot take.</exception>
    public static Func<int, FeatureValue> Of(
        QueryFeature input,
        EntityColumn column,
        string? separator = null
    )
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(column);
        if (input.IsList)
        {
            var parts = ColumnParts.OfList(column, separator);
            return entity => new(parts.Of(column, entity));
        }
        if (input.Type == FeatureType.Number)
        {
            var numbers = new ColumnNumbers(column);
            return numbers.FirstBad < 0
                ? entity => new(numbers[entity])
                : throw new InputException(
                    $"The model takes '{input.Name}' as a number, and the data has '{Data.Files.ColumnNames.Shorten(column.Values[numbers.FirstBad])}' there."
                );
        }
        // The runtime makes integers of texts where a model has such.
        var values =
            column.Type == ColumnType.Number
                ? Array.ConvertAll(column.Values, ColumnNumbers.Whole)
                : column.Values;
        return entity =>
            new(
                entity < column.Count && column.Codes[entity] is >= 0 and var value
                    ? values[value]
                    : ""
            );
    }
}
