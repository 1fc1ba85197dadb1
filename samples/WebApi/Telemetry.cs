using OnnxRetrieval.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OnnxRetrieval.Samples.WebApi;

/// <summary>Metrics and traces by OpenTelemetry, of the service's calls and of the retrievers.</summary>
internal static class Telemetry
{
    /// <param name="configuration"><c>Console</c>: whether both are written to the console.</param>
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("web-api"))
            .WithMetrics(metrics =>
                metrics.AddMeter(RetrieverInstrumentation.MeterName).AddAspNetCoreInstrumentation()
            )
            .WithTracing(traces =>
                traces
                    .AddSource(RetrieverInstrumentation.ActivitySourceName)
                    .AddAspNetCoreInstrumentation()
            );
        if (configuration.GetValue<bool>("Console"))
        {
            telemetry
                .WithMetrics(metrics => metrics.AddConsoleExporter())
                .WithTracing(traces => traces.AddConsoleExporter());
        }
    }
}
