using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace OnnxRetrieval.Samples.WebApi;

/// <summary>Refuses calls beyond <see cref="RateLimitOptions"/>, and tells when to come again.</summary>
internal static class ClientRateLimit
{
    /// <summary>The policy's name, for endpoints that are limited.</summary>
    public const string Policy = "client";

    public static void AddClientRateLimit(
        this IServiceCollection services,
        IConfiguration configuration
    )
    {
        services
            .AddOptions<RateLimitOptions>()
            .Bind(configuration)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                {
                    rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(
                            wait.TotalSeconds
                        )
                        .ToString(CultureInfo.InvariantCulture);
                }
                return ValueTask.CompletedTask;
            };
            limiter.AddPolicy(Policy, LimitOf);
        });
    }

    private static RateLimitPartition<string> LimitOf(HttpContext context)
    {
        var options = context
            .RequestServices.GetRequiredService<IOptions<RateLimitOptions>>()
            .Value;
        var client = context.Connection.RemoteIpAddress?.ToString() ?? "";
        return options.Permits == 0
            ? RateLimitPartition.GetNoLimiter(client)
            : RateLimitPartition.GetFixedWindowLimiter(
                client,
                _ => new FixedWindowRateLimiterOptions
                {
                    PermitLimit = options.Permits,
                    Window = options.Window,
                }
            );
    }
}
