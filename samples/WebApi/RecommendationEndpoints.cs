using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace OnnxRetrieval.Samples.WebApi;

/// <summary>The calls of the service. What they are given is checked by its attributes before they run.</summary>
public static class RecommendationEndpoints
{
    public static void MapRecommendations(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("")
            .WithTags("Recommendations")
            .RequireRateLimiting(ClientRateLimit.Policy)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("/recommend/{user}", ForUser).WithName(nameof(ForUser));
        group.MapPost("/recommend", ForRequest).WithName(nameof(ForRequest));
        group
            .MapGet("/similar/{item}", Like)
            .WithName(nameof(Like))
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>The best items for a user.</summary>
    /// <param name="user">The user's id. An unknown one gets the items for a stranger.</param>
    /// <param name="exclude">Ids of items to leave out, such as those already seen.</param>
    /// <param name="k">How many items.</param>
    public static async Task<Ok<Recommendations>> ForUser(
        Recommender recommender,
        [StringLength(Limits.IdLength)] string user,
        [MaxLength(Limits.Ids)] string[]? exclude,
        CancellationToken cancellation,
        [Range(1, Limits.Results)] int k = 10
    ) =>
        TypedResults.Ok(
            await recommender.ForUserAsync(
                new RecommendationRequest
                {
                    User = user,
                    Exclude = exclude,
                    K = k,
                },
                cancellation
            )
        );

    /// <summary>The best items for somebody by what they met; and for lists of ids that are too long for an address.</summary>
    public static async Task<Ok<Recommendations>> ForRequest(
        Recommender recommender,
        RecommendationRequest request,
        CancellationToken cancellation
    ) => TypedResults.Ok(await recommender.ForUserAsync(request, cancellation));

    /// <summary>The items most like an item.</summary>
    /// <param name="item">The item's id, which is never among the results.</param>
    /// <param name="exclude">Ids of items to leave out.</param>
    /// <param name="k">How many items.</param>
    public static async Task<Results<Ok<Recommendations>, ProblemHttpResult>> Like(
        Recommender recommender,
        [StringLength(Limits.IdLength)] string item,
        [MaxLength(Limits.Ids)] string[]? exclude,
        CancellationToken cancellation,
        [Range(1, Limits.Results)] int k = 10
    ) =>
        await recommender.LikeAsync(item, k, exclude, cancellation) is { } found
            ? TypedResults.Ok(found)
            : TypedResults.Problem(
                $"The model knows no item '{item}'.",
                statusCode: StatusCodes.Status404NotFound
            );
}
