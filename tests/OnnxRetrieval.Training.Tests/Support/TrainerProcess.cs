using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace OnnxRetrieval.Training.Tests.Support;

/// <summary>The trainer as a process of its own, for what only a process shows: how it loads and how it dies.</summary>
internal sealed class TrainerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private TrainerProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The folder with the tool and its native libraries.</summary>
    public static string Folder { get; } =
        typeof(TrainerProcess)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(entry => entry.Key == "ToolFolder")
            .Value!;

    public bool HasExited => process.HasExited;

    /// <summary>Starts <c>onnx-retrieval train</c>.</summary>
    /// <param name="environment">The whole environment; null: this process's.</param>
    /// <param name="arguments">What follows <c>train</c>.</param>
    public static TrainerProcess Train(
        IReadOnlyDictionary<string, string>? environment,
        params string[] arguments
    )
    {
        // With an empty environment nothing finds dotnet, so its place is taken from the runtime's.
        var dotnet = Path.GetFullPath(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet")
        );
        var start = new ProcessStartInfo(
            dotnet,
            [Path.Combine(Folder, "onnx-retrieval.dll"), "train", .. arguments]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (environment is not null)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }
        }
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new(process);
    }

    /// <summary>Ends it at once, as a power cut or the kernel would.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for an end that must be a good one.</summary>
    public async Task Succeeds()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        limit.CancelAfter(Patience);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{await output}\n{await error}");
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
}
