using System.Text.Json.Serialization;

namespace OnnxRetrieval.Samples.WebApi;

/// <summary>The service's OpenAPI document; its texts are the comments on the endpoints and on what they take and give.</summary>
internal static class Description
{
    public static void AddDescription(this IServiceCollection services)
    {
        services.AddOpenApi(options =>
            options.AddDocumentTransformer(
                (document, _, _) =>
                {
                    document.Info.Title = "Recommendations";
                    return Task.CompletedTask;
                }
            )
        );
        // Numbers are numbers alone; by default they could be texts too, and the document would say so of each.
        services.ConfigureHttpJsonOptions(options =>
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict
        );
    }
}
