using System.Globalization;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Commands;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Models;

/// <summary>Who is asked for: a user by id, somebody by the items that they met or by what is known of them, or all of it.</summary>
/// <param name="User">The user's id; null: not given.</param>
/// <param name="History">Ids of items, the latest last; null: not given.</param>
internal sealed record AskedQuery(string? User, IReadOnlyList<string>? History)
{
    /// <summary>Texts of other features, by the features' names; of a list, its values separated by commas.</summary>
    public IReadOnlyDictionary<string, string> Features { get; init; } =
        new Dictionary<string, string>();

    /// <summary>What to say where the model knows nothing of the query.</summary>
    public string IfUnknown => $"{Unknown}: this is what it recommends to a stranger.";

    private string Unknown =>
        (User, History) switch
        {
            (not null, null) => $"The model does not know the user '{User}'",
            (null, not null) => "The model knows none of the history's items",
            (null, null) => "The model does not know who this is",
            _ => $"The model knows neither the user '{User}' nor any of the history's items",
        };

    /// <summary>The query for a model: a stranger's where nothing is given.</summary>
    /// <exception cref="InputException">The model does not take what is given.</exception>
    public Query For(RetrieverInfo info) =>
        User is not null && History is null && Features.Count == 0
            ? new Query(User)
            : QueryOf(ValuesFor(info), info);

    /// <summary>The values that are given, by the names of the model's features.</summary>
    /// <exception cref="InputException">The model does not take what is given.</exception>
    public IReadOnlyDictionary<string, FeatureValue> ValuesFor(RetrieverInfo info)
    {
        var values = new Dictionary<string, FeatureValue>(StringComparer.Ordinal);
        if (User is not null)
        {
            var id =
                info.IdFeature()
                ?? throw new InputException(
                    $"'{info.Path}' knows no users: it takes {TakenBy(info)}. Leave --user out."
                );
            values.Add(id.Name, User);
        }
        if (History is not null)
        {
            var history =
                info.HistoryFeature()
                ?? throw new InputException(
                    $"'{info.Path}' reads no history: it takes {TakenBy(info)}. Train one that does with --history recency."
                );
            values.Add(history.Name, new FeatureValue(History));
        }
        foreach (var (name, text) in Features)
        {
            var feature =
                info.QueryFeatures.FirstOrDefault(feature => feature.Name == name)
                ?? throw new InputException(
                    $"'{info.Path}' has no feature '{name}': it takes {TakenBy(info)}."
                );
            if (!values.TryAdd(name, ValueOf(feature, text)))
            {
                throw new InputException(
                    $"'{name}' is given twice: by its own option, and as a feature."
                );
            }
        }
        return values;
    }

    /// <summary>A query of named values: a stranger's where there are none.</summary>
    public static Query QueryOf(
        IEnumerable<KeyValuePair<string, FeatureValue>> values,
        RetrieverInfo info
    )
    {
        // A query needs a value; this one says nothing.
        var one = info.QueryFeatures[0];
        var query = new Query { [one.Name] = one.Missing() };
        foreach (var (name, value) in values)
        {
            query[name] = value;
        }
        return query;
    }

    /// <summary>The items of the history that a model does not know.</summary>
    public IReadOnlyList<string> UnknownItems(Retriever retriever) =>
        History is null ? [] : [.. History.Except(retriever.CandidateIds)];

    private static string TakenBy(RetrieverInfo info) => string.Join(", ", info.QueryFeatures);

    private static FeatureValue ValueOf(QueryFeature feature, string text)
    {
        if (feature.IsList)
        {
            return new FeatureValue(IdList.Split(text));
        }
        if (feature.Type != FeatureType.Number)
        {
            return text;
        }
        return
            float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && float.IsFinite(number)
            ? number
            : throw new InputException(
                $"The feature {feature} takes a number such as 3.5, not '{text}'."
            );
    }
}
