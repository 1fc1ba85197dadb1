using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace OnnxRetrieval.Tool.Tests.Commands;

public sealed partial class ServeCommandTests(TinyModelFolder model)
    : IClassFixture<TinyModelFolder>
{
    [Fact]
    public async Task It_serves_until_it_is_interrupted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using var process = ToolProcess.Start("serve", model.Path, "--port", "0");
        var line = await process.LineStarting("tiny: ");
        using var client = new HttpClient { BaseAddress = new Uri(Address().Match(line).Value) };

        var page = await client.GetStringAsync("/", TestContext.Current.CancellationToken);
        process.Signal("INT");
        var run = await process.End();

        Assert.Contains("<title>Recommendations</title>", page, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public void A_port_that_is_taken_is_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        CommandRun
            .Of("serve", model.Path, $"--port={port}")
            .Fails(ExitCode.Failed, $"Port {port} cannot be had: ");
    }

    [Fact]
    public void Wrong_use_is_told_apart_from_failure()
    {
        CommandRun
            .Of("serve", model.Path, "--port", "70000")
            .Fails(ExitCode.WrongUse, "--port takes a whole number from 0 to 65535, not '70000'.");
        CommandRun.Of("serve", "nowhere.onnx").Fails(ExitCode.Failed, "nowhere.onnx");
    }

    [GeneratedRegex("http://[^ ]+")]
    private static partial Regex Address();
}
