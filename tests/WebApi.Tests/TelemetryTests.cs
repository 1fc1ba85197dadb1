using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace OnnxRetrieval.Samples.WebApi.Tests;

/// <summary>The console is one for all tests of the process, so nothing else may run beside this.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class WholeConsole;

[Collection(typeof(WholeConsole))]
public sealed class TelemetryTests
{
    private static readonly string[] Wanted =
    [
        "Metric Name: onnx_retrieval.call.duration",
        "Metric Name: http.server.request.duration",
        "Activity.DisplayName:        retrieve",
        "Activity.DisplayName:        GET /recommend/{user}",
    ];

    // Where something is missing, it would wait for it.
    [Fact(Timeout = 60_000)]
    public async Task Metrics_and_traces_go_to_the_console_where_it_is_asked_for_alone()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var quiet = new Service();
        await using var telling = new Service(("Telemetry:Console", "true"));

        // In this order: what tells prints once more when it has ended, which is after its disposal.
        Assert.Equal("", await PrintedAsync(quiet, [], cancellation));
        var printed = await PrintedAsync(telling, Wanted, cancellation);

        Assert.All(Wanted, text => Assert.Contains(text, printed, StringComparison.Ordinal));
    }

    private static async Task<string> PrintedAsync(
        Service service,
        string[] wanted,
        CancellationToken cancellation
    )
    {
        using var printed = new StringWriter();
        var before = Console.Out;
        Console.SetOut(TextWriter.Synchronized(printed));
        try
        {
            await service.GetTextAsync("/recommend/42");
            // A request is measured when it has ended, which is after its answer was read.
            do
            {
                service.Services.GetRequiredService<MeterProvider>().ForceFlush();
                await Task.Delay(10, cancellation);
            } while (!wanted.All(printed.ToString().Contains));
        }
        finally
        {
            Console.SetOut(before);
        }
        return printed.ToString();
    }
}
