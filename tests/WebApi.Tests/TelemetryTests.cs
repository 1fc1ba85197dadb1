using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace OnnxRetrieval.Samples.WebApi.Tests;

/// <summary>The console is one for all tests of the process, so nothing else may run beside these.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class WholeConsole;

[Collection(typeof(WholeConsole))]
public sealed class TelemetryTests
{
    [Fact]
    public async Task Metrics_and_traces_go_to_the_console_where_it_is_asked_for()
    {
        var without = await PrintedAsync(console: false);
        var printed = await PrintedAsync(console: true);

        Assert.Equal("", without);
        Assert.Contains("onnx_retrieval.call.duration", printed, StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", printed, StringComparison.Ordinal);
        Assert.Matches("Activity.DisplayName: +GET /recommend/{user}", printed);
        Assert.Matches("Activity.DisplayName: +retrieve\n", printed);
    }

    private static async Task<string> PrintedAsync(bool console)
    {
        var before = Console.Out;
        using var printed = new StringWriter();
        Console.SetOut(TextWriter.Synchronized(printed));
        try
        {
            await using var service = new Service(("Telemetry:Console", console.ToString()));
            await service.GetTextAsync("/recommend/42");
            service.Services.GetRequiredService<MeterProvider>().ForceFlush();
        }
        finally
        {
            Console.SetOut(before);
        }
        return printed.ToString();
    }
}
