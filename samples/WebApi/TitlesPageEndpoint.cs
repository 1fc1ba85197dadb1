using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace OnnxRetrieval.Samples.WebApi;

/// <summary>The page that shows titles, made on the server.</summary>
internal static class TitlesPageEndpoint
{
    private const int Titles = 20;

    public static void MapTitlesPage(this IEndpointRouteBuilder app) =>
        app.MapGet("/", Show).RequireRateLimiting(ClientRateLimit.Policy).ExcludeFromDescription();

    private static async Task<ContentHttpResult> Show(
        Recommender recommender,
        [AsParameters] TitlesQuery ask,
        HttpContext context,
        ILoggerFactory loggers,
        CancellationToken cancellation
    )
    {
        var (heading, found) = ask.Item is { Length: > 0 } item
            ? await LikeAsync(recommender, item, cancellation)
            : await ForUserAsync(recommender, ask, cancellation);
        var parameters = new Dictionary<string, object?>
        {
            [nameof(TitlesPage.Heading)] = heading,
            [nameof(TitlesPage.Ask)] = ask,
            [nameof(TitlesPage.Found)] = found,
        };
        // Without the services of a whole Razor application, which keep keys on disk for forms that post.
        await using var renderer = new HtmlRenderer(context.RequestServices, loggers);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (
                await renderer.RenderComponentAsync<TitlesPage>(
                    ParameterView.FromDictionary(parameters)
                )
            ).ToHtmlString()
        );
        // No script runs, whatever a title holds.
        context.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'";
        return TypedResults.Content(html, "text/html; charset=utf-8");
    }

    private static async Task<(string Heading, Recommendations Found)> LikeAsync(
        Recommender recommender,
        string item,
        CancellationToken cancellation
    ) =>
        await recommender.LikeAsync(item, Titles, null, cancellation) is { } found
            ? ($"More like item {item}", found)
            : ($"Item {item} is not known", new Recommendations(false, []));

    private static async Task<(string Heading, Recommendations Found)> ForUserAsync(
        Recommender recommender,
        TitlesQuery ask,
        CancellationToken cancellation
    )
    {
        var found = await recommender.ForUserAsync(
            new RecommendationRequest
            {
                User = ask.User,
                History = ask.History,
                K = Titles,
            },
            cancellation
        );
        var heading = (ask.User, found.Known) switch
        {
            ({ Length: > 0 } user, true) => $"For user {user}",
            ({ Length: > 0 } user, false) => $"User {user} is not known: for a stranger",
            (_, true) => "After what you have seen",
            (_, false) => "For a stranger",
        };
        return (heading, found);
    }
}
