namespace OnnxRetrieval.Samples.WebApi;

/// <summary>What the service answers from: a file that finds items for users, and one that finds items like an item.</summary>
public sealed class Recommender(
    [FromKeyedServices(Recommender.Movies)] IRetriever movies,
    [FromKeyedServices(Recommender.Similar)] IRetriever similar
)
{
    /// <summary>The name of the retriever whose queries are users and their histories.</summary>
    public const string Movies = "movies";

    /// <summary>The name of the retriever whose queries are items.</summary>
    public const string Similar = "similar";

    /// <summary>The best items for a user; those for a stranger where nothing is known of them.</summary>
    public Task<Recommendations> ForUserAsync(
        RecommendationRequest request,
        CancellationToken cancellation
    )
    {
        // A null among the ids would be the caller's, and would mean nothing.
        string[] history = [.. (request.History ?? []).OfType<string>()];
        var query = new Query { ["history"] = history };
        if (request.User is { Length: > 0 } user)
        {
            query[movies.Info.QueryFeatures.First(feature => feature.Role == "id").Name] = user;
        }
        return FindAsync(
            movies,
            query,
            request.K,
            history.Concat(request.Exclude ?? []),
            cancellation
        );
    }

    /// <summary>The items most like an item, without itself.</summary>
    /// <returns>Null where the item is unknown.</returns>
    public async Task<Recommendations?> LikeAsync(
        string item,
        int k,
        IEnumerable<string>? exclude,
        CancellationToken cancellation
    )
    {
        var found = await FindAsync(similar, item, k, exclude, cancellation);
        return found.Known ? found : null;
    }

    private static async Task<Recommendations> FindAsync(
        IRetriever retriever,
        Query query,
        int k,
        IEnumerable<string>? exclude,
        CancellationToken cancellation
    )
    {
        var found = await retriever.RetrieveAsync(query, k, exclude, cancellation);
        return new Recommendations(
            found.IsKnown,
            [.. found.Select(hit => new RecommendedItem(hit.Id, hit.Title, hit.Score))]
        );
    }
}
