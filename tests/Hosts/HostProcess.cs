using System.Diagnostics;
using System.Text.Json;

namespace OnnxRetrieval.Hosts.Tests;

/// <summary>Runs the hosts' scripts.</summary>
internal static class HostProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>This project's folder.</summary>
    public static string Folder { get; } =
        Path.Combine(OnnxRetrieval.Tests.Repository.Root, "tests", "Hosts");

    /// <summary>Why a script cannot run here, or null where it can.</summary>
    public static string? Missing(HostKind host)
    {
        const string todo = "run tests/Hosts/install.sh";
        switch (host)
        {
            case HostKind.Python:
                return Succeeds("/usr/bin/python3", "-c", "import onnx")
                    ? null
                    : $"/usr/bin/python3 with the package onnx is not installed: {todo}.";
            case HostKind.Node:
            case HostKind.Browser:
                if (!Succeeds("node", "--version"))
                {
                    return $"Node.js is not installed: {todo}.";
                }
                if (!Directory.Exists(Path.Combine(Folder, "node_modules", "onnxruntime-web")))
                {
                    return $"tests/Hosts/node_modules is missing: {todo}.";
                }
                return host == HostKind.Node || File.Exists(Chromium)
                    ? null
                    : $"Chromium is not at {Chromium}: {todo}, or set CHROMIUM.";
            default:
                throw new ArgumentOutOfRangeException(nameof(host));
        }
    }

    /// <summary>Skips the running test where a host is missing.</summary>
    public static void SkipUnlessThere(HostKind host)
    {
        if (Missing(host) is { } reason)
        {
            Assert.Skip(reason);
        }
    }

    /// <summary>Runs a script of ours in Node.js that answers in a file, named last.</summary>
    public static T Node<T>(string script, string answers, params string[] arguments)
    {
        _ = Run("node", [Path.Combine("hosts", script), .. arguments, answers]);
        return JsonSerializer.Deserialize<T>(File.ReadAllText(answers), JsonSerializerOptions.Web)!;
    }

    /// <summary>Runs a command and gives what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed, or took too long.</exception>
    public static string Run(string command, params string[] arguments)
    {
        using var process = Start(command, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException(
                $"{command} {string.Join(' ', arguments)} took more than {Limit}."
            );
        }
        var text = output.GetAwaiter().GetResult();
        var errors = error.GetAwaiter().GetResult();
        return process.ExitCode == 0
            ? text
            : throw new InvalidOperationException(
                $"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{errors}\n{text}"
            );
    }

    private static string Chromium =>
        Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";

    private static bool Succeeds(string command, params string[] arguments)
    {
        try
        {
            _ = Run(command, arguments);
            return true;
        }
        catch (Exception error)
            when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string command, string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
