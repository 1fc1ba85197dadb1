using System.Diagnostics;

namespace OnnxRetrieval.Tool.Tests;

/// <summary>A file system in memory with given limits; skips the test where mounting is not allowed.</summary>
internal sealed class Mount : IDisposable
{
    private Mount(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts one at a folder.</summary>
    /// <param name="path">The folder, which is made.</param>
    /// <param name="options">Such as <c>size=64k</c> or <c>ro</c>.</param>
    public static Mount At(string path, string options)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Only root on Linux can mount a file system for this test.");
        }
        var (code, error) = Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path);
        if (code != 0)
        {
            Assert.Skip($"No file system can be mounted here: {error}");
        }
        return new(path);
    }

    public void Dispose() => Run("umount", Path);

    private static (int Code, string Error) Run(string command, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command, arguments) { RedirectStandardError = true }
        )!;
        var error = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
