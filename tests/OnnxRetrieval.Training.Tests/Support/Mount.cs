using System.Diagnostics;

namespace OnnxRetrieval.Training.Tests.Support;

/// <summary>A file system in memory at a folder; skips the test where mounting is not allowed.</summary>
internal sealed class Mount : IDisposable
{
    private readonly string path;

    private Mount(string path) => this.path = path;

    /// <summary>Mounts one.</summary>
    /// <param name="path">The folder, which is made.</param>
    /// <param name="options">Such as <c>noexec</c>.</param>
    public static async Task<Mount> At(string path, string options = "size=1m")
    {
        Directory.CreateDirectory(path);
        Assert.SkipUnless(
            OperatingSystem.IsLinux()
                && Environment.IsPrivilegedProcess
                && await Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path) == 0,
            "Only root on Linux can mount a file system for this test."
        );
        return new(path);
    }

    public void Dispose() => Run("umount", path).Wait();

    private static async Task<int> Run(string command, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command, arguments) { RedirectStandardError = true }
        )!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
