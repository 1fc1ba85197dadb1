using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace OnnxRetrieval.Benchmarks;

/// <summary>What the figures were measured on, without which they mean nothing.</summary>
internal static class Machine
{
    /// <summary>Processor, system and runtime on one line.</summary>
    public static string Description =>
        $"{Processor()}, {Environment.ProcessorCount} cores, {Vectors}; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}";

    private static string Vectors =>
        Avx512F.IsSupported ? "AVX-512"
        : Avx2.IsSupported ? "AVX2"
        : "no AVX";

    private static string Processor()
    {
        const string key = "model name";
        var line = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo")
                .FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
