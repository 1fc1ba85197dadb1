using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace OnnxRetrieval.Tool.Tests;

/// <summary>The tool as a process of its own, for what only a process shows: signals, exit codes, streams.</summary>
internal sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string Folder = typeof(ToolProcess)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(entry => entry.Key == "ToolFolder")
        .Value!;

    private readonly Process process;
    private readonly Task<string> error;
    private readonly List<string> lines = [];
    private readonly Task reading;

    private ToolProcess(Process process)
    {
        this.process = process;
        error = process.StandardError.ReadToEndAsync();
        reading = Task.Run(ReadLines);
    }

    /// <summary>Starts it; standard input is closed.</summary>
    public static ToolProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(Folder, "onnx-retrieval.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new(process);
    }

    /// <summary>Waits until a line of the output starts with a text, and gives it.</summary>
    public async Task<string> LineStarting(string text)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            lock (lines)
            {
                if (
                    lines.Find(line => line.StartsWith(text, StringComparison.Ordinal)) is { } found
                )
                {
                    return found;
                }
            }
            Assert.False(process.HasExited && reading.IsCompleted, $"It ended without '{text}'.");
            Assert.True(since.Elapsed < Patience, $"No line '{text}' came.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Sends a signal, such as INT.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start(
            "kill",
            [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]
        );
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for the end.</summary>
    public async Task<CommandRun> End()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        limit.CancelAfter(Patience);
        await process.WaitForExitAsync(limit.Token);
        await reading;
        return new(process.ExitCode, string.Join('\n', lines), await error);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }
        process.Dispose();
    }

    private async Task ReadLines()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }
}
