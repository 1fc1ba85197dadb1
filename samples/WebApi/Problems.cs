using System.Text.Json;

namespace OnnxRetrieval.Samples.WebApi;

/// <summary>What goes wrong is answered by problem details (RFC 9457).</summary>
internal static class Problems
{
    public static void AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = context =>
            {
                if (context.ProblemDetails is HttpValidationProblemDetails invalid)
                {
                    invalid.Errors = InNamesOfJson(invalid.Errors);
                }
                if (context.Exception is { } error && IsCallersFault(error))
                {
                    context.ProblemDetails.Detail = DetailOf(error);
                }
            }
        );
        // A parameter that cannot be read is an exception in every environment, so that its problem has a detail too.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                StatusCodeSelector = StatusOf,
                SuppressDiagnosticsCallback = context => IsCallersFault(context.Exception),
            }
        );
        app.UseStatusCodePages();
    }

    private static Dictionary<string, string[]> InNamesOfJson(
        IDictionary<string, string[]> errors
    ) =>
        errors.ToDictionary(
            error => JsonNamingPolicy.CamelCase.ConvertName(error.Key),
            error => error.Value
        );

    private static string DetailOf(Exception error) =>
        error.InnerException is JsonException { Path: { } place }
            ? $"The body is not what the OpenAPI document describes: see {place}."
            : error.Message;

    private static int StatusOf(Exception error) =>
        error switch
        {
            BadHttpRequestException request => request.StatusCode,
            RetrievalException { Error: RetrievalError.QueryMismatch } =>
                StatusCodes.Status400BadRequest,
            RetrievalException => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };

    // The messages of other errors tell of files and devices, which are no business of callers.
    private static bool IsCallersFault(Exception error) =>
        StatusOf(error) < StatusCodes.Status500InternalServerError;
}
