using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OnnxRetrieval.Hosting;
using OnnxRetrieval.Hosting.Internals;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds health checks of retrievers.</summary>
public static class RetrieverHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of a retriever. It fails while no model is loaded; it is degraded while the file that is there cannot be
    /// used, so that an older model serves, and where the model in use is older than wanted. Its data are the model's
    /// <c>version</c>, <c>candidates</c>, <c>trained_at</c>, <c>loaded_at</c> and <c>age</c>.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The retriever's name; null: the default one.</param>
    /// <param name="maxAge">How long ago the model may have been trained (or loaded, where its file does not tell); null: any time.</param>
    /// <param name="failureStatus">The status without a model; null: unhealthy.</param>
    /// <param name="tags">Tags to choose checks by, such as <c>ready</c>.</param>
    public static IHealthChecksBuilder AddRetriever(
        this IHealthChecksBuilder builder,
        string? name = null,
        TimeSpan? maxAge = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var retriever = name ?? Options.Options.DefaultName;
        return builder.Add(
            new HealthCheckRegistration(
                "retriever:" + RetrieverName.InTelemetry(retriever),
                services => new RetrieverHealthCheck(
                    services.GetRequiredKeyedService<HostedModel>(RetrieverName.Key(retriever)),
                    maxAge,
                    services.GetService<TimeProvider>() ?? TimeProvider.System
                ),
                failureStatus,
                tags
            )
        );
    }
}
