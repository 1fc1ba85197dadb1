using System.Diagnostics;

namespace OnnxRetrieval.Benchmarks;

/// <summary>Rivals that are libraries of Python: Debian's, as its packages install them.</summary>
internal static class PythonProgram
{
    private const string Python = "/usr/bin/python3";

    /// <summary>What a program beside the benchmarks prints; null where the library is not installed or the program fails.</summary>
    /// <param name="module">The library.</param>
    /// <param name="program">The program's file.</param>
    /// <param name="arguments">What it is given.</param>
    public static string? Run(
        string module,
        string program,
        params IEnumerable<string> arguments
    ) =>
        File.Exists(Python) && Run(["-c", $"import {module}"]) is not null
            ? Run([Path.Combine(AppContext.BaseDirectory, program), .. arguments])
            : null;

    private static string? Run(string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Python, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : null;
    }
}
