using System.Globalization;
using System.Text;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Building;
using OnnxRetrieval.Training.Data.Files;
using OnnxRetrieval.Training.Features;

namespace OnnxRetrieval.Training.Scoring;

/// <summary>A column that gives the values of a feature.</summary>
/// <param name="Input">The model's feature.</param>
/// <param name="Type">What the column holds.</param>
/// <param name="Separator">What separates the elements of a list in a text; null: the usual one.</param>
internal sealed record FeatureColumn(QueryFeature Input, ColumnType Type, string? Separator);

/// <summary>Gathers users row by row, and makes queries of them.</summary>
/// <param name="areIntegers">Whether ids are kept as integers.</param>
/// <param name="idInput">The feature that takes the id; null: the model takes none.</param>
/// <param name="features">The further features, in the order of the chunks' columns after the id.</param>
internal sealed class QueryBatchBuilder(
    bool areIntegers,
    string? idInput,
    IReadOnlyList<FeatureColumn> features
)
{
    private QueryIds ids = QueryIds.Empty(areIntegers);
    private EntityColumnBuilder[] columns = NewColumns(features);

    /// <summary>Users gathered.</summary>
    public int Count => ids.Count;

    /// <summary>Adds a row that has an id.</summary>
    /// <param name="chunk">The id, then the features' values as text.</param>
    /// <param name="row">The row.</param>
    /// <param name="form">The form of the id.</param>
    /// <returns>False where the id is a number that cannot be one.</returns>
    public bool TryAdd(DuckChunk chunk, int row, ColumnForm form)
    {
        switch (form)
        {
            case ColumnForm.Integer:
                Add(chunk.Integers(0)[row]);
                break;
            case ColumnForm.Number:
                if (!IdColumnReader.TryInteger(chunk.Numbers(0)[row], out var integer))
                {
                    return false;
                }
                Add(integer);
                break;
            default:
                ids.Texts!.Add(Encoding.UTF8.GetString(chunk.Texts(0)[row]));
                break;
        }
        for (var column = 0; column < columns.Length; column++)
        {
            var hasValue = chunk.Valid(column + 1)[row];
            columns[column].Add(hasValue ? chunk.Texts(column + 1)[row] : []);
        }
        return true;
    }

    /// <summary>The users gathered, and none from then on.</summary>
    /// <param name="end">The source's row after the last of them.</param>
    /// <exception cref="InputException">A value is not what the model takes.</exception>
    public QueryBatch Take(long end)
    {
        var values = new Func<int, FeatureValue>[features.Count];
        for (var column = 0; column < values.Length; column++)
        {
            var (input, _, separator) = features[column];
            values[column] = RawInput.Of(input, columns[column].Finish(), separator);
        }
        var queries = new Query[Count];
        for (var user = 0; user < queries.Length; user++)
        {
            queries[user] = QueryOf(user, values);
        }
        var batch = new QueryBatch(ids, queries, end);
        ids = QueryIds.Empty(areIntegers);
        columns = NewColumns(features);
        return batch;
    }

    private Query QueryOf(int user, Func<int, FeatureValue>[] values)
    {
        if (values.Length == 0 && idInput is not null)
        {
            return ids.Integers is { } integers ? new(integers[user]) : new(ids.Texts![user]);
        }
        var query = new Query();
        if (idInput is not null)
        {
            query[idInput] = ids[user];
        }
        for (var column = 0; column < values.Length; column++)
        {
            query[features[column].Input.Name] = values[column](user);
        }
        return query;
    }

    private void Add(long id)
    {
        if (ids.Integers is { } integers)
        {
            integers.Add(id);
        }
        else
        {
            ids.Texts!.Add(id.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static EntityColumnBuilder[] NewColumns(IReadOnlyList<FeatureColumn> features) =>
        [.. features.Select(feature => new EntityColumnBuilder(feature.Input.Name, feature.Type))];
}
