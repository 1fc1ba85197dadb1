using OnnxRetrieval.Graph;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Models;

/// <summary>Who a command asks for: a user by id, somebody by the items that they met, or a user by both.</summary>
/// <param name="User">The user's id; null: not given.</param>
/// <param name="History">Ids of items, the latest last; null: not given.</param>
internal sealed record AskedQuery(string? User, IReadOnlyList<string>? History)
{
    /// <summary>The query for a model.</summary>
    /// <exception cref="InputException">The model does not take what is given.</exception>
    public Query For(RetrieverInfo info)
    {
        if (History is null)
        {
            return new Query(User!);
        }
        var history =
            info.QueryFeatures.FirstOrDefault(feature => feature.Role == FeatureRole.History)
            ?? throw new InputException(
                $"'{info.Path}' reads no history: it takes {string.Join(", ", info.QueryFeatures)}. Train one that does with --history recency."
            );
        var query = new Query { [history.Name] = new FeatureValue(History) };
        if (User is not null)
        {
            var id =
                info.QueryFeatures.FirstOrDefault(feature => feature.Role == FeatureRole.Id)
                ?? throw new InputException(
                    $"'{info.Path}' knows no users: it takes {string.Join(", ", info.QueryFeatures)}. Leave --user out."
                );
            query[id.Name] = User;
        }
        return query;
    }

    /// <summary>The items of the history that a model does not know.</summary>
    public IReadOnlyList<string> UnknownItems(Retriever retriever) =>
        History is null ? [] : [.. History.Except(retriever.CandidateIds)];

    /// <summary>What to say where the model knows nothing of the query.</summary>
    public string IfUnknown =>
        (User, History) switch
        {
            (not null, null) =>
                $"The model does not know the user '{User}': this is what it recommends to a stranger.",
            (null, _) =>
                "The model knows none of the history's items: this is what it recommends to a stranger.",
            _ =>
                $"The model knows neither the user '{User}' nor any of the history's items: this is what it recommends to a stranger.",
        };
}
