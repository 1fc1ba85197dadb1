using System.ComponentModel;
using System.Diagnostics;

namespace OnnxRetrieval.Benchmarks;

/// <summary>Rivals that are libraries of other languages, in programs beside the benchmarks.</summary>
internal static class RivalProgram
{
    private const string PythonOfDebian = "/usr/bin/python3";

    /// <summary>What a program in Python prints; null where the library is not installed or the program fails.</summary>
    /// <param name="module">The library, as Debian's packages install it.</param>
    /// <param name="program">The program's file.</param>
    /// <param name="arguments">What it is given.</param>
    public static string? Python(
        string module,
        string program,
        params IEnumerable<string> arguments
    ) =>
        Run(PythonOfDebian, ["-c", $"import {module}"]) is null
            ? null
            : Run(PythonOfDebian, [PathOf(program), .. arguments]);

    /// <summary>What a program in Node.js prints; null where that is not installed or the program fails.</summary>
    /// <param name="program">The program's file.</param>
    /// <param name="arguments">What it is given.</param>
    public static string? Node(string program, params IEnumerable<string> arguments) =>
        Run("node", [PathOf(program), .. arguments]);

    private static string PathOf(string program) => Path.Combine(AppContext.BaseDirectory, program);

    private static string? Run(string command, string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(command, arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
